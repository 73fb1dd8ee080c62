# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the command of --on-crash, once for each token that is new in the life of a campaign."""

import json
import os
import queue
import subprocess
import threading

from common.command import Failure

from .state import read_json, write_text
from .tokens import crash_tokens, diverges

# Seconds of replaying, after which what is known so far is told.
REPLAY_SECONDS = 10

# Seconds that what was found last may take to be told when the campaign stops.
LAST_SECONDS = 60


class Teller(threading.Thread):
    """
    Replays crashes and runs the command beside the supervisor, which goes on meanwhile. @command: for a shell, in the folder
    of the campaign; the crash file is its $1. @events: what happened, in lines for the supervisor's log.
    """

    def __init__(self, campaign, command):
        super().__init__(daemon=True)
        self.campaign = campaign
        self.command = command
        self.events = queue.SimpleQueue()
        self.told = set(read_json(campaign.path("told.json")) or [])
        self.due = threading.Event()
        self.ending = False

    def look(self):
        """There may be new crashes."""
        self.due.set()

    def finish(self):
        """Tell the last ones, and end."""
        self.ending = True
        self.due.set()
        self.join(LAST_SECONDS)

    def run(self):
        ending = False
        while not ending:
            self.due.wait()
            self.due.clear()
            ending = self.ending
            try:
                self.tell_all()
            except (OSError, Failure) as error:  # a full disk; the crashes are still there
                self.events.put("--on-crash: %s" % error)

    def tell_all(self):
        waiting = True
        while waiting:
            tokens = crash_tokens(self.campaign, REPLAY_SECONDS)
            waiting = None in tokens.values()
            for crash, token in tokens.items():
                if token and token not in self.told and diverges(crash, token):
                    self.tell(crash.absolute(), token)

    def tell(self, crash, token):
        self.told.add(token)
        write_text(self.campaign.path("told.json"), json.dumps(sorted(self.told)) + "\n")
        environment = {**os.environ, "MAPLEFUZZ_CRASH": str(crash), "MAPLEFUZZ_TOKEN": token,
                       "MAPLEFUZZ_TARGET": self.campaign.settings["target"], "MAPLEFUZZ_SUBJECT": self.campaign.settings["subject"],
                       "MAPLEFUZZ_CAMPAIGN": str(self.campaign.folder.absolute())}
        with self.campaign.path("workers", "on-crash.log").open("ab") as log:
            done = subprocess.run(["sh", "-c", self.command, "on-crash", crash], cwd=self.campaign.folder, env=environment,
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, check=False)
        self.events.put("told of %s by --on-crash, exit code %d" % (token, done.returncode))
