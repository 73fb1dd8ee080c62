# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the tests that a Linux tree has of its maple tree, on either subject; or functions of `maplefuzz emit --kernel` among them."""

import pathlib
import re
import time

from common.build import install
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_USAGE, Failure, Parser, run_main
from common.files import check_files
from common.kept import locked
from common.make import complaint
from common.numbers import seconds_number
from common.options import refuse_bits_option
from common.words import for_people

from .functions import gather
from .module import TESTS, Module
from .run import run
from .suite import Suite
from .tree import SUITE, find_tree
from .verdict import Judge

# What the userspace suite needs beside what everything does.
PACKAGES = ("make", "liburcu-dev")

LIB, USERSPACE = "lib", "userspace"
EMBEDDED, LINUX = "embedded", "linux"

# Seconds that a function, and that a whole suite may take.
FUNCTION_TIMEOUT, SUITE_TIMEOUT = 60, 1800


def parse_arguments():
    parser = Parser(
        prog="scripts/kernel-tests",
        description="Runs the tests that a Linux tree has of its maple tree. --suite lib: lib/test_maple_tree.c, unmodified, on the "
        "ground, against the embedded tree, or against that tree's own (--subject linux). --suite userspace: tools/testing/radix-tree "
        "with the tree's own maple tree; with FILEs, the function of each in the place of the list of tests. All with "
        "AddressSanitizer and UndefinedBehaviorSanitizer. The tree is not written to.",
        epilog="Prints what failed, and at the end `N passed, N failed`; or a line for each FILE: held; failed at line N: CONDITION; "
        "crashed (AddressSanitizer: KIND in FUNCTION); lost nodes: N; hangs. "
        "Exit codes: 0 all held; 1 one did not; 2 wrong use, or one that could not be tried.",
        usage="%(prog)s [--suite lib|userspace] [--subject embedded|linux] [--linux PATH] [--bench NAME] [--timeout S] [FILE...]",
    )
    parser.add_argument("files", nargs="*", type=pathlib.Path, metavar="FILE",
                        help="NAME.c: what `maplefuzz emit --kernel` printed; others: a program, for which this is done first")
    parser.add_argument("--suite", choices=(LIB, USERSPACE), help="which tests (default: lib; with FILEs: userspace)")
    parser.add_argument("--subject", choices=(EMBEDDED, LINUX),
                        help="which maple tree they test (default: embedded; of --suite userspace: linux, since it looks into the nodes)")
    parser.add_argument("--linux", metavar="PATH", default="debian",
                        help="a whole Linux source tree; \"debian\" (the default) or \"debian:6.1\" for that of a package of "
                        "Debian's, which is installed if needed")
    refuse_bits_option(parser, "these tests are built for 64 bits only; scripts/replay --linux PATH --32 FILE runs a program for 32 bits, "
                       "scripts/test --linux PATH --32 the tests")
    parser.add_argument("--bench", metavar="NAME",
                        help="of --suite lib: run one of its benchmarks instead of its tests, such as fork, bench_forking()")
    parser.add_argument("--timeout", type=seconds_number(), metavar="S",
                        help="seconds until it counts as a hang (default: %d for each FILE, %d for a suite)"
                        % (FUNCTION_TIMEOUT, SUITE_TIMEOUT))
    return complete(parser.parse_args())


def complete(arguments):
    """Fill in the defaults that depend on other arguments, and refuse what does not go together."""
    if arguments.suite is None:
        arguments.suite = USERSPACE if arguments.files else LIB
    check_files(arguments.files)
    if arguments.files and arguments.suite != USERSPACE:
        raise Failure("FILEs are for --suite userspace")
    if arguments.subject is None:
        arguments.subject = EMBEDDED if arguments.suite == LIB else LINUX
    if arguments.suite == USERSPACE and arguments.subject != LINUX:
        raise Failure("--suite userspace looks into the nodes of Linux's tree; --subject embedded is for --suite lib")
    if arguments.bench is not None and arguments.suite != LIB:
        raise Failure("--bench is for --suite lib")
    if arguments.timeout is None:
        arguments.timeout = FUNCTION_TIMEOUT if arguments.files else SUITE_TIMEOUT
    return arguments


def run_module(module, timeout):
    """lib/test_maple_tree.c."""
    program = module.build()
    print("kernel-tests: running it, which takes half a minute or more; its output goes to %s" % for_people(module.log), flush=True)
    start = time.monotonic()
    told, counts = module.run(program, timeout)
    for line in told:
        print(line)
    if counts is None:
        return EXIT_DIVERGENCE
    if counts.lost:
        print("lost nodes: %d" % counts.lost)
    if counts.faults:
        print("warnings and other faults: %d" % counts.faults)
    print("%d passed, %d failed (%d s)" % (counts.passed, counts.failed, time.monotonic() - start))
    # A benchmark may have no checks.
    nothing = not counts.passed and not module.bench
    return EXIT_DIVERGENCE if counts.failed or counts.faults or counts.lost or nothing else EXIT_CLEAN


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


def test_lib(arguments):
    install()
    module = Module(find_tree(arguments.linux, TESTS), arguments.subject, arguments.bench)
    with locked(module.folder):
        return run_module(module, arguments.timeout)


def test_userspace(arguments):
    install(*PACKAGES)
    suite = Suite(find_tree(arguments.linux, SUITE / "maple.c"))
    with locked(suite.folder):
        suite.set_up()
        if arguments.files:
            return run_functions(suite, arguments)
        return run_suite(suite, arguments.timeout)


def main():
    arguments = parse_arguments()
    return test_lib(arguments) if arguments.suite == LIB else test_userspace(arguments)


if __name__ == "__main__":
    run_main("kernel-tests", main)
