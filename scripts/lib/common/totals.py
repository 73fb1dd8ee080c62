# SPDX-License-Identifier: GPL-2.0-or-later
"""What fuzzing processes count: the file that MAPLEFUZZ_STATS names, which fuzz/targets/totals.c writes."""

import re
import typing

LINE = re.compile(r"^(\w+) +(\d+)$", re.MULTILINE)


class Totals(typing.NamedTuple):
    """Programs that were run, calls that they made on the subject, and how often a known issue was stepped around."""
    executions: int = 0
    calls: int = 0
    known: int = 0


def read_totals(path):
    """The totals in the file @path; 0 each if no process has begun with it yet."""
    try:
        numbers = dict(LINE.findall(path.read_text(encoding="ascii", errors="replace")))
    except OSError:
        return Totals()
    return Totals(*(int(numbers.get(name, 0)) for name in Totals._fields))


def sum_totals(totals):
    """The sum of several totals."""
    return Totals(*map(sum, zip(Totals(), *totals)))
