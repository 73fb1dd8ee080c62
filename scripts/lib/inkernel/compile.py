# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds a small kernel with checks from a whole Linux tree, in a folder of ours: nothing is written to the tree."""

import hashlib
import os
import pathlib
import subprocess
import time

from common.build import install
from common.command import Failure
from common.folder import unfinished
from common.kept import locked, read_if_there
from common.make import clean_environment, complaint
from common.paths import out_folder
from common.words import for_people

from . import options

# What building a kernel needs beside what everything does.
PACKAGES = ("make", "gcc", "bc", "flex", "bison", "libelf-dev")

# What a tree must have for its kernel to be built.
NEEDED = ("Makefile", "Kconfig", "scripts/config", "arch/x86/Makefile", "kernel/Makefile", "lib/maple_tree.c")

# Seconds between two lines that say how far it is.
LINE_EVERY = 20


def check_tree(tree):
    missing = next((name for name in NEEDED if not (tree / name).is_file()), None)
    if missing:
        raise Failure("%s has no %s; a whole Linux source tree is needed" % (for_people(tree), missing))


def digest(tree, *others):
    """A hash of the names, sizes and times of all files of a tree, and of what else a kernel depends on."""
    total = hashlib.sha256(repr(others).encode())
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            seen = os.lstat(os.path.join(folder, name))
            total.update(b"%s %d %d\n" % (os.fsencode(os.path.join(folder, name)), seen.st_size, seen.st_mtime_ns))
    return total.hexdigest().encode()


def debian_source(version):
    """The whole tree of Debian's linux-source-@version, unpacked."""
    folder = out_folder() / "linux" / ("debian-%s-whole" % version)
    tarball = pathlib.Path("/usr/src/linux-source-%s.tar.xz" % version)
    with locked(folder):
        if folder.is_dir():
            return folder
        if not tarball.exists():
            install("linux-source-" + version)
        print("in-kernel: unpacking %s, 1.5 GB, into %s" % (tarball, for_people(folder)), flush=True)
        with unfinished(folder) as new:
            if subprocess.run(["tar", "-C", new, "--strip-components=1", "-xf", tarball], check=False).returncode:
                raise Failure("%s could not be unpacked" % tarball)
    return folder


class Compiled:
    """
    The kernel of @tree, with checks. @linux: what --linux names for the same maple tree; @folder: where it is built; @image: what boots.
    """

    kind, about = "kernel", "with KASAN"
    on, needed = (*options.BOOT, *options.CHECKS), (*options.NEEDED_TO_BOOT, *options.NEEDED_TO_CHECK)
    minutes = 7.5  # of a processor's time, with Debian's 6.12
    words = ()     # more for make

    def __init__(self, tree, linux):
        check_tree(tree)
        self.tree = tree
        self.linux = linux
        name = "%s-%s-%s" % (self.kind, tree.name, hashlib.sha256(str(tree).encode()).hexdigest()[:6])
        self.folder = out_folder() / "linux" / name
        self.image = self.folder / "arch/x86/boot/bzImage"
        self.log = self.folder.with_name(name + ".log")

    @property
    def name(self):
        """In words."""
        return "the kernel of %s %s" % (for_people(self.tree), self.about)

    def command(self, *words):
        return ["make", "-C", self.tree, "O=%s" % self.folder, "ARCH=x86_64", "-j%d" % (os.cpu_count() or 1), *self.words, *words]

    def fail(self):
        raise Failure("the kernel of %s does not build: %s; the log is %s"
                      % (for_people(self.tree), complaint(self.log), for_people(self.log)))

    def make(self, *words):
        with self.log.open("ab") as out:
            if subprocess.run(self.command(*words), env=clean_environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                              check=False).returncode:
                self.fail()

    def configure(self):
        """Write the options. Those that the version does not know are left out by itself."""
        self.make("tinyconfig")
        words = [word for name in self.on for word in ("--enable", name)]
        words += [word for name in options.OFF for word in ("--disable", name)]
        subprocess.run([self.tree / "scripts/config", "--file", self.folder / ".config", *words], check=True)
        self.make("olddefconfig")
        config = (self.folder / ".config").read_text(encoding="utf-8")
        missing = [name for name in self.needed if "CONFIG_%s=y\n" % name not in config]
        if missing:
            raise Failure("the kernel of %s can't be built with %s" % (for_people(self.tree), ", ".join(missing)))

    def compile(self):
        """The long part: say how far it is."""
        start, told = time.monotonic(), 0
        begin = self.log.stat().st_size
        with self.log.open("ab") as out, subprocess.Popen(self.command("bzImage", "modules_prepare"), env=clean_environment(),
                                                          stdin=subprocess.DEVNULL, stdout=out, stderr=out) as process:
            while process.poll() is None:
                time.sleep(0.5)
                seconds = time.monotonic() - start
                if seconds >= told + LINE_EVERY:
                    told = seconds
                    done = self.log.read_bytes()[begin:].count(b"\n  CC ")
                    print("in-kernel: %d files are compiled after %d s" % (done, seconds), flush=True)
        if process.returncode:
            self.fail()
        print("in-kernel: the kernel is built after %d s" % (time.monotonic() - start), flush=True)

    def build(self):
        """Build it, if the tree or the options have changed since."""
        install(*PACKAGES)
        stamp = self.image.with_name(self.image.name + ".digest")
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.folder):
            wanted = digest(self.tree, self.on, options.OFF, self.words)
            if self.image.exists() and read_if_there(stamp) == wanted:
                return
            self.log.write_bytes(b"")
            print("in-kernel: building %s in %s, which takes about %d minutes the first time"
                  % (self.name, for_people(self.folder), max(1, self.minutes / (os.cpu_count() or 1))), flush=True)
            stamp.unlink(missing_ok=True)
            self.configure()
            self.compile()
            self.keep()
            stamp.write_bytes(wanted)

    def keep(self):
        """For those that build more than one kernel in a folder."""

    def module_words(self, folder):
        """For make: build the modules in @folder. There are no versions of symbols, so modpost knows no symbol: loading tells."""
        return ["make", "-C", self.folder, "ARCH=x86_64", "M=%s" % folder, "KBUILD_MODPOST_WARN=1", "modules"]
