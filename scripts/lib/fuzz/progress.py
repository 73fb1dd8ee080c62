# SPDX-License-Identifier: GPL-2.0-or-later
"""One line that says how a run stands: rewritten on a terminal, else printed every few seconds."""

import shutil
import sys
import time

from common.words import count

# Seconds between two lines.
ON_TERMINAL, ELSEWHERE = 1, 10

CLEAR_LINE = "\r\033[K"


class Progress:
    """The line, on stderr. @engine, @corpora, @finds: what it tells of."""

    def __init__(self, arguments, engine, corpora, finds):
        self.time = arguments.time
        self.engine = engine
        self.corpora = corpora
        self.finds = finds
        self.stream = None if arguments.verbose else sys.stderr
        self.rewrites = bool(self.stream) and self.stream.isatty()
        self.due = time.monotonic() + (0 if self.rewrites else ELSEWHERE)

    def words(self):
        totals = self.engine.totals()
        limit = " of %d" % self.time if self.time else ""
        return "%d%s s: %s, %s, %s, %s" % (
            self.engine.seconds, limit, count(totals.executions, "execution"), count(totals.calls, "call"),
            count(self.corpora.new_inputs(), "new input"), count(len(self.finds.groups), "token"))

    def write(self, text):
        self.stream.write(text)
        self.stream.flush()

    def show(self):
        """Say how it stands, if that is due."""
        if not self.stream or time.monotonic() < self.due:
            return
        if self.rewrites:
            self.due = time.monotonic() + ON_TERMINAL
            self.write(CLEAR_LINE + self.words()[:shutil.get_terminal_size().columns - 1])
        else:
            self.due = time.monotonic() + ELSEWHERE
            self.write(self.words() + "\n")

    def clear(self):
        """Make room for other lines."""
        if self.rewrites:
            self.write(CLEAR_LINE)
