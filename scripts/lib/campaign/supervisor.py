# SPDX-License-Identifier: GPL-2.0-or-later
"""Keeps the workers of a campaign running, and brings together what they find. Runs as long as the campaign does."""

import datetime
import os
import signal
import sys
import time
import traceback

from common.engine import LIBFUZZER_FINDS

from .disk import free_megabytes
from .figures import Figures
from .gather import Gatherer
from .plan import is_afl
from .state import README, open_campaign, take_lock, write_text
from .teller import Teller
from .worker import Worker, end_text, kill_leftovers, stop_all

TICK = 0.5
GATHER_SECONDS = 3
STATE_SECONDS = 3
# Seconds that workers have to end by themselves.
STOP_SECONDS = 15

# With this, a sanitizer ends libFuzzer after a find; but so may a failure.
SANITIZER_FIND = 1

# How often the history gets a row of each worker: until a run time, every so many seconds. A month makes some megabytes.
HISTORY = ((3600, 10), (86400, 60), (float("inf"), 600))


def history_interval(seconds):
    return next(interval for limit, interval in HISTORY if seconds < limit)


class Timer:
    """Says when so many seconds have passed again."""

    def __init__(self):
        self.due = 0.0

    def is_due(self, seconds):
        now = time.monotonic()
        if now < self.due:
            return False
        self.due = now + seconds
        return True


