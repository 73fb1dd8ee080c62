# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/performance.md: the tables of benchmarks, and pictures. What is between them was written by hand, and stays."""

import subprocess
import time

from common.command import Failure
from common.paths import ROOT

PAGE = ROOT / "docs" / "performance.md"

# Around what is written for a benchmark.
BEGIN, END = "<!-- scripts/bench --write %s writes from here -->", "<!-- to here -->"

SETUP = """set terminal svg size 800,450 background "white"
set output "{output}"
set logscale x
set xlabel "{x}"
set ylabel "{y}"
set yrange [0:*]
set key left top
set grid
"""


def markdown(rows, left):
    """A table, whose first @left columns are flush left."""
    head, *body = rows
    yield "| %s |" % " | ".join(head)
    yield "|%s" % ("---|" * left + "--:|" * (len(head) - left))
    for row in body:
        yield "| %s |" % " | ".join(row)


def section(benchmark, name, slices, about, picture):
    """The lines for a benchmark. @about: what was measured, in a sentence; @picture: the name of its picture, or None."""
    yield "%s, `scripts/bench --write %s`: %s." % (time.strftime("%Y-%m-%d", time.gmtime()), name, about)
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


def replaced(page, name, lines):
    """The text @page, with @lines where the benchmark @name has its place."""
    begin = BEGIN % name + "\n"
    before, found, rest = page.partition(begin)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise Failure("%s: the lines '%s' and '%s' are missing" % (PAGE.relative_to(ROOT), begin.strip(), END))
    return before + begin + "\n".join(lines) + "\n" + END + after


def draw(picture, path):
    """Draw lines over a logarithmic axis."""
    blocks = ["$line%d << END\n%s\nEND\n" % (at, "\n".join("%g %g" % point for point in points)) for at, points in enumerate(picture.lines.values())]
    plots = ", ".join('$line%d with linespoints lw 2 title "%s" noenhanced' % (at, name) for at, name in enumerate(picture.lines))
    words = "".join(blocks) + SETUP.format(output=path.name, x=picture.x, y=picture.y) + "plot " + plots + "\n"
    done = subprocess.run(["gnuplot"], input=words, cwd=path.parent, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure("gnuplot: %s" % (done.stderr.strip().splitlines() or ["no reason given"])[-1])
    # gnuplot leaves white space at the ends of lines.
    path.write_text("\n".join(line.rstrip() for line in path.read_text().splitlines()).rstrip() + "\n")


def write(benchmark, name, slices, about):
    """Write what was measured into the page, and draw it if there is a picture of it."""
    path = PAGE.with_name("performance-%s.svg" % name) if hasattr(benchmark, "picture") else None
    page = replaced(PAGE.read_text(), name, section(benchmark, name, slices, about, path))
    if path:
        draw(benchmark.picture(slices), path)
    PAGE.write_text(page)
