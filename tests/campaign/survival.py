# SPDX-License-Identifier: GPL-2.0-or-later
"""Kills and a full disk, and the count of what was there before and after."""

import csv
import errno
import hashlib
import json
import os
import signal

from checkout import check, wait

# Megabytes below which the campaign pauses.
DISK_FLOOR = 8
# A busy machine takes its time to start a worker.
PATIENCE = 120

WORKERS = ("libfuzzer", "main")


def sha1_of(path):
    return hashlib.sha1(path.read_bytes()).hexdigest()


class Seen:
    """Every content that was ever seen on the disk, as an input or as a crash."""

    def __init__(self, folder):
        self.folder = folder
        self.inputs = {}
        self.crashes = {}

    def look(self, dead=False):
        """Look at what is there. @dead: nobody works there, so what the engines are about to replace counts as well."""
        self.add(self.inputs, "corpus", "sync/*/queue")
        self.add(self.crashes, "crashes", "sync/*/crashes*", "libfuzzer/artifacts")
        if dead:
            self.add(self.inputs, "libfuzzer/corpus", "sync/*/_resume")

    def add(self, found, *patterns):
        for pattern in patterns:
            for folder in self.folder.glob(pattern):
                for path in folder.iterdir():
                    if path.is_file() and path.stat().st_size and not path.name.startswith((".", "slow-unit-")):
                        found.setdefault(sha1_of(path), path)


def processes(folder):
    """{process: name} of all that works in @folder."""
    found = {}
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and os.path.samefile("/proc/%s/cwd" % entry, folder):
                with open("/proc/%s/comm" % entry, encoding="utf-8") as name:
                    found[int(entry)] = name.read().strip()
        except OSError:
            continue
    return found


def kill_supervisor(folder):
    state = read_state(folder)
    if state and is_supervisor(state["supervisor"]):
        os.kill(state["supervisor"], signal.SIGKILL)


def kill_processes(folder):
    """Kill the supervisor and all workers, without a warning."""
    kill_supervisor(folder)
    for process in processes(folder) if folder.exists() else ():
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


def is_supervisor(process):
    try:
        with open("/proc/%d/cmdline" % process, "rb") as words:
            return b"campaign.supervisor" in words.read()
    except FileNotFoundError:
        return False


