# SPDX-License-Identifier: GPL-2.0-or-later
"""What a find does when it is replayed: twice, since it should do the same twice."""

import re

from common.command import EXIT_CLEAN
from common.tool import SCHEDULES, GaveUp, Tool, last_line, token_of

# Seconds that a process may take longer than a program in it: to report a hang, and to find symbols.
SLACK = 30

# What a report says of the place, and which places are lines of the subject.
PLACE = re.compile(r"^place:    (\S+)$", re.MULTILINE)
LINE = re.compile(r":\d+$")


class TriageTool(Tool):
    """The maplefuzz command. A program in it is a hang after @timeout seconds, and the command itself is given up later."""

    def __init__(self, program, target, strict, timeout):
        super().__init__(program, target, strict)
        self.timeout = timeout
        # A hang may be met twice, before and after its report is made.
        self.hang_seconds = 2 * self.timeout + SLACK
        # The place of a crash is part of what tells bugs apart.
        self.environment["UBSAN_OPTIONS"] = "print_stacktrace=1:" + self.environment.get("UBSAN_OPTIONS", "")


class Outcome:
    """What one replay gave. @token: None if nothing diverged; @why then has what there is to say. @place: in the subject, or None."""

    def __init__(self, token=None, place=None, report="", why="no divergence"):
        self.token = token
        self.place = place
        self.report = report
        self.why = why


class Verdict:
    """What came of a find: the outcomes of its replays, and the schedule of checks that they had."""

    def __init__(self, schedule, outcomes):
        self.schedule = schedule
        self.outcomes = outcomes
        self.token, self.place = outcomes[0].token, outcomes[0].place

    @property
    def diverged(self):
        return any(outcome.token for outcome in self.outcomes)

    @property
    def stable(self):
        return len({outcome.token for outcome in self.outcomes}) == 1


def check_of(token):
    """The check that failed, the second half of a token."""
    return token.rpartition(":")[2]


def place_of(token, report):
    """Where in the subject: the line of its own check that failed, or the function in which it crashed.

    None if that is not known, or if it was found by a function of the harness: that finds many bugs."""
    match = PLACE.search(report)
    if match and (LINE.search(match[1]) or check_of(token) in ("crash", "asan")):
        return match[1]
    return None


def replay_once(tool, path, schedule, folder=None):
    try:
        done = tool.trial("replay", ["--timeout", str(tool.timeout), path], schedule, tool.hang_seconds, folder)
    except GaveUp as failure:
        return Outcome(why=str(failure))
    token = token_of(done.stdout)
    if token:
        return Outcome(token, place_of(token, done.stderr), done.stderr)
    if done.returncode == EXIT_CLEAN:
        return Outcome()
    return Outcome(why=last_line(done.stderr) or "maplefuzz ended with exit code %d" % done.returncode)


def replay(tool, path):
    """Replay the file @path twice, checking everything; if that gives nothing, twice as fuzzing does."""
    for schedule in SCHEDULES:
        verdict = Verdict(schedule, [replay_once(tool, path, schedule) for _ in range(2)])
        if verdict.diverged:
            break
    return verdict
