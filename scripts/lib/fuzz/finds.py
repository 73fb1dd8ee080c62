# SPDX-License-Identifier: GPL-2.0-or-later
"""What a run has found: the engine's files, replayed at once, by token, and of each token a program made small."""

import re
import sys

from common.files import FIND, REMARK, files_below
from common.paths import out_folder
from common.words import count

# Seconds that making a program small may take.
MIN_SECONDS = 10

# What a report says was found, and at which place, and a sanitizer's sentence.
FOUND = re.compile(r"^found: +(.*)$", re.MULTILINE)
PLACE = re.compile(r"^place: +(.*)$", re.MULTILINE)
SANITIZER = re.compile(r"^(?:==\d+==ERROR: )?(\w+Sanitizer: .*|.*: runtime error: .*)$", re.MULTILINE)

NOT_REPRODUCED = "not-reproduced"


def sha1_of(path):
    """That of its content, which the engine has put into its name."""
    return path.stem.rpartition("-")[2]


class Group:
    """The files with one token. @path: the smallest of them; @report, @schedule: of its replay.

    @program: the file to work with, made small if @before and @after say so: operations. @why_large: why it was not.
    """

    def __init__(self, token, path, replayed):
        self.token = token
        self.paths = []
        self.set_smallest(path, replayed)

    def set_smallest(self, path, replayed):
        self.path = self.program = path
        self.report, self.schedule = replayed.report, replayed.schedule
        self.before = self.after = None
        self.why_large = "not tried"

    @property
    def found(self):
        """What was found, in lines."""
        return [match[1] for match in (FOUND.search(self.report), SANITIZER.search(self.report)) if match]

    @property
    def place(self):
        """Where in the tree, or in the harness, as the report has it; None if it does not say."""
        match = PLACE.search(self.report)
        return match and match[1]


class Finds:
    """All of them. @groups: by token, in the order of their first finds."""

    def __init__(self, arguments):
        self.tool = arguments.tool
        self.folder = arguments.crashes
        self.small = out_folder() / "minimised" / arguments.crashes.name
        self.groups = {}
        self.seen = files_below(self.folder)

    def take(self):
        """Replay what is new. Return the names of its contents, their SHA-1."""
        new = files_below(self.folder) - self.seen
        self.seen |= new
        paths = sorted(path for path, _ in new if FIND.match(path.name) and not REMARK.match(path.name))
        for path in paths:
            self.add(path)
        return {sha1_of(path) for path in paths}

    def add(self, path):
        replayed = self.tool.replay(path)
        token = replayed.token or NOT_REPRODUCED
        group = self.groups.get(token)
        if not group:
            group = self.groups[token] = Group(token, path, replayed)
        elif path.stat().st_size < group.path.stat().st_size:
            group.set_smallest(path, replayed)
        if path not in group.paths:
            group.paths.append(path)

    def minimise_all(self):
        """Make a program of each token small, until that is interrupted."""
        if self.groups and sys.stderr:
            print("making %s small, which takes %d s at most for each" % (count(len(self.groups), "program"), MIN_SECONDS), file=sys.stderr)
        for group in self.groups.values():
            try:
                if group.token != NOT_REPRODUCED:
                    self.minimise(group)
            except KeyboardInterrupt:
                group.why_large = "interrupted"
                return

    def minimise(self, group):
        """Make the program of a group small, and look again at what it does then."""
        self.small.mkdir(parents=True, exist_ok=True)
        small = self.small / ("%s-%s.txt" % (group.token.replace(":", "-"), sha1_of(group.path)[:8]))
        done = self.tool.minimise(group.path, small, group.schedule, MIN_SECONDS, options=["--same-token"])
        group.before, group.why_large = done.before, done.failure
        if done.failure:
            return
        replayed = self.tool.replay(small)
        if replayed.token != group.token:
            group.why_large = "made small it gives %s" % (replayed.token or "nothing")
            return
        group.program, group.after, group.report, group.schedule = small, done.after, replayed.report, replayed.schedule
