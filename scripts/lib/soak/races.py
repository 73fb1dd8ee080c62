# SPDX-License-Identifier: GPL-2.0-or-later
"""What ThreadSanitizer has said, by place."""

import collections
import re

# Where one of its reports begins and ends.
BEGIN, END = re.compile(r"^WARNING: ThreadSanitizer: (.*?) \(pid="), re.compile(r"^SUMMARY: ThreadSanitizer")

# What a thread did, and the frames below it.
ACCESS = re.compile(r"^  (?:Previous )?(?P<what>(?:atomic )?(?:read|write)) of size ", re.IGNORECASE)
FRAME = re.compile(r"^    #\d+ (?P<function>\S+) (?P<file>.*?)(?::(?P<line>\d+))?(?::\d+)? \(")

# Files of the trees.
OF_TREE = re.compile(r"/maple_tree(\.c|\.h|/\S+\.[ch])$")


class Report:
    """One of them. @kind: "data race"; @accesses: (what, function and line) of each access, the innermost frame in a tree."""

    def __init__(self, kind):
        self.kind = kind
        self.accesses = []
        self.what = None  # of the access whose frames are read

    def read(self, line):
        access, frame = ACCESS.match(line), FRAME.match(line)
        if access:
            self.what = access["what"].lower()
        elif not frame:
            self.what = None
        elif self.what and OF_TREE.search(frame["file"]):
            self.accesses.append("%s in %s():%s" % (self.what, frame["function"], frame["line"] or "?"))
            self.what = None

    def place(self):
        # The same two, whichever came first.
        return " beside ".join(sorted(self.accesses, reverse=True)) or "outside of the tree"


class Races:
    """All reports. @places: of each (kind, place) how many."""

    def __init__(self):
        self.places = collections.Counter()
        self.report = None

    def read(self, line):
        """Take a line. Return whether it belongs to a report."""
        begin = BEGIN.match(line)
        if begin:
            self.report = Report(begin[1])
        elif self.report and END.match(line):
            self.places[self.report.kind, self.report.place()] += 1
            self.report = None
            return True
        elif self.report:
            self.report.read(line)
        return self.report is not None or set(line.strip()) == {"="}

    def lines(self):
        return ["%6d  %s: %s" % (count, kind, place) for (kind, place), count in sorted(self.places.items(), key=lambda row: (-row[1], row[0]))]
