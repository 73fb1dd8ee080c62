# SPDX-License-Identifier: GPL-2.0-or-later
"""What scripts/bench prints of a benchmark: tables, or each slice of time."""

from common.words import columns


def tables(benchmark, slices):
    """All tables, in lines of text."""
    for title, rows in benchmark.titled(slices):
        yield "%s:" % title
        yield from columns(rows, benchmark.LEFT)
        yield ""
    yield from benchmark.remarks(slices)


def csv(slices):
    """Each slice that was measured, a tuple with names."""
    yield ",".join(slices[0]._fields)
    for one in slices:
        yield ",".join(map(str, one))
