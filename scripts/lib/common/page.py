# SPDX-License-Identifier: GPL-2.0-or-later
"""Pages such as docs/performance.md: tables and pictures that commands write. What is between them was written by hand, and stays."""

import subprocess
import typing

from .command import Failure
from .paths import ROOT

PAGE = ROOT / "docs" / "performance.md"

# Around what is written by a command.
BEGIN, END = "<!-- %s writes from here -->", "<!-- to here -->"

SETUP = """set terminal svg size 800,450 background "white"
set output "{output}"
set logscale x
set xlabel "{x}"
set ylabel "{y}"
set yrange [0:*]
set key left top
set grid
"""


class Picture(typing.NamedTuple):
    """Lines over a logarithmic axis. @lines: points (x, y) of each, by its name; @x and @y: what the axes show."""
    title: str
    x: str
    y: str
    lines: dict


def markdown(rows, left):
    """A table, whose first @left columns are flush left."""
    head, *body = rows
    yield "| %s |" % " | ".join(head)
    yield "|%s" % ("---|" * left + "--:|" * (len(head) - left))
    for row in body:
        yield "| %s |" % " | ".join(row)


def split(page, command, path):
    """The text @page of @path up to where @command, as it stands there, has its place; what it has written there; and the rest."""
    begin = BEGIN % command + "\n"
    before, found, rest = page.partition(begin)
    written, ended, after = rest.partition(END)
    if not found or not ended:
        raise Failure("%s: the lines '%s' and '%s' are missing" % (path.name, begin.strip(), END))
    return before + begin, written, END + after


def rows(table):
    """The rows of a table, cell by cell, by the first one."""
    lines = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:])
    return {cells[0]: cells for cells in lines}


def replaced(page, command, lines, path=PAGE):
    """The text @page of @path, with @lines where @command has its place."""
    before, _, after = split(page, command, path)
    return before + "\n".join(lines) + "\n" + after


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
