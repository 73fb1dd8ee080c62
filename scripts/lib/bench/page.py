# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables and pictures of benchmarks in docs/performance.md."""

import time

from common.page import PAGE, draw, markdown, replaced

# How a benchmark's tables are written, as it stands around them.
COMMAND = "scripts/bench --write %s"


def section(benchmark, name, slices, about, picture):
    """The lines for a benchmark. @about: what was measured, in a sentence; @picture: the name of its picture, or None."""
    yield "%s, `%s`: %s." % (time.strftime("%Y-%m-%d", time.gmtime()), COMMAND % name, about)
    yield ""
    if picture:
        yield "![%s](%s)" % (benchmark.picture(slices).title, picture.name)
        yield ""
    for title, rows in benchmark.titled(slices):
        yield "### %s" % (title[0].upper() + title[1:])
        yield ""
        yield from markdown(rows, benchmark.LEFT)
        yield ""
    remarks = list(benchmark.remarks(slices))
    if remarks:
        yield from (*remarks, "")
    yield "Worst: %s: %.2f." % benchmark.worst(slices)


def write(benchmark, name, slices, about):
    """Write what was measured into the page, and draw it if there is a picture of it."""
    path = PAGE.with_name("performance-%s.svg" % name) if hasattr(benchmark, "picture") else None
    page = replaced(PAGE.read_text(), COMMAND % name, section(benchmark, name, slices, about, path))
    if path:
        draw(benchmark.picture(slices), path)
    PAGE.write_text(page)
