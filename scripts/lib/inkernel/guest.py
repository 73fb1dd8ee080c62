# SPDX-License-Identifier: GPL-2.0-or-later
"""Boots a kernel in a virtual machine: with a small file system of ours, without network, for a limited time."""

import gzip
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import typing

from common.command import Failure

PACKAGES = ("qemu-system-x86", "busybox-static", "cpio")

QEMU = "qemu-system-x86_64"
MEMORY, CORES = "512", 2

# A report ends a boot only where the kernel can't go on; KASAN reports more than once. Console messages are not held back. Modules call functions
# that are not exported. On a busy machine, a test of the timer would fail, the clock seem to be unstable, and processors that wait for their
# turn seem to be stuck: it is by the processor time that a guest has had that we see whether it is.
ARGUMENTS = ("console=ttyS0", "ignore_loglevel", "printk.devkmsg=on", "oops=panic", "panic=-1", "kasan_multi_shot", "rdinit=/init",
             "nokaslr", "mitigations=off", "no_timer_check", "ibt=off", "tsc=reliable", "nowatchdog", "rcupdate.rcu_cpu_stall_suppress=1")

# Seconds between two looks at the console; and for a kernel to say its first word under kvm.
LOOK_EVERY, KVM_LIMIT = 0.1, 10

# Of a guest that uses no processor, so many seconds of the clock count as one.
SLEEPER_COUNTS = 5

INIT = """#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /tmp
/bin/busybox mount -t proc none /proc
/bin/busybox mount -t sysfs none /sys
/bin/busybox mount -t devtmpfs none /dev
exec >/dev/null 2>&1 </dev/null
/bin/busybox sh /run
/bin/busybox reboot -f
"""


class Boot(typing.NamedTuple):
    """What became of a boot. @console: what the kernel printed; @late: the time limit has ended it; @complaint: what qemu said."""
    console: str
    late: bool
    complaint: str


def processor_seconds(process):
    """Processor time that the process of that number has had."""
    fields = pathlib.Path("/proc/%d/stat" % process).read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:13]) / os.sysconf("SC_CLK_TCK")


def kvm_works(image, folder):
    """Does a kernel say anything under kvm? /dev/kvm may open, and the processor stop at its first odd instruction."""
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return False
    console = folder / "kvm.log"
    console.write_bytes(b"")
    command = ["prlimit", "--core=0", QEMU, "-accel", "kvm", "-m", MEMORY, "-kernel", image, "-append", "console=ttyS0 panic=-1",
               "-no-reboot", "-display", "none", "-monitor", "none", "-nic", "none", "-serial", "file:%s" % console]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        end = time.monotonic() + KVM_LIMIT
        while process.poll() is None and time.monotonic() < end and b"Linux version" not in console.read_bytes():
            time.sleep(LOOK_EVERY)
        process.kill()
    return b"Linux version" in console.read_bytes()


def find_accelerator(image, folder):
    """How to run a guest: by kvm where it works, which is tried once after each start of this machine."""
    note = folder / "accelerator"
    machine = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    known = note.read_text(encoding="ascii").split() if note.exists() else []
    if known[:1] != [machine]:
        known = [machine, "kvm" if kvm_works(image, folder) else "tcg"]
        note.write_text(" ".join(known), encoding="ascii")
    return known[1]


def pack(files, target):
    """Write an initial file system: busybox, the first process, and @files, a dict from names to paths or texts."""
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        (top / "bin").mkdir()
        shutil.copy(shutil.which("busybox"), top / "bin/busybox")
        for path, content in {"init": INIT, **files}.items():
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):
                (top / path).write_text(content, encoding="utf-8")
            else:
                shutil.copy(content, top / path)  # with its mode
        (top / "init").chmod(0o755)
        listed = "\n".join(str(path.relative_to(top)) for path in sorted(top.rglob("*")))
        done = subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=top, input=listed.encode(), stdout=subprocess.PIPE, check=True)
    with gzip.open(target, "wb", compresslevel=1) as out:
        out.write(done.stdout)


class Guest:
    """
    @image: the kernel; @folder: where files of a boot are; @arguments: more for its command line; @cores: how many processors it has;
    @accelerator: of qemu's; None for the best.
    """

    def __init__(self, image, folder, arguments=(), cores=CORES, accelerator=None):
        self.image = image
        self.folder = folder
        self.arguments = [*ARGUMENTS, *arguments]
        self.cores = cores
        self.accelerator = accelerator or find_accelerator(image, folder)

    def command(self, initrd, console, options):
        return ["prlimit", "--core=0", QEMU, "-accel", self.accelerator, "-smp", str(self.cores), "-m", MEMORY, "-kernel", self.image,
                "-initrd", initrd, "-append", " ".join(self.arguments), "-no-reboot", "-display", "none", "-monitor", "none",
                "-nic", "none", "-serial", "file:%s" % console, *options]

    def boot(self, files, console, is_late, options=()):
        """
        Boot with @files, and wait for the end. The console goes to the file @console. @is_late(text, seconds): is it
        time to give up? It gets what stands on the console, and for how many seconds nothing was added: of the guest's processor time,
        since a busy machine makes it slow, or, where it sleeps, of SLEEPER_COUNTS times as many by the clock.
        """
        initrd = self.folder / "initrd.gz"
        pack(files, initrd)
        console.write_bytes(b"")
        log = self.folder / "qemu.log"
        with log.open("wb") as out, subprocess.Popen(self.command(initrd, console, options), stdin=subprocess.DEVNULL, stdout=out,
                                                     stderr=out) as process:
            try:
                late = self.watch(process, console, is_late)
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGKILL)
        text = console.read_text(encoding="utf-8", errors="replace")
        complaint = log.read_text(encoding="utf-8", errors="replace").strip()
        if process.returncode and not late:
            raise Failure("%s ended with code %d: %s" % (QEMU, process.returncode, complaint.splitlines()[-1] if complaint else "nothing said"))
        return Boot(text, late, complaint)

    @staticmethod
    def watch(process, console, is_late):
        """Wait for the end of qemu. Return whether it was time to give up before that."""
        size, since, used = 0, time.monotonic(), 0.0
        while process.poll() is None:
            time.sleep(LOOK_EVERY)
            now, uses = console.stat().st_size, processor_seconds(process.pid)
            if now != size:
                size, since, used = now, time.monotonic(), uses
            if is_late(console.read_text(encoding="utf-8", errors="replace"), max(uses - used, (time.monotonic() - since) / SLEEPER_COUNTS)):
                return True
        return False
