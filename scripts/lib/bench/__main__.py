# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures the embedded tree and a Linux tree side by side."""

import os
import sys

from common.build import build, install
from common.command import EXIT_CLEAN, Failure, Parser, run_main
from common.options import add_linux_option
from common.paths import ROOT

from . import dup, memory, page, ratios, spawn, tree

# By name.
BENCHMARKS = {"tree": tree, "dup": dup, "spawn": spawn, "memory": memory}

# The preset: without the ground's checks, which would cost more than the trees.
PRESET = "bench"


def parse_arguments():
    parser = Parser(
        prog="scripts/bench",
        description="Measures the embedded tree and a Linux tree in the same run, on one core, without the ground's checks. The last line of each "
        "benchmark says what came out worst.",
        epilog="Benchmarks: %s. Exit codes: 0 measured; 2 wrong use." % "; ".join("%s: %s" % (name, one.ABOUT) for name, one in BENCHMARKS.items()),
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which benchmarks: %s (default: all)" % ", ".join(BENCHMARKS))
    add_linux_option(parser)
    parser.add_argument("--csv", action="store_true", help="print each slice of time that was measured, instead of tables")
    parser.add_argument("--quick", action="store_true", help="measure for some seconds only, to try it out")
    parser.add_argument("--cpu", type=int, metavar="N", help="the core to run on (default: the last one there is)")
    parser.add_argument("--write", action="store_true", help="write the tables to %s as well, and draw a picture beside it" % page.PAGE.relative_to(ROOT))
    return parser.parse_args()


def core(cpu):
    """The core to run on."""
    cores = sorted(os.sched_getaffinity(0))
    if cpu is not None and cpu not in cores:
        raise Failure("--cpu %d: there is no such core; there are: %s" % (cpu, ", ".join(map(str, cores))))
    return cores[-1] if cpu is None else cpu


def subjects(linux):
    """The builds, by the name of the tree: build/bench-debian-6.12-8a7afd is that of debian-6.12."""
    folder = build(PRESET, linux)
    return {"embedded": build(PRESET), folder.name.removeprefix(PRESET + "-").rpartition("-")[0]: folder}


def main():
    arguments = parse_arguments()
    for name in arguments.names:
        if name not in BENCHMARKS:
            raise Failure("there is no benchmark '%s'; there are: %s" % (name, ", ".join(BENCHMARKS)))
    cpu = core(arguments.cpu)
    if arguments.write and arguments.quick:
        raise Failure("--write wants the whole measurement: leave out --quick")
    if arguments.write:
        install("gnuplot-nox")
    folders = subjects(arguments.linux or "debian")
    # The programs that are run stay there as well.
    os.sched_setaffinity(0, {cpu})
    for name in arguments.names or BENCHMARKS:
        slices = BENCHMARKS[name].measure(folders, arguments.quick)
        if arguments.csv:
            ratios.print_csv(slices, sys.stdout)
        else:
            print("\n".join(BENCHMARKS[name].tables(slices)))
        print("worst: %s %.2f" % BENCHMARKS[name].worst(slices))
        if arguments.write and name == "spawn":
            page.write(BENCHMARKS[name], slices)
    return EXIT_CLEAN


if __name__ == "__main__":
    run_main("bench", main)
