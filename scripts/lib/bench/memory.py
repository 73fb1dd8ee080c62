# SPDX-License-Identifier: GPL-2.0-or-later
"""The benchmark memory: bytes for each range, and nodes that are allocated for each write, on both trees."""

from .runner import in_turn
from .trees import ATTRIBUTES, about, builds, runners  # pylint: disable=unused-import

ABOUT = "bytes for each of 1,000 to 1,000,000 ranges, and nodes allocated by a write, beside Linux's tree"

# Columns that are flush left.
LEFT = 1

NODE_BYTES = 256

FILL_SIZES = (1000, 10000, 100000, 1000000)
FILLS = {"fill-in-order": "in order", "fill-random": "in random order", "fill-apart-in-order": "in order, with emptiness between all ranges",
         "fill-apart-random": "in random order, with emptiness between all ranges"}

WRITE_SIZES = (1000, 10000, 100000)
WRITES = {"store": "store over an entry", "store-overlapping": "store, overlapping", "prealloc-overlapping": "the same, preallocated", "insert": "insert",
          "erase": "erase", "build": "build in order, a range"}

# Nothing here depends on how fast the machine is; a slice is some passes over all ranges.
MILLISECONDS = 5


def measure(folders, quick):
    """All slices. @folders: the builds, by the name of the subject; the embedded tree's is the first."""
    sizes = FILL_SIZES[:-1] if quick else FILL_SIZES
    return [one for ranges in sizes for attributes in ATTRIBUTES for one in measure_one(folders, ranges, attributes)]


def measure_one(folders, ranges, attributes):
    with runners(folders, ranges, attributes) as trees:
        for one in trees:
            yield from (one.ask(operation, MILLISECONDS) for operation in FILLS)
        if ranges in WRITE_SIZES:
            yield from in_turn(trees, WRITES, 1, MILLISECONDS)


def compare(slices):
    """Nodes by ranges or writes, of Linux's tree and of the embedded one, by operation, ranges and attributes."""
    ours, linux = dict.fromkeys(one.subject for one in slices)
    found = {}
    for one in slices:
        found.setdefault(one[1:4], {})[one.subject] = one.nodes / one.count
    return {key: (nodes[linux], nodes[ours]) for key, nodes in found.items()}


def sizes_of(compared):
    return sorted({ranges for _, ranges, _ in compared})


def ratio_words(linux, ours):
    """Some writes of some trees allocate nothing."""
    return "%.2f" % (ours / linux) if linux else "-" if ours else "1.00"


def fill_rows(compared, operation):
    """Bytes for each range."""
    yield ("ranges", *(word for attributes in ATTRIBUTES for word in ("%s: Linux" % attributes, "ours", "ratio")))
    for ranges in sizes_of(compared):
        row = [format(ranges, ",")]
        for attributes in ATTRIBUTES:
            linux, ours = compared[operation, ranges, attributes]
            row += ["%.2f" % (NODE_BYTES * linux), "%.2f" % (NODE_BYTES * ours), ratio_words(linux, ours)]
        yield tuple(row)


def write_rows(compared, attributes):
    """Nodes for each write."""
    yield ("write", *(word for size in WRITE_SIZES for word in ("%s: Linux" % format(size, ","), "ours", "ratio")))
    for operation, name in WRITES.items():
        row = [name]
        for ranges in WRITE_SIZES:
            linux, ours = compared[operation, ranges, attributes]
            row += ["%.3f" % linux, "%.3f" % ours, ratio_words(linux, ours)]
        yield tuple(row)


def titled(slices):
    """All tables, with their titles."""
    compared = compare(slices)
    for operation, name in FILLS.items():
        yield "bytes for each range, filled %s" % name, list(fill_rows(compared, operation))
    for attributes in ATTRIBUTES:
        yield "nodes allocated by a write, %s" % attributes, list(write_rows(compared, attributes))


def remarks(_slices):
    """What is counted needs none."""
    return []


def worst(slices):
    """Where the embedded tree takes the most memory beside Linux's, in words, and the ratio."""
    ratio, (operation, ranges, attributes) = max((ours / linux, key) for key, (linux, ours) in compare(slices).items() if key[0] in FILLS)
    return "%d ranges, filled %s, %s, our bytes to Linux's" % (ranges, FILLS[operation], attributes), ratio
