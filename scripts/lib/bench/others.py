# SPDX-License-Identifier: GPL-2.0-or-later
"""The benchmark others: the embedded tree beside what people would use instead, as a map of ranges in user space."""

import os
import statistics
import sys
import typing

from common.build import build, install
from common.command import Explained

from . import ratios
from .runner import Runner, running, in_turn, times

ABOUT = "the embedded tree beside JudyL, a red-black tree, GLib's GTree and a B-tree of C++, where Debian has them"

# Columns that are flush left.
LEFT = 1

PRESET = "bench-others"

# By the name of the program: what it is, and the packages that it needs. The first one is what the others are compared with.
MAPS = {"maple": ("maple tree", ()), "judy": ("JudyL", ("libjudy-dev",)), "rbtree": ("red-black tree", ("libbsd-dev",)),
        "gtree": ("GTree", ("libglib2.0-dev",)), "btree": ("absl::btree_map", ("libabsl-dev", "g++"))}

SIZES = (1000, 10000, 100000)

# What the programs call them, and what they are called here.
OPERATIONS = {"load": "load", "walk": "iteration", "store": "store over a range", "fill": "fill in random order", "copy": "copy of the whole map"}

# In the tables a seventh column of memory stands beside the operations.
MEMORY = "bytes"

# So that all memory is counted, and none twice: GLib has its own allocator else, and malloc() a cache of what was freed. The times are with both.
COUNTED = dict(os.environ, G_SLICE="always-malloc", GLIBC_TUNABLES="glibc.malloc.tcache_count=0")


def builds(_linux):
    """The programs, by name: those that there are packages for."""
    for _, packages in MAPS.values():
        try:
            if packages:
                install(*packages)
        except Explained:
            continue  # it is left out, and print_missing() says so
    folder = build(PRESET) / "bench" / "others"
    return {name: program for name in MAPS if (program := folder / ("bench-other-" + name)).is_file()}


def about(_programs):
    return "nanoseconds of an operation, or of a range where the whole map is filled or copied, and bytes for each range"


class Slice(typing.NamedTuple):
    """A stretch of time, as bench-other has it; or, where @operation is bytes, what a map takes: @memory bytes."""
    subject: str
    operation: str
    ranges: int
    count: int
    seconds: float
    memory: int


def runners(programs, ranges, environment=None):
    def convert(subject, operation, count, seconds, memory):
        return Slice(subject, operation, ranges, count, seconds, memory)
    return running([Runner(name, [program, str(ranges)], convert, environment) for name, program in programs.items()])


def measure(programs, quick):
    """All slices. @programs: of each map, by name."""
    for name, (called, packages) in MAPS.items():
        if name not in programs:
            print("others: %s is left out: %s can't be had" % (called, " and ".join(packages)), file=sys.stderr)
    rounds, slices, milliseconds = times(quick)
    counted = [one for ranges in SIZES for one in count(programs, ranges)]
    return counted + [one for _ in range(rounds) for ranges in SIZES for one in measure_one(programs, ranges, slices, milliseconds)]


def count(programs, ranges):
    """How much memory each takes."""
    with runners(programs, ranges, COUNTED) as maps:
        for one in maps:
            yield one.ask("fill", 1)._replace(operation=MEMORY)


def measure_one(programs, ranges, slices, milliseconds):
    with runners(programs, ranges) as maps:
        for operation in OPERATIONS:
            yield from in_turn(maps, (operation,), slices, milliseconds)


def compare(slices):
    """What each takes, and what a maple tree does better (a Spread), by (name, operation, ranges)."""
    groups = {}
    for one in slices:
        value = one.memory / one.ranges if one.operation == MEMORY else 1e9 * one.seconds / one.count
        groups.setdefault(one[:3], []).append(value)
    return {(name, operation, ranges): (statistics.median(values), better(values, groups["maple", operation, ranges]))
            for (name, operation, ranges), values in groups.items()}


def better(theirs, ours):
    """Memory is counted once."""
    return ratios.neighbours(theirs, ours) if len(ours) > 1 else ratios.Spread(*[theirs[0] / ours[0]] * 3)


def titled(slices):
    """All tables, with their titles."""
    compared = compare(slices)
    names = list(dict.fromkeys(one.subject for one in slices))
    for ranges in SIZES:
        rows = [("", *(word for operation in (*OPERATIONS.values(), MEMORY) for word in (operation, "to ours")))]
        for name in names:
            row = [MAPS[name][0]]
            for operation in (*OPERATIONS, MEMORY):
                value, ratio = compared[name, operation, ranges]
                row += ["%.1f" % value, ratio.words()[0] if name != "maple" else ""]
            rows.append(tuple(row))
        yield "%s ranges" % format(ranges, ","), rows


def others(slices):
    """What is compared with a maple tree: (ratio, name, operation, ranges)."""
    return [(ratio, *key) for key, (_, ratio) in compare(slices).items() if key[0] != "maple"]


def in_words(name, operation, ranges):
    return "%s at %s ranges, %s" % (OPERATIONS.get(operation, operation), format(ranges, ","), MAPS[name][0])


def remarks(slices):
    """Where the maple tree loses; and how much of this is noise."""
    lost = [(ratio, key) for ratio, *key in others(slices) if ratio.median < 1]
    yield "The maple tree loses %d of %d comparisons%s" % (len(lost), len(others(slices)), ":" if lost else ".")
    if lost:
        yield ""
    for ratio, key in sorted(lost):
        yield "- %s: %s" % (in_words(*key), ratio.words()[0])
    noise = list(ratios.noise(ratio for ratio, *_ in others(slices)))
    if noise:
        yield ""
    yield from noise


def worst(slices):
    """Where the maple tree loses most, in words, and the ratio."""
    ratio, *key = min(others(slices))
    return "%s, to a maple tree's" % in_words(*key), ratio.median
