# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures the embedded tree and a Linux tree side by side, and with what people would use instead."""

import os

from common.build import install
from common.command import EXIT_CLEAN, Failure, Parser, run_main
from common.options import add_linux_option
from common.page import PAGE
from common.paths import ROOT

from . import dup, harness, memory, others, page, spawn, text, tree

# By name. Each has: ABOUT; builds(), what to run; measure(), which gives slices of time; titled(), tables of them; remarks(); worst(); about(), for the
# page; and picture(), if there is one.
BENCHMARKS = {"tree": tree, "dup": dup, "spawn": spawn, "memory": memory, "others": others, "harness": harness}

# Commands that measure something else than trees. They have options of their own.
ELSEWHERE = {
    "bench/mutator": "what the mutator is worth, under both engines", "bench/planted": "calls until random programs find each planted bug",
    "bench/shrink": "how small `maplefuzz min` makes finds", "bench/engine-speed": "what AFL++'s persistent mode is worth",
    "bench/compare": "harness, on other corpora and with sanitizers too", "scripts/in-kernel --spawn": "fork() in a real kernel"}


def parse_arguments():
    parser = Parser(
        prog="scripts/bench",
        description="Measures the embedded tree and a Linux tree in the same run, on one core, without the ground's checks. The last line of each "
        "benchmark says what came out worst.",
        epilog="Benchmarks: %s. What has another front door: %s. Exit codes: 0 measured; 2 wrong use."
        % tuple("; ".join("%s: %s" % pair for pair in pairs) for pairs in ([(name, one.ABOUT) for name, one in BENCHMARKS.items()], ELSEWHERE.items())),
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which benchmarks: %s (default: all)" % ", ".join(BENCHMARKS))
    add_linux_option(parser)
    parser.add_argument("--csv", action="store_true", help="print each slice of time that was measured, instead of tables")
    parser.add_argument("--quick", action="store_true", help="measure for some seconds only, to try it out")
    parser.add_argument("--cpu", type=int, metavar="N", help="the core to run on (default: the last one there is)")
    parser.add_argument("--write", action="store_true", help="write the tables to %s as well, and draw pictures beside it" % PAGE.relative_to(ROOT))
    return parser.parse_args()


def core(cpu):
    """The core to run on."""
    cores = sorted(os.sched_getaffinity(0))
    if cpu is not None and cpu not in cores:
        raise Failure("--cpu %d: there is no such core; there are: %s" % (cpu, ", ".join(map(str, cores))))
    return cores[-1] if cpu is None else cpu


def main():
    arguments = parse_arguments()
    names = arguments.names or list(BENCHMARKS)
    for name in names:
        if name not in BENCHMARKS:
            raise Failure("there is no benchmark '%s'; there are: %s" % (name, ", ".join(BENCHMARKS)))
    cpu = core(arguments.cpu)
    if arguments.write and arguments.quick:
        raise Failure("--write wants the whole measurement: leave out --quick")
    if arguments.write:
        install("gnuplot-nox")
    built = {name: BENCHMARKS[name].builds(arguments.linux or "debian") for name in names}
    # The programs that are run stay there as well.
    os.sched_setaffinity(0, {cpu})
    for name in names:
        slices = BENCHMARKS[name].measure(built[name], arguments.quick)
        print("\n".join(text.csv(slices) if arguments.csv else text.tables(BENCHMARKS[name], slices)), flush=True)
        print("worst: %s %.2f" % BENCHMARKS[name].worst(slices), flush=True)
        if arguments.write:
            page.write(BENCHMARKS[name], name, slices, BENCHMARKS[name].about(built[name]))
    return EXIT_CLEAN


if __name__ == "__main__":
    run_main("bench", main)
