# SPDX-License-Identifier: GPL-2.0-or-later
"""bench-tree programs that run side by side, and measure in turn."""

import contextlib
import subprocess
import typing

from common.command import Failure

# How --csv and the tables call the attributes of a tree, and how bench-tree does.
ATTRIBUTES = {"plain": (), "gaps": ("gaps",), "RCU": ("rcu",), "gaps and RCU": ("gaps", "rcu")}


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


class Runner:
    """The bench-tree of a build, with a tree of so many ranges."""

    def __init__(self, subject, folder, ranges, attributes):
        self.subject, self.ranges, self.attributes = subject, ranges, attributes
        self.process = subprocess.Popen([folder / "bench" / "bench-tree", str(ranges), *ATTRIBUTES[attributes]], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ask(self, operation, milliseconds):
        """Measure a slice."""
        with contextlib.suppress(BrokenPipeError):
            print(operation, milliseconds, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().split(",")
        if len(answer) != 4:
            said = self.process.communicate()[1].strip().splitlines()
            raise Failure(said[-1] if said else "bench-tree ended with exit code %d" % self.process.returncode)
        return Slice(self.subject, operation, self.ranges, self.attributes, int(answer[1]), float(answer[2]), int(answer[3]))

    def close(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


@contextlib.contextmanager
def runners(folders, ranges, attributes):
    """One of each build of @folders, which has them by the name of the subject."""
    running = []
    try:
        for subject, folder in folders.items():
            running.append(Runner(subject, folder, ranges, attributes))
        yield running
    finally:
        for one in running:
            one.close()


def in_turn(running, operations, slices, milliseconds):
    """Slices of each operation on each subject, in turn; the first ones, in which caches are cold, are dropped."""
    for number in range(-1, slices):
        for one in running:
            for operation in operations:
                measured = one.ask(operation, milliseconds)
                if number >= 0:
                    yield measured
