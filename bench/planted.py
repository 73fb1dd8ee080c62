# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures how many calls random programs of each target make until they find each planted bug."""

import concurrent.futures
import math
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent / name) for name in ("scripts/lib", "tests/planted")]
# pylint: disable=wrong-import-position
import check_planted as planted  # noqa: E402
from mutator import as_text  # noqa: E402
from common.build import build  # noqa: E402
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure, Parser, run_main  # noqa: E402
from common.targets import check_target, targets  # noqa: E402

# More programs than any budget of calls pays for.
PROGRAMS = 10**12

SUMMARY = re.compile(r"(\d+) executions, (\d+) calls, .*: (?:no divergence|divergence (\S+))$", re.MULTILINE)


def parse_arguments():
    parser = Parser(
        prog="bench/planted",
        description="Runs random programs of each target, from nothing, on trees with planted bugs, and counts the calls until "
        "each bug is found. A bug counts for the target that takes the fewest.",
        epilog="Exit codes: 0 each bug is found within the budget by some target, in the median of the trials; 1 not; "
        "2 wrong use, or not measured.",
    )
    parser.add_argument("bugs", nargs="*", metavar="BUG", help="planted bugs, see tests/planted/expected.txt (default: all)")
    parser.add_argument("--target", action="append", metavar="T", help="try target T; may be repeated (default: all targets)")
    parser.add_argument("--trials", type=int, default=5, metavar="N", help="trials for each bug and target (default: 5)")
    parser.add_argument("--calls", type=int, default=1_000_000, metavar="N", help="budget of a trial in calls (default: 1000000)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="bugs at a time (default: 2)")
    arguments = parser.parse_args()
    if min(arguments.trials, arguments.calls, arguments.jobs) < 1:
        raise Failure("--trials, --calls and --jobs want 1 or more")
    arguments.target = arguments.target or targets()
    for name in arguments.target:
        check_target(name)
    return arguments


def trial(program, target, seed, arguments):
    """The calls until something is found; infinity if nothing is."""
    command = [program, "random", planted.STRICT, "--target", target, "--seed", seed,
               "--runs", PROGRAMS, "--calls", arguments.calls, "--save", "/dev/null"]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace", check=False)
    match = SUMMARY.search(done.stdout + done.stderr)
    if not match or done.returncode not in (EXIT_CLEAN, EXIT_DIVERGENCE):
        raise Failure("%s ends with %d: %s" % (" ".join(map(str, command)), done.returncode, done.stderr[-500:].strip()))
    calls = int(match[2])
    return calls if match[3] and calls <= arguments.calls else math.inf


class Find:
    """How one planted bug was found: the target that took the fewest calls, and the calls of its trials."""

    def __init__(self, bug, target, calls):
        self.bug = bug
        self.target = target
        self.calls = sorted(calls)
        self.median = statistics.median(calls)

    def line(self, budget):
        spread = "" if self.median == math.inf else " (%s to %s)" % (as_text(self.calls[0], budget), as_text(self.calls[-1], budget))
        return "%-28s%-10s%10s%s" % (self.bug.name, self.target, as_text(self.median, budget), spread)


def measure(bug, folder, work, arguments):
    """Try @bug with every target."""
    place = work / bug.name
    place.mkdir()
    program = planted.build_subject(planted.Build(folder), bug.name, place)
    finds = [Find(bug, target, [trial(program, target, seed, arguments) for seed in range(1, arguments.trials + 1)])
             for target in arguments.target]
    return min(finds, key=lambda find: find.median)


def measure_all(bugs, arguments):
    """Print a line for each bug as it is measured. Return the finds."""
    folder = build("gcc")
    finds = []
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as work, \
            concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        futures = [pool.submit(measure, bug, folder, pathlib.Path(work), arguments) for bug in bugs]
        try:
            for future in futures:
                finds.append(future.result())
                print(finds[-1].line(arguments.calls), flush=True)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return finds


def main():
    arguments = parse_arguments()
    try:
        table = planted.read_table()
        names, _ = planted.choose(table, arguments.bugs)
        print("%-28s%-10s%10s (median, fewest and most of %d trials)" % ("bug", "target", "calls", arguments.trials))
        finds = measure_all([table[name] for name in names if name in table], arguments)
    except (planted.Misuse, planted.Failure) as failure:
        raise Failure(failure) from failure
    found = sum(find.median <= arguments.calls for find in finds)
    print("%d of %d planted bugs are found within %s calls by a target, in the median of %d trials" %
          (found, len(finds), as_text(arguments.calls, arguments.calls), arguments.trials))
    return EXIT_CLEAN if found == len(finds) else EXIT_DIVERGENCE


if __name__ == "__main__":
    run_main("planted", main)
