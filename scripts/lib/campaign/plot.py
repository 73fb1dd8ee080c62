# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws the course of a campaign, with gnuplot."""

import collections
import subprocess

from common.command import Failure

from .state import FIND_FIELDS, HISTORY_FIELDS, read_rows

# Points of a line; more can't be seen.
POINTS = 600

SETUP = """\
set terminal svg size 880,360 font "sans-serif,13" background rgb "white"
set grid lc rgb "#d4d9df"
set border 3 lc rgb "#59626d"
set tics nomirror
set key outside right top
set xlabel "run time, {unit}"
set ylabel "{label}"
set xrange [0:*]
set yrange [{low}:*]
set output "{output}"
"""

UNITS = ((2 * 86400, 86400, "days"), (2 * 3600, 3600, "hours"), (120, 60, "minutes"), (0, 1, "seconds"))


def thin(points):
    step = max(1, len(points) // POINTS)
    return points[::step] + ([points[-1]] if (len(points) - 1) % step else [])


def number(text):
    return float(text) if text else None


def coverage_lines(rows):
    """Of each worker, the share of the edges of its program that its inputs reach, in percent."""
    lines = collections.defaultdict(list)
    for row in rows:
        edges, total = number(row["edges"]), number(row["edges_total"])
        if edges and total:
            lines[row["worker"]].append((float(row["seconds"]), 100 * edges / total))
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


def draw(path, label, lines, low="*"):
    """Draw lines of (seconds, value) into an SVG. Return whether there was something to draw."""
    lines = {name: thin(points) for name, points in lines.items() if len(points) > 1}
    if not lines:
        return False
    last = max(points[-1][0] for points in lines.values())
    _, size, unit = next(entry for entry in UNITS if last >= entry[0])
    blocks = ["$line%d << END\n%s\nEND\n" % (at, "\n".join("%g %g" % (seconds / size, value) for seconds, value in points))
              for at, points in enumerate(lines.values())]
    plots = ", ".join('$line%d with lines lw 2 title "%s" noenhanced' % (at, name) for at, name in enumerate(lines))
    script = "".join(blocks) + SETUP.format(unit=unit, label=label, low=low, output=path.name) + "plot " + plots + "\n"
    done = subprocess.run(["gnuplot"], input=script, cwd=path.parent, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure("gnuplot: %s" % (done.stderr.strip().splitlines() or ["no reason given"])[-1])
    return True


def draw_all(campaign, folder):
    """Draw what there is. Return [(file name, what it shows)]."""
    rows = read_rows(campaign.path("history.csv"), HISTORY_FIELDS)
    finds = read_rows(campaign.path("finds.csv"), FIND_FIELDS)
    charts = [
        ("coverage.svg", "Edges reached, in percent of those of the worker's own program", "edges, %", coverage_lines(rows), "*"),
        ("calls.svg", "Calls on the tree, a second", "calls a second", speed_lines(rows), "0"),
        ("finds.svg", "Inputs found beyond the seeds, and crashes", "files", find_lines(finds), "0"),
    ]
    return [(name, title) for name, title, label, lines, low in charts if draw(folder / name, label, lines, low)]
