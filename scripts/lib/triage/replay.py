# SPDX-License-Identifier: GPL-2.0-or-later
"""What a find does when it is replayed: twice, since it should do the same twice."""

import re

from common.command import EXIT_CLEAN
from common.tool import SCHEDULES, GaveUp, Tool, last_line, token_of

# Seconds that a process may take longer than a program in it: to report a hang, and to find symbols.
SLACK = 30

# A frame of a sanitizer's report, and the files of a maple tree.
FRAME = re.compile(r"^ +#\d+ 0x[0-9a-f]+ in (\S+) (\S+?)(?::\d+)*$", re.MULTILINE)
SUBJECT = re.compile(r"(^|/)(src/maple_tree/[^/]+|maple_tree\.[ch])$")


class TriageTool(Tool):
    """The maplefuzz command. A program in it is a hang after @timeout seconds, and the command itself is given up later."""

    def __init__(self, program, target, strict, timeout):
        super().__init__(program, target, strict)
        self.timeout = timeout
        # A hang may be met twice, before and after its report is made.
        self.hang_seconds = 2 * self.timeout + SLACK
        # The frame of a crash is part of what tells bugs apart.
        self.environment["UBSAN_OPTIONS"] = "print_stacktrace=1:" + self.environment.get("UBSAN_OPTIONS", "")


class Outcome:
    """What one replay gave. @token: None if nothing diverged; @why then has what there is to say."""

    def __init__(self, token=None, frame=None, report="", why="no divergence"):
        self.token = token
        self.frame = frame
        self.report = report
        self.why = why


class Verdict:
    """What came of a find: the outcomes of its replays, and the schedule of checks that they had."""

    def __init__(self, schedule, outcomes):
        self.schedule = schedule
        self.outcomes = outcomes
        self.token, self.frame = outcomes[0].token, outcomes[0].frame

    @property
    def diverged(self):
        return any(outcome.token for outcome in self.outcomes)

    @property
    def stable(self):
        return len({outcome.token for outcome in self.outcomes}) == 1


def frame_of(token, report):
    """The innermost function of the subject in a sanitizer's report of a crash."""
    if token.rpartition(":")[2] in ("crash", "asan"):
        for function, path in FRAME.findall(report):
            if SUBJECT.search(path):
                return function
    return None


def replay_once(tool, path, schedule, folder=None):
    try:
        done = tool.trial("replay", ["--timeout", str(tool.timeout), path], schedule, tool.hang_seconds, folder)
    except GaveUp as failure:
        return Outcome(why=str(failure))
    token = token_of(done.stdout)
    if token:
        return Outcome(token, frame_of(token, done.stderr), done.stderr)
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
