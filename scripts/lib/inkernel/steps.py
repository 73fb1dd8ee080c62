# SPDX-License-Identifier: GPL-2.0-or-later
"""
Programs as a module reads them that makes the calls of any program (`maplefuzz emit --steps`, `emit --interpreter`), in one file of words of 64 bits.
"""

import array
import re
import sys

# What stands in front of the statements: what is to be known of the whole program.
HEAD = re.compile(r"^calls (\d+) fails ([01]) sleepless ([01]) cursors (\d+)$")

# Those kinds of steps that are no statements: see support_steps.c.
CALL, DO, STATEMENT = range(3)
BEGIN_RUNS, ADD_RUN = "begin_runs();", "add_run("


class NoSteps(Exception):
    """A text is none of a program in steps."""


def statements(text):
    """The head of a program in steps, as a match, and the lines behind it, each split at its tabs."""
    lines = text.partition(" */\n")[2].splitlines()
    head = HEAD.match(lines[0]) if lines else None
    if not head:
        raise NoSteps("there is no line of calls")
    return head, [line.split("\t") for line in lines[1:]]


def kinds(texts):
    """All kinds of statements in @texts, in order."""
    found = {line[0] for text in texts for line in statements(text)[1]}
    return sorted(found - {"call", "do {"})


def padded(text):
    """The words of a text, which ends with a zero."""
    data = text.encode()
    return array.array("Q", data + bytes(8 - len(data) % 8))


def most_runs(lines):
    """As many runs are said of a tree at most."""
    most = count = 0
    for line in lines:
        count = 0 if line[0] == BEGIN_RUNS else count + line[0].startswith(ADD_RUN)
        most = max(most, count)
    return most


def words(name, text, numbers):
    """A program. @numbers: of the kinds of statements."""
    head, lines = statements(text)
    called = padded(name)
    out = array.array("Q", [0, *(int(group) for group in head.groups()), most_runs(lines), len(called), *called])
    for kind, *operands in lines:
        if kind == "call":
            behind = [int(operands[0]), *padded(operands[1])]
            number = CALL
        else:
            behind = [int(operand) for operand in operands]
            number = DO if kind == "do {" else STATEMENT + numbers[kind]
        out.append(number | len(behind) << 32)
        out.extend(behind)
    out[0] = len(out)
    if sys.byteorder == "big":
        out.byteswap()  # the guest's is little
    return out.tobytes()