def read_state(folder):
    try:
        return json.loads((folder / "state.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def all_working(status):
    return status["state"] == "running" and all(worker["state"] == "working" for worker in status["workers"].values())


def start(command, folder, seen):
    command.run("start", folder, "--jobs", str(len(WORKERS)), "--disk-floor", str(DISK_FLOOR), code=0)
    begun = len(list((folder / "corpus").iterdir()))
    wait(PATIENCE, "new inputs and a crash", lambda: len(list((folder / "crashes").iterdir())) > 0
         and len(list((folder / "corpus").iterdir())) > begun + 20)
    seen.look()


def pid_of(folder, worker):
    """The process of a worker: the one that the supervisor started, not its children."""
    supervisor = read_state(folder)["supervisor"]
    command = {"libfuzzer": "libfuzzer", "main": "afl-fuzz"}[worker]
    for process, name in processes(folder).items():
        with open("/proc/%d/stat" % process, encoding="utf-8") as stat:
            parent = int(stat.read().rpartition(")")[2].split()[1])
        if name == command and parent == supervisor:
            return process
    return None


def kill_worker(folder, worker):
    """Return whether it was there to be killed: libFuzzer may just have ended with a find."""
    victim = pid_of(folder, worker)
    try:
        if victim:
            os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return victim is not None


def kill_each(command, folder, seen):
    for worker in WORKERS:
        unforeseen = restarts(command.status(folder), worker)
        seen.look()
        wait(PATIENCE, "%s is killed" % worker, lambda worker=worker: kill_worker(folder, worker))
        wait(PATIENCE, "%s is counted and works again" % worker,
             lambda worker=worker, unforeseen=unforeseen: restarts(command.status(folder), worker) > unforeseen
             and all_working(command.status(folder)))
    left = [name for name in processes(folder).values() if name == "afl"]
    check(len(left) <= 2, "afl-fuzz has a fork server and a child, but there are %d: one was left behind" % len(left))
    seen.look()


def restarts(status, worker):
    """How often a worker was started again, but for those times that libFuzzer had ended with a find."""
    return status["workers"][worker]["restarts"] - status["workers"][worker]["after_finds"]


def wait_for_death(folder):
    wait(PATIENCE, "all are dead", lambda: not set(processes(folder).values()) & {"afl-fuzz", "libfuzzer"})


def resume(command, folder):
    command.run("resume", folder, code=0)
    wait(PATIENCE, "all work again", lambda: all_working(command.status(folder)))


def kill_all(command, folder, seen):
    """Once the supervisor alone, with which the workers die; once everything."""
    for kill in (kill_supervisor, kill_processes):
        seen.look()
        kill(folder)
        wait_for_death(folder)
        seen.look(dead=True)
        check(command.status(folder)["state"] == "killed", "status does not say that the campaign was killed")
        resume(command, folder)


def fill(folder):
    """Take all space that there is. Return the file that has it."""
    path = folder.parent / "filler"
    with path.open("wb", buffering=0) as out:
        size = 1 << 20
        while size:
            try:
                out.write(bytes(size))
            except OSError as error:
                check(error.errno == errno.ENOSPC, "filling the disk: %s" % error)
                size //= 2
    return path


def fill_disk(command, folder, seen):
    seen.look()
    filler = fill(folder)
    wait(PATIENCE, "the campaign pauses", lambda: "paused: " in (folder / "events.log").read_text(encoding="utf-8")
         or all(not pid_of(folder, worker) for worker in WORKERS))
    seen.look()
    filler.unlink()
    executions = command.status(folder)["executions"]
    wait(PATIENCE, "the campaign goes on by itself", lambda: all_working(command.status(folder)))
    check("paused: " in (folder / "events.log").read_text(encoding="utf-8"), "events.log does not tell of the pause")
    wait(PATIENCE, "it executes again", lambda: command.status(folder)["executions"] > executions)


def kill_all_on_full_disk(command, folder, seen):
    filler = fill(folder)
    kill_processes(folder)
    wait_for_death(folder)
    seen.look(dead=True)
    _, complaint = command.run("resume", folder, code=2)
    check("--disk-floor" in complaint and complaint.count("\n") == 1, "a resume on a full disk says: %s" % complaint)
    filler.unlink()
    resume(command, folder)


def bring_in(command, folder, seen):
    """The folder of another machine's AFL++ is copied to where ours are."""
    data = b"what another machine found"
    sha1 = hashlib.sha1(data).hexdigest()
    queue = folder / "sync/elsewhere-main/queue"
    queue.mkdir(parents=True)
    (queue / "id:000000,time:0,execs:0,orig:seed").write_bytes(data)
    for corpus in ("corpus", "libfuzzer/corpus"):
        wait(PATIENCE, "it is in %s" % corpus, (folder / corpus / sha1).exists)
    wait(PATIENCE, "all work with it", lambda: all_working(command.status(folder)))
    seen.look()


def damage(command, folder, seen):
    """What a full disk or a dead machine may leave of AFL++'s folder: names without contents."""
    command.run("stop", folder, code=1)
    seen.look(dead=True)
    main = folder / "sync/main"
    for path in [*(main / "queue").glob("id:*"), main / "fuzzer_stats", main / "fuzz_bitmap"]:
        path.unlink()
        path.touch()
    resume(command, folder)
    check([path.name for path in (folder / "aside").iterdir()] == ["main-1"], "the damaged folder is not in aside/")


def stop(command, folder, seen):
    seen.look()
    output, _ = command.run("stop", folder, code=1)
    check("divergence dup" in output, "stop does not say what was found: %s" % output)
    check(not processes(folder), "after the stop there still are: %s" % processes(folder))
    seen.look(dead=True)
    status = command.status(folder)
    check(status["state"] == "stopped" and status["executions"] > 0 and status["calls"] > status["executions"],
          "status after the stop: %s" % status)
    check(any(token.startswith("dup") and token.endswith(":shape") for token in status["tokens"]), "tokens: %s" % status["tokens"])


def check_journal(path):
    """All lines are whole."""
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    torn = [row for row in rows if len(row) != len(rows[0])]
    check(len(rows) > 1 and len(torn) <= 2, "%s has %d lines, %d of them torn by two kills" % (path.name, len(rows), len(torn)))


def count(folder, seen):
    """Everything that was ever seen must be there. Return (inputs, crashes) seen."""
    inputs = {path.name for path in (folder / "corpus").iterdir()}
    crashes = {path.name[-40:] for path in (folder / "crashes").iterdir()}
    for what, there, before in (("input", inputs, seen.inputs), ("crash", crashes, seen.crashes)):
        lost = [path for sha1, path in before.items() if sha1 not in there]
        check(not lost, "%d of %d are lost: %s %s" % (len(lost), len(before), what, lost[:3]))
    for path in [*(folder / "corpus").iterdir(), *(folder / "crashes").iterdir()]:
        check(sha1_of(path) == path.name[-40:], "%s is not what its name says" % path.name)
    for name in ("history.csv", "finds.csv"):
        check_journal(folder / name)
    check(len(seen.crashes) > 1, "only %d crashes were seen" % len(seen.crashes))
    return len(seen.inputs), len(seen.crashes)
