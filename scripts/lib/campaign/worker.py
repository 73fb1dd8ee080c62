# SPDX-License-Identifier: GPL-2.0-or-later
"""One worker of a campaign: its process is started, seen to die, and started again."""

import os
import shutil
import signal
import subprocess
import time

from common.engine import sanitizer_environment
from common.totals import read_totals

from .plan import environment_of, is_afl, log_name, totals_name

# A worker that does not live longer than that died quickly, and waits before it is started again: twice as long each time.
QUICK_SECONDS = 10
FIRST_DELAY, LAST_DELAY = 1, 60
# After so many quick ends without a single execution, what an AFL++ worker resumes from is taken for damaged.
QUICK_LIMIT = 3

LOG_LIMIT = 4 << 20


def signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return "signal %d" % number


def end_text(code):
    return "killed by %s" % signal_name(-code) if code < 0 else "exit code %d" % code


def processes_of(folder, name=None):
    """The processes that work in @folder, or those of the worker @name: all that its environment was given to."""
    mark = b"MAPLEFUZZ_STATS=" + (os.fsencode(totals_name(name)) + b"\0" if name else b"workers/")
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            with open("/proc/%s/environ" % entry, "rb") as environment:
                if mark in environment.read() and os.path.samefile("/proc/%s/cwd" % entry, folder):
                    yield int(entry)
        except OSError:  # gone, or not ours
            continue


def kill_leftovers(folder, name=None):
    """Kill what a worker left behind: after a kill of afl-fuzz its target waits, stopped, for ever. Return how many there were."""
    count = 0
    for process in processes_of(folder, name):
        try:
            os.kill(process, signal.SIGKILL)
            count += 1
        except ProcessLookupError:
            continue
    return count


class Worker:
    """A worker of a running campaign.

    @restarts: how often it was started again, in the whole life of the campaign.
    @after_finds: after how many of its ends libFuzzer had found something: it ends with each crash.
    """

    def __init__(self, campaign, spec, known):
        self.campaign = campaign
        self.spec = spec
        self.name = spec["name"]
        self.log = campaign.path(log_name(self.name))
        self.totals = campaign.path(totals_name(self.name))
        self.restarts = known.get("restarts", 0)
        self.after_finds = known.get("after_finds", 0)
        self.process = None
        self.started = 0.0
        self.due = 0.0
        self.delay = 0
        self.quick_ends = 0
        self.executions_before = 0

    @property
    def running(self):
        return self.process is not None

    @property
    def has_executed(self):
        return self.running and read_totals(self.totals).executions > self.executions_before

    def state(self, paused):
        if self.running:
            return "working" if self.has_executed else "starting"
        return "paused" if paused else "waiting"

    def start(self):
        """Start the process."""
        kill_leftovers(self.campaign.folder, self.name)
        self.executions_before = read_totals(self.totals).executions
        # The kernel kills the worker when its supervisor dies, however that happens.
        command = ["setpriv", "--pdeathsig", "KILL", *self.spec["command"]]
        environment = environment_of(self.spec, self.campaign.settings,
                                     os.environ if is_afl(self.spec) else sanitizer_environment())
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.campaign.folder, env=environment, start_new_session=True,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        self.started = time.monotonic()

    def ended(self):
        """The exit code if the process has ended since the last look, else None."""
        code = self.process.poll() if self.process else None
        if code is not None:
            # Before the process is forgotten: has_executed looks at it.
            quick = time.monotonic() - self.started < QUICK_SECONDS
            self.quick_ends = self.quick_ends + 1 if quick and not self.has_executed else 0
            self.process = None
        return code

    def schedule(self, new_find):
        """Say when to start again, at once if it had found something new. Return the seconds until then."""
        quick = time.monotonic() - self.started < QUICK_SECONDS
        self.delay = min(max(2 * self.delay, FIRST_DELAY), LAST_DELAY) if quick and not new_find else FIRST_DELAY
        self.due = time.monotonic() + self.delay
        return self.delay

    @property
    def seems_damaged(self):
        return is_afl(self.spec) and self.quick_ends >= QUICK_LIMIT

    def set_aside(self):
        """Move the folder of AFL++ out of its way. Return the name it has now; None if there is none."""
        folder = self.campaign.path("sync", self.name)
        if not folder.exists():
            return None
        number = 1
        while self.campaign.path("aside", "%s-%d" % (self.name, number)).exists():
            number += 1
        aside = self.campaign.path("aside", "%s-%d" % (self.name, number))
        os.rename(folder, aside)
        self.quick_ends = 0
        return aside.relative_to(self.campaign.folder)

    def interrupt(self):
        if self.running:
            self.process.send_signal(signal.SIGINT)

    def finish(self, deadline):
        """Wait for the end of the process until @deadline, then kill it."""
        if not self.running:
            return
        try:
            self.process.wait(timeout=max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
        kill_leftovers(self.campaign.folder, self.name)

    def rotate_log(self):
        """Keep the log small. The worker appends to it, so it can be emptied under way."""
        try:
            if self.log.stat().st_size > LOG_LIMIT:
                shutil.copyfile(self.log, self.log.with_name(self.log.name + ".1"))
                os.truncate(self.log, 0)
        except OSError:  # gone, or no space for the copy: another time
            return


def stop_all(workers, seconds):
    """Interrupt all workers, wait, and kill those that don't end within @seconds."""
    for worker in workers:
        worker.interrupt()
    deadline = time.monotonic() + seconds
    for worker in workers:
        worker.finish(deadline)