class Supervisor:
    """A campaign under way.

    @seconds: run time in the whole life of the campaign, without the time that it was stopped.
    @paused: why no worker runs; None if they do.
    @stopping: why it is to end; None as long as it goes on.
    @trouble: what the last gathering failed with; None if it did not.
    @teller: of --on-crash, or None; @told_crashes: how many crashes there were when it was last told to look.
    """

    def __init__(self, campaign):
        state = campaign.state()
        known = state.get("workers", {})
        self.campaign = campaign
        self.before = campaign.run_seconds()
        self.begun = time.monotonic()
        self.events = campaign.events()
        self.history = campaign.history()
        self.finds = campaign.finds()
        self.gatherer = Gatherer(campaign, self.note_find)
        self.workers = [Worker(campaign, spec, known.get(spec["name"], {})) for spec in campaign.settings["workers"]]
        self.figures = {worker.name: Figures(campaign, worker, known.get(worker.name, {})) for worker in self.workers}
        self.paused = None
        self.stopping = None
        self.trouble = None
        self.told_crashes = 0
        self.teller = Teller(campaign, campaign.settings["on_crash"]) if campaign.settings.get("on_crash") else None
        self.gather_timer, self.state_timer, self.history_timer = Timer(), Timer(), Timer()

    @property
    def seconds(self):
        return self.before + time.monotonic() - self.begun

    def say(self, text):
        self.events.add("%s  %s" % (datetime.datetime.now().astimezone().isoformat(timespec="seconds"), text))

    def note_find(self, worker, kind, sha1, name):
        self.finds.add_row([round(self.seconds), worker, kind, sha1, name.replace(",", ";")])
        if kind != "input":
            self.say("%s found a %s: %s" % (worker, kind, sha1))

    # ---- State and history ----

    def describe(self, worker):
        figures = self.figures[worker.name]
        executions_now, calls_now = figures.rates()
        return {
            **figures.values,
            "about": worker.spec["about"],
            "state": worker.state(self.paused),
            "delay": worker.delay,
            "restarts": worker.restarts,
            "after_finds": worker.after_finds,
            "executions_now": round(executions_now, 1),
            "calls_now": round(calls_now, 1),
        }

    def save_state(self, state):
        for figures in self.figures.values():
            figures.update()
        try:
            self.campaign.save_state({
                "state": state,
                "why": self.stopping or self.paused,
                "seconds": round(self.seconds, 1),
                "supervisor": os.getpid(),
                "corpus": len(self.gatherer.corpus),
                "crashes": len(self.gatherer.crashes),
                "workers": {worker.name: self.describe(worker) for worker in self.workers},
            })
        except OSError:  # the old one is still there; the next one is due soon
            return

    def write_history(self):
        for worker in self.workers:
            values = self.figures[worker.name].values
            self.history.add_row([round(self.seconds), worker.name, values["executions"], values["calls"], values["corpus"],
                                  values["edges"], values["edges_total"], len(self.gatherer.crashes), values["stability"]])

    def gather(self):
        try:
            self.gatherer.gather([worker.name for worker in self.workers if worker.running])
        except OSError as error:  # no space: what was not taken now is taken later
            if str(error) != self.trouble:
                self.say("gathering what was found: %s" % error)
            self.trouble = str(error)
        else:
            self.trouble = None
        self.tell()

    def tell(self):
        """Have --on-crash told of what is new, and write down what it did."""
        if not self.teller:
            return
        while not self.teller.events.empty():
            self.say(self.teller.events.get())
        if len(self.gatherer.crashes) > self.told_crashes:
            self.told_crashes = len(self.gatherer.crashes)
            self.teller.look()

    # ---- Workers ----

    def pause(self, why):
        if self.paused:
            return
        self.paused = why
        self.say("paused: %s" % why)
        stop_all(self.workers, STOP_SECONDS)

    def watch_disk(self):
        floor = self.campaign.settings["disk_floor"]
        free = free_megabytes(self.campaign.folder)
        if not self.paused and free < floor:
            self.pause("%d MB free on the disk, the floor is %d MB" % (free, floor))
        elif self.paused and free >= floor + max(1, floor // 10):
            self.paused = None
            self.say("going on: %d MB free on the disk" % free)

    def look_after(self, worker):
        """See whether a worker has ended, and start it when it is time."""
        code = worker.ended()
        if code is not None:
            self.note_end(worker, code)
        if worker.running or self.paused or time.monotonic() < worker.due:
            return
        try:
            worker.start()
        except OSError as error:
            self.say("%s could not be started: %s" % (worker.name, error))
            worker.schedule(False)

    def note_end(self, worker, code):
        crashes = len(self.gatherer.crashes)
        self.gather()
        new_find = len(self.gatherer.crashes) > crashes
        # libFuzzer ends with each crash. That is trouble only if it is the same crash again.
        after_find = not is_afl(worker.spec) and (code in LIBFUZZER_FINDS or (code == SANITIZER_FIND and new_find))
        worker.restarts += 1
        worker.after_finds += after_find
        delay = worker.schedule(new_find)
        self.say("%s ended, %s%s; restart %d in %d s" %
                 (worker.name, end_text(code), " with a find" if after_find else "", worker.restarts, delay))
        if worker.seems_damaged:
            self.begin_anew(worker)

    def begin_anew(self, worker):
        """AFL++ does not get going with what it had: begin anew with the whole corpus, in which all of that is."""
        self.gather()
        aside = worker.set_aside()
        if aside:
            self.say("%s can't be resumed; its folder is now %s, and it begins anew with the corpus" % (worker.name, aside))

    # ---- The loop ----

    def set_up(self):
        """Bring the folder into order after whatever has ended the last run."""
        left = kill_leftovers(self.campaign.folder)
        if left:
            self.say("killed %d processes that were left behind" % left)
        self.campaign.make_folders()
        write_text(self.campaign.path("README.txt"), README)
        self.gatherer.gather()
        self.gatherer.fill_libfuzzer()

    def tick(self):
        self.watch_disk()
        for worker in self.workers:
            self.look_after(worker)
        if self.gather_timer.is_due(GATHER_SECONDS):
            self.gather()
            for journal in (self.events, self.history, self.finds):
                journal.flush()
            for worker in self.workers:
                worker.rotate_log()
        if self.state_timer.is_due(STATE_SECONDS):
            self.save_state("paused" if self.paused else "running")
        if self.history_timer.is_due(history_interval(self.seconds)):
            self.write_history()
        limit = self.campaign.settings["run_until"]
        if limit and self.seconds >= limit:
            self.stopping = "the time is over"

    def run(self):
        self.say("started: %s" % ", ".join(worker.name for worker in self.workers))
        if self.teller:
            self.teller.start()
        while not self.stopping:
            self.tick()
            if not self.stopping:
                time.sleep(TICK)
        stop_all(self.workers, STOP_SECONDS)
        self.gather()
        if self.teller:
            self.teller.finish()
            self.tell()
        self.save_state("stopped")
        self.write_history()
        self.say("stopped: %s" % self.stopping)

    def stop(self, number, _frame):
        self.stopping = "asked to" if number == signal.SIGTERM else "interrupted"


def supervise(folder):
    """Run the campaign in @folder until it is over. Return whether there was no other supervisor."""
    campaign = open_campaign(folder)
    lock = take_lock(campaign.path("lock"))
    if lock is None:
        return False
    supervisor = Supervisor(campaign)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, supervisor.stop)
    try:
        supervisor.set_up()
        supervisor.run()
    except Exception:
        supervisor.say("the supervisor gave up: %s" % traceback.format_exc(limit=-1).splitlines()[-1])
        stop_all(supervisor.workers, STOP_SECONDS)
        supervisor.save_state("failed")
        raise
    return True


if __name__ == "__main__":
    supervise(sys.argv[1])
