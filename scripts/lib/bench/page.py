# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/performance.md: the tables of a benchmark, and a picture."""

import statistics
import subprocess

from common.command import Failure
from common.paths import ROOT

PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "performance-spawn.svg"

HEAD = """# Performance

`scripts/bench --write` makes this page and its picture; nothing in it is written by hand. Time is that of the processor, on one core. The two ways take turns slice by slice, the two
trees run by run; figures are medians, and the quartiles say how far the slices lie apart. The ground makes no checks (`MAPLEFUZZ_GROUND_CHECKS=OFF`) under either tree.

## fork()

The last patch of the work on `__mt_dup()` has a child's VMAs duplicated with the tree instead of inserted one by one, and gives a table of how many processes are spawned in ten seconds before and after it,
by the number of VMAs. These are the same columns.

What is measured here is `src/mm`: the tree, a copy of each VMA, and the child's exit. A real fork does more, before and after alike: page tables are copied, which takes the most; locks that others want, accounting, reverse mappings,
files, scheduling, the whole of the task. It gains fewer per cent by the same saving, and the more VMAs there are, the larger is the share that the tree has in it. Here nothing but the VMAs dilutes it, and they are smaller than
real ones, so the gain is there from the first column on. What can be compared is the two trees with each other, and the large columns with the published ones.

![Gain by the number of VMAs](performance-spawn.svg)
"""

SETUP = """set terminal svg size 800,450 background "white"
set output "{output}"
set logscale x
set xlabel "VMAs"
set ylabel "more forks in ten seconds, per cent"
set yrange [0:*]
set key left top
set grid
"""


def markdown(rows):
    head, *body = rows
    yield "| %s |" % " | ".join(head)
    yield "|%s" % ("--:|" * len(head))
    for row in body:
        yield "| %s |" % " | ".join(row)


def draw(benchmark, slices):
    lines = {"published": list(zip(benchmark.VMAS, benchmark.PUBLISHED))}
    for subject in benchmark.subjects_of(slices):
        lines[subject] = [(vmas, 100 * (statistics.median(benchmark.gains(slices, subject, "fork", vmas)) - 1)) for vmas in benchmark.VMAS]
    blocks = ["$line%d << END\n%s\nEND\n" % (at, "\n".join("%g %g" % point for point in points)) for at, points in enumerate(lines.values())]
    plots = ", ".join('$line%d with linespoints lw 2 title "%s" noenhanced' % (at, name) for at, name in enumerate(lines))
    words = "".join(blocks) + SETUP.format(output=PICTURE.name) + "plot " + plots + "\n"
    done = subprocess.run(["gnuplot"], input=words, cwd=PICTURE.parent, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure("gnuplot: %s" % (done.stderr.strip().splitlines() or ["no reason given"])[-1])
    # gnuplot leaves white space at the ends of lines.
    PICTURE.write_text("\n".join(line.rstrip() for line in PICTURE.read_text().splitlines()).rstrip() + "\n")


def write(benchmark, slices):
    """Write the page and its picture anew."""
    lines = [HEAD]
    for table, title in benchmark.TITLES.items():
        for subject in benchmark.subjects_of(slices):
            lines += ["### %s: %s\n" % (subject, title), *markdown(benchmark.rows(slices, subject, table)), ""]
    lines.append("Worst: %s, %.2f." % benchmark.worst(slices))
    PAGE.write_text("\n".join(lines) + "\n")
    draw(benchmark, slices)
