# SPDX-License-Identifier: GPL-2.0-or-later
"""The benchmark tree: what single operations cost, on both trees."""

import statistics

from . import ratios, trees
from .trees import ATTRIBUTES, about, builds  # pylint: disable=unused-import

ABOUT = "what operations cost at 1,000 to 100,000 ranges, beside Linux's tree"

# Columns that are flush left.
LEFT = 1

SIZES = (1000, 10000, 100000)

# What bench-tree calls them, and what they are called here.
OPERATIONS = {
    "load": "load, independent", "load-dependent": "load, dependent, one chain again and again",
    "load-wandering": "load, dependent, never the same way twice", "store": "store over an entry", "store-overlapping": "store, overlapping",
    "insert": "insert", "erase": "erase", "find": "iteration, mas_find()", "find-rev": "iteration, mas_find_rev()", "next": "iteration, mas_next()",
    "prev": "iteration, mas_prev()", "empty-area": "mas_empty_area()", "empty-area-rev": "mas_empty_area_rev()", "build": "build in order, a range",
    "destroy": "destroy and grace period, a range"}

# These need gaps; and Linux's tree crashes when it is destroyed in RCU mode without them (docs/findings.md, rcu-destroy-full).
WITH_GAPS = ("empty-area", "empty-area-rev")


def operations(attributes):
    """Those that a tree with these attributes has."""
    left_out = [] if "gaps" in ATTRIBUTES[attributes] else [*WITH_GAPS, *(["destroy"] if "rcu" in ATTRIBUTES[attributes] else [])]
    return [name for name in OPERATIONS if name not in left_out]


def measure(folders, quick):
    """All slices. @folders: the builds, by the name of the subject."""
    return trees.measure(folders, quick, SIZES, lambda attributes: [(operation,) for operation in operations(attributes)])


def compare(slices):
    """How many times as fast the embedded tree is, by operation, ranges and attributes: and the nanoseconds of each tree."""
    ours, linux = dict.fromkeys(one.subject for one in slices)
    groups = {}
    for one in slices:
        groups.setdefault(one[1:4], {ours: [], linux: []})[one.subject].append(one.nanoseconds)
    return {key: (statistics.median(group[linux]), statistics.median(group[ours]), ratios.neighbours(group[linux], group[ours]))
            for key, group in groups.items()}


def rows(compared, attributes):
    """The head of a table, and its rows."""
    yield ("operation", *(word for size in SIZES for word in ("%s: Linux" % format(size, ","), "ours", "ratio", "quartiles")))
    for operation in operations(attributes):
        row = [OPERATIONS[operation]]
        for size in SIZES:
            linux, ours, ratio = compared[operation, size, attributes]
            row += ["%.1f" % linux, "%.1f" % ours, *ratio.words()]
        yield tuple(row)


def titled(slices):
    """All tables, with their titles."""
    compared = compare(slices)
    for attributes in ATTRIBUTES:
        yield "%s, nanoseconds" % attributes, list(rows(compared, attributes))


def remarks(slices):
    return ratios.noise(ratio for _, _, ratio in compare(slices).values())


def worst(slices):
    """What is least faster than Linux's tree, in words, and the ratio."""
    ratio, (operation, ranges, attributes) = min((ratio.median, key) for key, (_, _, ratio) in compare(slices).items())
    return "%s, %d ranges, %s, Linux's time to ours" % (OPERATIONS[operation], ranges, attributes), ratio
