# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs that are told what to measure (bench/requests.h), run side by side, and measure in turn."""

import contextlib
import subprocess

from common.command import Failure

# How often all programs are started, slices of each operation in turn in them, and milliseconds of a slice.
TIMES = 3, 5, 10
QUICK = 1, 3, 1


def times(quick):
    return QUICK if quick else TIMES


class Runner:
    """
    A program that runs. @words: its command line; @convert: makes what is wanted of (subject, operation, count, seconds, memory);
    @environment: its environment, if it is not that of scripts/bench.
    """

    def __init__(self, subject, words, convert, environment=None):
        self.subject, self.convert, self.name = subject, convert, words[0].name
        self.process = subprocess.Popen(words, text=True, env=environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ask(self, operation, milliseconds):
        """Measure a slice."""
        with contextlib.suppress(BrokenPipeError):
            print(operation, milliseconds, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().split(",")
        if len(answer) != 4:
            said = self.process.communicate()[1].strip().splitlines()
            raise Failure(said[-1] if said else "%s ended with exit code %d" % (self.name, self.process.returncode))
        return self.convert(self.subject, operation, int(answer[1]), float(answer[2]), int(answer[3]))

    def close(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


@contextlib.contextmanager
def running(runners):
    """Runners, to be closed in any case."""
    try:
        yield runners
    finally:
        for one in runners:
            one.close()


def in_turn(runners, operations, slices, milliseconds):
    """Slices of each operation on each subject, in turn; the first ones, in which caches are cold, are dropped."""
    for number in range(-1, slices):
        for one in runners:
            for operation in operations:
                measured = one.ask(operation, milliseconds)
                if number >= 0:
                    yield measured
