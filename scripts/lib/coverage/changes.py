# SPDX-License-Identifier: GPL-2.0-or-later
"""Which lines of the tree have changed since a commit, and what to say of who reaches them."""

import itertools
import os
import re

from common.command import Failure
from common.coverage import function_at
from common.git import commit, git
from common.words import count, for_people

# What a hunk of a diff is in the new file: its first line, and how many it has, 1 if nothing is said.
HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)

# How many of the programs that reach a line are named.
NAMED = 3


def check_revision(files, revision):
    """Refuse a @revision that @files can't be compared with. Return its commit."""
    for file in files:
        code, _, complaint = git(file.parent, "ls-files", "--error-unmatch", "--", file.name)
        if code:
            raise Failure("--diff %s: git does not know %s: %s" % (revision, for_people(file), complaint.splitlines()[0]))
    base = commit(files[0].parent, revision)
    if not base:
        raise Failure("--diff %s: there is no such commit in the repository of %s" % (revision, for_people(files[0])))
    return base


def changed_lines(file, base):
    """The lines of @file, as it is now, that are new or different since the commit @base."""
    code, diff, complaint = git(file.parent, "diff", "-U0", "--no-ext-diff", base, "--", file.name)
    if code:
        raise Failure("git diff: %s" % complaint)
    return {number for first, size in HUNK.findall(diff)
            for number in range(int(first), int(first) + (int(size) if size else 1))}


class Changes:
    """The changed lines. @files: that may have changed since @base; @found: the Coverage of all programs together.

    @changed: all of them, as (file, line); @code: those that coverage counts; @reached: those that any program reaches.
    """

    def __init__(self, files, base, found):
        self.changed = {(file, number) for file in files for number in changed_lines(file, base)}
        self.code = sorted(self.changed & found.lines.keys())
        self.reached = {place for place in self.code if found.lines[place]}
        self.functions = sorted(found.functions)
        self.texts = {file: file.read_text(encoding="utf-8", errors="replace").splitlines() for file in files}

    def where(self, first, last):
        (file, number), (_, end) = first, last
        function = function_at(self.functions, file, number)
        return "%s:%d%s: %s()" % (os.path.relpath(file), number, "-%d" % end if end > number else "", function.name)

    def lines(self, programs):
        """What there is to say, in lines of text. @programs: that reach each of @reached, the smallest first."""
        yield "%s changed, %d of them code that is counted" % (count(len(self.changed), "line"), len(self.code))

        def who(place):
            return function_at(self.functions, *place), programs.get(place, []) if place in self.reached else None

        for (_, reaching), group in itertools.groupby(self.code, who):
            group = list(group)
            if reaching is None:
                yield from ("%s: no program: %s" % (self.where(place, place), self.texts[place[0]][place[1] - 1].strip())
                            for place in group)
            else:
                names = [os.path.relpath(program) for program in reaching[:NAMED]]
                yield "%s: %s: %s%s" % (self.where(group[0], group[-1]), count(len(reaching), "program"), ", ".join(names),
                                        ", ..." if len(reaching) > NAMED else "")
        missed = len(self.code) - len(self.reached)
        yield "no program reaches %s" % count(missed, "changed line") if missed else "programs reach all of it"
