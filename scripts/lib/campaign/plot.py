# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws the course of a campaign, with gnuplot."""

import collections
import subprocess

from common.command import Failure

from .plan import LIBFUZZER
from .state import FIND_FIELDS, HISTORY_FIELDS, read_rows

# Points of a line; more can't be seen.
POINTS = 600

SETUP = """\
set terminal svg size {width},{height} font "sans-serif,13" background rgb "white"
set grid lc rgb "#d4d9df"
set border 3 lc rgb "#59626d"
set tics nomirror
set key below
set xlabel "run time, {unit}"
set ylabel "{label}"
set xrange [0:*]
set yrange [{low}:*]
set output "{output}"
"""

# The sizes of a picture: for a screen, and for a telephone, on which a scaled one could not be read.
WIDE, NARROW = (880, 360), (360, 300)

# A number on the axis is short: it is one of these, which the label names.
SCALES = ((1e6, "millions"), (1e3, "thousands"), (1, ""))

UNITS = ((2 * 86400, 86400, "days"), (2 * 3600, 3600, "hours"), (120, 60, "minutes"), (0, 1, "seconds"))


def thin(points):
    step = max(1, len(points) // POINTS)
    return points[::step] + ([points[-1]] if (len(points) - 1) % step else [])


def number(text):
    return float(text) if text else None


def coverage_lines(rows):
    """The share of the edges of libFuzzer's program that its inputs reach, in percent. It is given what AFL++ finds, too; AFL++'s
    own programs are compiled in other ways, and have other edges."""
    lines = collections.defaultdict(list)
    for row in rows:
        edges, total = number(row["edges"]), number(row["edges_total"])
        if row["worker"] == LIBFUZZER and edges and total:
            lines["the common corpus"].append((float(row["seconds"]), 100 * edges / total))
    return lines


def speed_lines(rows):
    """Of each worker, calls a second between one row and the next."""
    lines, before = collections.defaultdict(list), {}
    for row in rows:
        now = float(row["seconds"]), float(row["calls"])
        then = before.get(row["worker"])
        if then and now[0] > then[0]:
            lines[row["worker"]].append((now[0], max(0.0, now[1] - then[1]) / (now[0] - then[0])))
        before[row["worker"]] = now
    return lines


def find_lines(finds):
    """How many inputs and crashes there were at which time."""
    lines, counts = collections.defaultdict(list), collections.Counter()
    for find in finds:
        kind = "inputs" if find["kind"] == "input" else "crashes"
        counts[kind] += 1
        lines[kind].append((float(find["seconds"]), counts[kind]))
    return lines


def gnuplot_script(lines, label, low):
    """What draws lines of (seconds, value); {width}, {height} and {output} are to be filled in."""
    last = max(points[-1][0] for points in lines.values())
    _, size, unit = next(entry for entry in UNITS if last >= entry[0])
    most = max(value for points in lines.values() for _, value in points)
    scale, scale_name = next((scale for scale in SCALES if most >= 10 * scale[0]), SCALES[-1])
    blocks = ["$line%d << END\n%s\nEND\n" % (at, "\n".join("%g %g" % (seconds / size, value / scale) for seconds, value in points))
              for at, points in enumerate(lines.values())]
    plots = ", ".join('$line%d with lines lw 2 title "%s" noenhanced' % (at, name) for at, name in enumerate(lines))
    setup = SETUP.replace("{unit}", unit).replace("{label}", ", ".join(word for word in (label, scale_name) if word)).replace("{low}", low)
    return "".join(blocks) + setup + "plot " + plots + "\n"


def draw(path, label, lines, low="*"):
    """Draw lines of (seconds, value) into an SVG, and a narrow one beside it. Return whether there was something to draw."""
    lines = {name: thin(points) for name, points in lines.items() if len(points) > 1}
    if not lines:
        return False
    script = gnuplot_script(lines, label, low)
    for (width, height), place in ((WIDE, path), (NARROW, narrow(path))):
        words = script.replace("{width}", str(width)).replace("{height}", str(height)).replace("{output}", place.name)
        done = subprocess.run(["gnuplot"], input=words, cwd=path.parent, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure("gnuplot: %s" % (done.stderr.strip().splitlines() or ["no reason given"])[-1])
    return True


def narrow(path):
    """The file of the narrow picture that goes with @path."""
    return path.with_stem(path.stem + "-narrow")


def draw_all(campaign, folder):
    """Draw what there is. Return [(file name, the narrow one's, what it shows)]."""
    rows = read_rows(campaign.path("history.csv"), HISTORY_FIELDS)
    finds = read_rows(campaign.path("finds.csv"), FIND_FIELDS)
    charts = [
        ("coverage.svg", "Coverage: what the common corpus reaches of the edges of libFuzzer's program", "edges, %", coverage_lines(rows), "*"),
        ("calls.svg", "Calls on the tree, a second", "calls a second", speed_lines(rows), "0"),
        ("finds.svg", "Inputs found beyond the seeds, and crashes", "files", find_lines(finds), "0"),
    ]
    return [(name, narrow(folder / name).name, title) for name, title, label, lines, low in charts if draw(folder / name, label, lines, low)]
