# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures how many calls random programs of each target make until they find each planted bug."""

import math
import pathlib
import re
import statistics
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent / name) for name in ("scripts/lib", "tests/planted")]
# pylint: disable=wrong-import-position
import calls_table  # noqa: E402
import check_planted as planted  # noqa: E402
import planted_exhaust  # noqa: E402
from mutator import as_text  # noqa: E402
from planted_runs import measure_each  # noqa: E402
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure, Parser, run_main  # noqa: E402
from common.numbers import whole_number  # noqa: E402
from common.targets import check_target, targets  # noqa: E402
from exhaust.tables import sweeps  # noqa: E402

# More programs than any budget of calls pays for.
PROGRAMS = 10**12

SUMMARY = re.compile(r"(\d+) executions, (\d+) calls, .*: (?:no divergence|divergence (\S+))$", re.MULTILINE)


def parse_arguments():
    parser = Parser(
        prog="bench/planted",
        description="Runs random programs of each target, from nothing, on trees with planted bugs, and counts the calls until "
        "each bug is found. A bug counts for the target that takes the fewest. A bug that one operation alone finds is also looked for "
        "by that target without that operation, for the whole budget. With --exhaust: runs `maplefuzz exhaust` instead, scope by scope and sweep by "
        "sweep, until one finds the bug.",
        epilog="Exit codes: 0 each bug is found within the budget by some target, in the median of the trials, and not "
        "without its operation; with --exhaust, each is found, or tests/planted/beyond.txt says why not; 1 not; 2 wrong use, or not measured.",
    )
    parser.add_argument("bugs", nargs="*", metavar="BUG", help="planted bugs, see tests/planted/expected.txt (default: all)")
    parser.add_argument("--target", action="append", metavar="T", help="try target T; may be repeated (default: all targets)")
    parser.add_argument("--trials", type=int, default=5, metavar="N", help="trials for each bug and target (default: 5)")
    parser.add_argument("--calls", type=int, default=1_000_000, metavar="N", help="budget of a trial in calls (default: 1000000)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="bugs at a time (default: 2)")
    parser.add_argument("--readme", action="store_true", help="write the rows of these bugs into bench/README.md, or with --exhaust into "
                        "docs/exhaust.md")
    parser.add_argument("--exhaust", action="store_true", help="in which scope of maplefuzz exhaust is each bug found?")
    parser.add_argument("--scope", choices=planted_exhaust.SCOPES, default="default", help="with --exhaust: the last scope to try (default: default)")
    parser.add_argument("--sweeps", type=sweeps, default=planted_exhaust.SWEEPS, metavar="S,...",
                        help="with --exhaust: of the last scope, only these sweeps (default: all)")
    parser.add_argument("--time", type=whole_number(1), default=600, metavar="S", help="with --exhaust: seconds for each sweep (default: 600)")
    arguments = parser.parse_args()
    if arguments.exhaust and arguments.target:
        raise Failure("--exhaust has no targets")
    if arguments.readme and not arguments.exhaust and arguments.target:
        raise Failure("--readme wants all targets")
    if min(arguments.trials, arguments.calls, arguments.jobs) < 1:
        raise Failure("--trials, --calls and --jobs want 1 or more")
    arguments.target = arguments.target or targets()
    for name in arguments.target:
        check_target(name)
    return arguments


def trial(program, target, seed, budget, *options):
    """The calls until something is found; infinity if nothing is within @budget calls."""
    command = [program, "random", planted.STRICT, "--target", target, "--seed", seed,
               "--runs", PROGRAMS, "--calls", budget, "--save", "/dev/null", *options]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace", check=False)
    match = SUMMARY.search(done.stdout + done.stderr)
    if not match or done.returncode not in (EXIT_CLEAN, EXIT_DIVERGENCE):
        raise Failure("%s ends with %d: %s" % (" ".join(map(str, command)), done.returncode, done.stderr[-500:].strip()))
    calls = int(match[2])
    return calls if match[3] and calls <= budget else math.inf


class Find:
    """How one planted bug was found by a target: the calls of its trials, each within a budget."""

    def __init__(self, bug, program, target, trials, budget):
        self.bug = bug
        self.program = program
        self.target = target
        self.calls = [trial(program, target, seed, budget) for seed in range(1, trials + 1)]
        self.alone = None  # does it take the operation that alone should find it?

    @property
    def median(self):
        return statistics.median(self.calls)

    def finish(self, budget):
        """Let the trials that have not found it go on up to @budget."""
        self.calls = [trial(self.program, self.target, seed, budget) if calls == math.inf else calls
                      for seed, calls in enumerate(self.calls, 1)]

    def omit(self, budget):
        """Look for it without the operation that alone finds it."""
        self.alone = trial(self.program, self.target, 1, budget, "--omit", self.bug.operation) == math.inf

    def good(self, budget):
        return self.median <= budget and self.alone is not False

    def note(self):
        if self.alone is None:
            return ""
        return ("%s alone" if self.alone else "not %s alone") % self.bug.operation

    def line(self, budget):
        spread = "" if self.median == math.inf else "(%s to %s)" % (as_text(min(self.calls), budget), as_text(max(self.calls), budget))
        return ("%-28s%-10s%10s %-20s%s" % (self.bug.name, self.target, as_text(self.median, budget), spread, self.note())).rstrip()

    def row(self, budget):
        """What the table has of it."""
        return [self.bug.name, self.target, *(as_text(calls, budget) for calls in (self.median, min(self.calls), max(self.calls))), self.note()]


def budgets(calls):
    """Budgets that grow up to @calls. What is found soon is not looked for a million calls long by targets that take longer."""
    budget = 1000
    while budget < calls:
        yield budget
        budget *= 10
    yield calls


def measure(bug, folder, work, arguments):
    """Try @bug with every target. The first budget within which some target finds it has the target that takes the fewest calls."""
    place = work / bug.name
    place.mkdir()
    program = planted.build_subject(planted.Build(folder), bug.name, place)
    for budget in budgets(arguments.calls):
        finds = [Find(bug, program, target, arguments.trials, budget) for target in arguments.target]
        best = min(finds, key=lambda find: find.median)
        if best.median != math.inf:
            break
    best.finish(arguments.calls)
    if bug.operation:
        best.omit(arguments.calls)
    return best


def measure_all(bugs, arguments):
    """Print a line for each bug as it is measured, and write its row, if that is asked for. Return the finds."""
    finds = []
    for find in measure_each(bugs, arguments.jobs, lambda bug, folder, work: measure(bug, folder, work, arguments)):
        finds.append(find)
        print(find.line(arguments.calls), flush=True)
        if arguments.readme:
            calls_table.write_row(find.row(arguments.calls))
    return finds


def result(finds, arguments):
    good = sum(find.good(arguments.calls) for find in finds)
    budget = as_text(arguments.calls, arguments.calls)
    return ("%d of %d planted bugs are found within %s calls by a target, in the median of %d trials, and not within %s without the "
            "operation that alone finds them" % (good, len(finds), budget, arguments.trials, budget))


def main():
    arguments = parse_arguments()
    try:
        table = planted.read_table()
        names, _ = planted.choose(table, arguments.bugs)
        if arguments.exhaust:
            return planted_exhaust.exhaust([table[name] for name in names if name in table], arguments)
        print("%-28s%-10s%10s (median, fewest and most of %d trials)" % ("bug", "target", "calls", arguments.trials))
        finds = measure_all([table[name] for name in names if name in table], arguments)
    except (planted.Misuse, planted.Failure) as failure:
        raise Failure(failure) from failure
    print(result(finds, arguments))
    return EXIT_CLEAN if all(find.good(arguments.calls) for find in finds) else EXIT_DIVERGENCE


if __name__ == "__main__":
    run_main("planted", main)
