# SPDX-License-Identifier: GPL-2.0-or-later
"""The two trees: the embedded one, and Linux's; and bench-tree, which measures either."""

import typing

from common.build import build

from .runner import Runner, in_turn, running, times

# Without the ground's checks, which would cost more than the trees.
PRESET = "bench"

# How --csv and the tables call the attributes of a tree, and how bench-tree does.
ATTRIBUTES = {"plain": (), "gaps": ("gaps",), "RCU": ("rcu",), "gaps and RCU": ("gaps", "rcu")}


def subject_name(folder, preset):
    """The name of the Linux tree that a build of @preset is for: build/bench-debian-6.12-8a7afd is that of debian-6.12."""
    return folder.name.removeprefix(preset + "-").rpartition("-")[0]


def builds(linux, preset=PRESET):
    """The folders, by the name of the tree. The embedded tree's is the first."""
    folder = build(preset, linux)
    return {"embedded": build(preset), subject_name(folder, preset): folder}


def about(folders):
    return " beside ".join(folders)


class Slice(typing.NamedTuple):
    """A stretch of time: @count: how often @operation was made in @seconds, and how many @nodes were allocated in them."""
    subject: str
    operation: str
    ranges: int
    attributes: str
    count: int
    seconds: float
    nodes: int

    @property
    def nanoseconds(self):
        """Of one time."""
        return 1e9 * self.seconds / self.count


def runners(folders, ranges, attributes):
    """bench-tree of each build of @folders, with a tree of so many ranges."""
    def convert(subject, operation, count, seconds, memory):
        return Slice(subject, operation, ranges, attributes, count, seconds, memory)
    return running([Runner(subject, [folder / "bench" / "bench-tree", str(ranges), *ATTRIBUTES[attributes]], convert)
                    for subject, folder in folders.items()])


def measure(folders, quick, sizes, together):
    """
    All slices of trees of all attributes. @folders: the builds, by the name of the subject; the embedded tree's is the first. @together(attributes):
    the operations, those that are measured in turn together.
    """
    rounds, slices, milliseconds = times(quick)
    return [one for _ in range(rounds) for ranges in sizes for attributes in ATTRIBUTES
            for one in measure_one(folders, ranges, attributes, together(attributes), slices, milliseconds)]


def measure_one(folders, ranges, attributes, together, slices, milliseconds):
    with runners(folders, ranges, attributes) as trees:
        for operations in together:
            yield from in_turn(trees, operations, slices, milliseconds)
