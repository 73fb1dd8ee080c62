# SPDX-License-Identifier: GPL-2.0-or-later
"""Tells from what a program of the suite printed, and from how it ended, whether the tree held."""

import os
import pathlib
import re
import signal

from common.words import for_people

# Lines that a macro's call may have.
STATEMENT_LINES = 10

# Where a stack trace of a sanitizer says that a function is.
FRAME = re.compile(r"^ +#\d+ 0x[0-9a-f]+ in (\w+) (\S+?):\d+", re.M)

# The files of a maple tree: Linux's, and the embedded one.
SUBJECT = re.compile(r"(^|/)(lib/maple_tree\.c|src/maple_tree/\w+\.c)$")


def statement(path, number):
    """The statement that begins in a line of a file."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[number - 1:][:STATEMENT_LINES]
    except OSError:
        return ""
    text = ""
    for line in lines:
        text += " " + line.strip()
        if text.count("(") <= text.count(")"):
            break
    return text.strip()


def condition(path, number):
    """What MT_BUG_ON() or another assertion in a line was given. It says what should not be."""
    text = statement(path, number)
    match = re.search(r"\b(\w*)(?:BUG|WARN)_ON(?:_ONCE)?\((.*)\)", text)
    if not match:
        return text.rstrip(";")
    # All but BUG_ON() and WARN_ON() take the tree or the state first.
    return match[2].split(",", 1)[-1].strip() if match[1] else match[2]


def stack(text):
    """The (function, file)s of the stack trace that @text begins with, the innermost first."""
    return FRAME.findall(text.lstrip("\n").split("\n\n", 1)[0])


def hang(run, timeout):
    return "hangs: stopped after %d s" % timeout if run.code is None else None


def ending(run):
    if not run.code:
        return None
    return "crashed (exit code %d)" % run.code if run.code > 0 else "crashed (%s)" % signal.Signals(-run.code).name


def lost(run):
    match = re.search(r"^maplefuzz: (-?\d+) nodes were not freed", run.output, re.M)
    return match and "lost nodes: " + match[1]


class Judge:
    """@place: where the program was compiled, @top: the tree's top there, @source: the file of the function, if it is one."""

    def __init__(self, place, top, source=None):
        self.place = place
        self.top = top
        self.source = source

    def path(self, file):
        """A file as the compiler knows it."""
        return pathlib.Path(os.path.normpath(self.place / file))

    def where(self, file, number, function=None):
        """A line of a file, in words. Lines of the function's own file need no name."""
        if self.path(file) == self.source:
            return "line %d" % number
        path = self.path(file)
        name = str(path.relative_to(self.top)) if path.is_relative_to(self.top) else for_people(path)
        return "%s:%d%s" % (name, number, " in %s()" % function if function else "")

    def asan(self, run):
        """AddressSanitizer's finding, and the innermost function of the tree in its first stack trace."""
        kind = re.search(r"SUMMARY: AddressSanitizer: (\d+ byte\(s\) leaked|\S+)", run.output)
        if not kind:
            return None
        trace = run.output.split("ERROR: AddressSanitizer", 1)[-1]
        frames = stack(trace[trace.find(" #0 "):])
        inner = [name for name, file in frames if SUBJECT.search(file) or self.path(file) == self.source]
        names = inner or [name for name, _ in frames]
        return "crashed (AddressSanitizer: %s%s)" % (kind[1], " in " + names[0] if names else "")

    def assertion(self, run):
        """MT_BUG_ON() and all others of its kind end in a failed assert() in user space. A helper may have said what differs."""
        match = re.search(r"(?:^check_maplefuzz: (.+)\n)?\S+: (\S+):(\d+): (\w+): Assertion `.*' failed", run.output, re.M)
        if match:
            said, file, number, function = match[1], match[2], int(match[3]), match[4]
            return "failed at %s: %s" % (self.where(file, number, function), said or condition(self.path(file), number))
        match = re.search(r"^BUG at (\w+:\d+)", run.output, re.M)
        return match and "failed at " + match[1]

    def undefined(self, run):
        """What UndefinedBehaviorSanitizer says. The program goes on after that."""
        match = re.search(r"^(\S+):(\d+):\d+: runtime error: (.*)$", run.output, re.M)
        return match and "failed at %s: %s" % (self.where(match[1], int(match[2])), match[3])

    def judge(self, run, timeout):
        """What went wrong, in words, or None. What ends a program comes before what only happens on the way."""
        return (hang(run, timeout) or self.asan(run) or self.assertion(run) or ending(run) or self.undefined(run) or lost(run))

    def sudden_end(self, run, timeout):
        """Why a program with fatal sanitizers did not come to its end, in words, or None."""
        return hang(run, timeout) or self.asan(run) or self.undefined(run) or ending(run)
