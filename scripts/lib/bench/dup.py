# SPDX-License-Identifier: GPL-2.0-or-later
"""The benchmark dup: what duplicating a tree costs, beside a memcpy() of as many nodes, on both trees."""

import statistics

from common.page import Picture

from . import ratios, trees
from .trees import ATTRIBUTES, about, builds  # pylint: disable=unused-import
from .spawn import VMAS

ABOUT = "__mt_dup() at 21 to 51,221 ranges, beside a memcpy() of as many nodes of 256 bytes"

# Columns that are flush left.
LEFT = 0


def measure(folders, quick):
    """All slices. @folders: the builds, by the name of the subject."""
    return trees.measure(folders, quick, VMAS, lambda _: [("dup", "memcpy")])


class Compared:
    """What one size comes to: times in nanoseconds of each tree, and ratios. @nodes: of the embedded tree."""

    def __init__(self, ours, linux):
        self.nodes = statistics.median(one.nodes / one.count for one in ours["dup"])
        self.times, self.to_memcpy = [], []
        duplications = []
        for slices in (linux, ours):
            dup, memcpy = ([one.nanoseconds for one in slices[operation]] for operation in ("dup", "memcpy"))
            self.times += [statistics.median(memcpy), statistics.median(dup)]
            self.to_memcpy.append(ratios.neighbours(dup, memcpy))
            duplications.append(dup)
        self.faster = ratios.neighbours(*duplications)

    def row(self):
        linux, ours = (ratio.words() for ratio in self.to_memcpy)
        return ("%.0f" % self.nodes, "%.0f" % self.times[2], "%.0f" % self.times[3], *ours, "%.0f" % self.times[1], *linux, *self.faster.words())


def compare(slices):
    """By ranges and attributes."""
    ours, linux = dict.fromkeys(one.subject for one in slices)
    groups = {}
    for one in slices:
        group = groups.setdefault((one.ranges, one.attributes), {name: {"dup": [], "memcpy": []} for name in (ours, linux)})
        group[one.subject][one.operation].append(one)
    return {key: Compared(group[ours], group[linux]) for key, group in groups.items()}


HEAD = ("ranges", "nodes", "memcpy()", "ours", "to memcpy()", "quartiles", "Linux", "to memcpy()", "quartiles", "Linux to ours", "quartiles")


def titled(slices):
    """All tables, with their titles."""
    compared = compare(slices)
    for attributes in ATTRIBUTES:
        yield "__mt_dup(), %s, nanoseconds" % attributes, [HEAD, *((str(ranges), *compared[ranges, attributes].row()) for ranges in VMAS)]


def remarks(slices):
    return ratios.noise(ratio for one in compare(slices).values() for ratio in (*one.to_memcpy, one.faster))


def worst(slices):
    """Where the embedded tree is furthest from a memcpy() of its nodes, in words, and the ratio."""
    ratio, (ranges, attributes) = max((one.to_memcpy[1].median, key) for key, one in compare(slices).items())
    return "%d ranges, %s, dup to the memcpy() of its nodes" % (ranges, attributes), ratio


def picture(slices):
    """Of trees that VMAs are in."""
    compared = compare(slices)
    attributes = "gaps and RCU"
    lines = {name: [(ranges, compared[ranges, attributes].to_memcpy[at].median) for ranges in VMAS] for at, name in ((1, "embedded"), (0, "Linux"))}
    return Picture("Duplicating a tree with %s, beside a memcpy() of its nodes" % attributes, "ranges", "times as long as memcpy() of the nodes", lines)
