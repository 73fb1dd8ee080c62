# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs functions of `maplefuzz emit --kernel`, or all tests there are, in the userspace test suite of a Linux tree."""

import pathlib
import re
import time

from common.build import install
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_USAGE, Failure, Parser, run_main
from common.words import for_people

from .files import locked
from .functions import gather
from .run import run
from .suite import Suite, complaint
from .tree import whole_tree
from .verdict import Judge

PACKAGES = ("gcc", "make", "liburcu-dev")

# Seconds that a function, and that the whole suite may take.
FUNCTION_TIMEOUT, SUITE_TIMEOUT = 60, 1800


def parse_arguments():
    parser = Parser(
        prog="scripts/kernel-tests",
        description="Builds the kernel's userspace tests of the maple tree (tools/testing/radix-tree) with the function of each "
        "FILE in the place of their list of tests, and runs them. Without FILE, the kernel's own list. The tree is not written to.",
        epilog="Prints a line for each FILE: held; failed at line N: CONDITION; crashed (AddressSanitizer: KIND in FUNCTION); "
        "lost nodes: N; hangs. Exit codes: 0 all held; 1 one did not; 2 wrong use, or one that could not be tried.",
        usage="%(prog)s [--linux PATH] [--timeout S] [FILE...]",
    )
    parser.add_argument("files", nargs="*", type=pathlib.Path, metavar="FILE",
                        help="NAME.c: what `maplefuzz emit --kernel` printed; others: a program, for which this is done first")
    parser.add_argument("--linux", metavar="PATH", default="debian",
                        help="a whole Linux source tree; \"debian\" (the default) or \"debian:6.1\" for that of a package of "
                        "Debian's, which is installed if needed")
    parser.add_argument("--timeout", type=int, metavar="S",
                        help="seconds until a function counts as a hang (default: %d; %d for the kernel's own list)"
                        % (FUNCTION_TIMEOUT, SUITE_TIMEOUT))
    arguments = parser.parse_args()
    if arguments.timeout is None:
        arguments.timeout = FUNCTION_TIMEOUT if arguments.files else SUITE_TIMEOUT
    if arguments.timeout < 1:
        raise Failure("--timeout wants 1 or more")
    return arguments


def run_suite(suite, timeout):
    """The kernel's own list of tests."""
    program = suite.build("maple")
    log = suite.folder / "maple.log"
    print("kernel-tests: running the whole suite, which takes a minute or more; its output goes to %s" % for_people(log),
          flush=True)
    start = time.monotonic()
    done = run(program, log, timeout, count_leaks=True)
    bad = Judge(suite.place, suite.folder).judge(done, timeout)
    passed = re.search(r"^maple_tree: (\d+ of \d+ tests passed)", done.output, re.M)
    good = "held, " + passed[1] if passed else "held"
    print("suite: %s (%d s)" % (bad or good, time.monotonic() - start))
    return EXIT_DIVERGENCE if bad else EXIT_CLEAN


def try_function(suite, function, timeout):
    """Run one function. Return its exit code, and its verdict in words."""
    program, log = (suite.functions / (function.name + end) for end in (".test", ".build.log"))
    if function.complaint:
        return EXIT_USAGE, "not tried: " + function.complaint
    if not program.exists():
        return EXIT_USAGE, "does not build: %s; the log is %s" % (complaint(log), for_people(log))
    done = run(program, suite.functions / (function.name + ".log"), timeout, count_leaks=False)
    bad = Judge(suite.place, suite.folder, suite.functions / (function.name + ".c")).judge(done, timeout)
    return (EXIT_DIVERGENCE, bad) if bad else (EXIT_CLEAN, "held")


def run_functions(suite, arguments):
    functions = gather(arguments, suite.functions)
    suite.build_functions([function.name for function in functions if not function.complaint])
    codes = set()
    for function in functions:
        code, words = try_function(suite, function, arguments.timeout)
        print("%s: %s" % (function.name, words), flush=True)
        codes.add(code)
    print("kernel-tests: NAME.c, and what it printed as NAME.log, are in %s" % for_people(suite.functions))
    return EXIT_DIVERGENCE if EXIT_DIVERGENCE in codes else max(codes)


def main():
    arguments = parse_arguments()
    install(*PACKAGES)
    suite = Suite(whole_tree(arguments.linux))
    with locked(suite.folder):
        suite.set_up()
        if arguments.files:
            return run_functions(suite, arguments)
        return run_suite(suite, arguments.timeout)


if __name__ == "__main__":
    run_main("kernel-tests", main)
