# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures how small maplefuzz min makes what random programs find on trees with planted bugs."""

import concurrent.futures
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent / name) for name in ("scripts/lib", "tests/planted")]
# pylint: disable=wrong-import-position
import check_planted as planted  # noqa: E402
from common.build import build  # noqa: E402
from common.command import EXIT_CLEAN, Failure, Parser, run_main  # noqa: E402
from common.tool import SCHEDULES  # noqa: E402

# Bugs that show only in trees of some shape.
BUGS = ("null-next-leaf", "null-not-merged", "split-null-end", "leaf-underflow", "rebalance-internal", "enomem-gap", "store-enomem-half",
        "dup-last-gap", "left-end-neighbour", "gap-one-level")

# Calls that looking for a find may make.
BUDGET = 300_000

SUMMARY = re.compile(r": (\d+) operations before, (\d+) after, (\d+) trials, ")


def parse_arguments():
    parser = Parser(
        prog="bench/shrink",
        description="Lets random programs find planted bugs, makes the finds small, and prints the means. With --base, a second build "
        "does the same finds, for comparison.",
        epilog="Exit codes: 0 measured; 2 wrong use, or not measured.",
    )
    parser.add_argument("bugs", nargs="*", metavar="BUG", help="planted bugs (default: %s)" % ", ".join(BUGS))
    parser.add_argument("--base", type=pathlib.Path, metavar="DIR", help="a build folder of another checkout, built with its preset gcc")
    parser.add_argument("--finds", type=int, default=10, metavar="N", help="finds for each bug (default: 10)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="bugs at a time (default: 2)")
    arguments = parser.parse_args()
    if min(arguments.finds, arguments.jobs) < 1:
        raise Failure("--finds and --jobs want 1 or more")
    return arguments


def run_min(command, log):
    """Return what it said and how many seconds of processor time it took."""
    with log.open("w", encoding="utf-8") as out, subprocess.Popen(command, stderr=out) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return log.read_text(encoding="utf-8"), usage.ru_utime + usage.ru_stime


class Small:
    """What min made of a find: calls before and after, trials, seconds of processor time, and characters of the text."""

    def __init__(self, program, find, folder):
        result = folder / "small.txt"
        for schedule in SCHEDULES:
            said, self.seconds = run_min([program, "min", planted.STRICT, *schedule, find, "-o", result], folder / "min.log")
            if match := SUMMARY.search(said):
                break
        else:
            raise Failure("%s: %s" % (find, said.strip()))
        self.before, self.after, self.trials = map(int, match.groups())
        self.size = sum(len(line) for line in result.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))


def finds_of(program, count, folder):
    for seed in range(1, count + 1):
        path = folder / ("find-%d" % seed)
        subprocess.run([program, "random", planted.STRICT, "--target", "dup", "--instructions", "400", "--seed", str(seed), "--runs",
                        str(BUDGET), "--calls", str(BUDGET), "--save", path], capture_output=True, check=False)
        if path.exists():
            yield path


def measure(bug, folders, work, count):
    """Return a list of results for each of the builds @folders."""
    place = work / bug
    place.mkdir()
    built = planted.Build(folders[0])
    programs = [planted.build_subject(built, bug, place)]
    for folder in folders[1:]:
        # The same tree with the bug, and all else of the other build.
        built.parts = (folder / "tests/planted/parts.txt").read_text(encoding="utf-8").split()
        programs.append(place / "maplefuzz-base")
        built.link(sorted(place.glob("*.o")), programs[-1])
    # The older build does not read what the newer one writes.
    finds = list(finds_of(programs[-1], count, place))
    return [[Small(program, find, place) for find in finds] for program in programs]


def line(name, results):
    means = [statistics.mean(getattr(small, part) for small in results) for part in ("before", "after", "size", "trials", "seconds")]
    return "%-36s%6d%8.1f%8.2f%12.1f%8.0f%9.2f" % (name, len(results), *means)


def main():
    arguments = parse_arguments()
    folders = [build("gcc"), *([arguments.base.resolve()] if arguments.base else [])]
    totals = [[] for _ in folders]
    print("%-36s%6s%8s%8s%12s%8s%9s" % ("bug", "finds", "before", "after", "characters", "trials", "seconds"))
    try:
        planted.choose(planted.read_table(), arguments.bugs)
        with tempfile.TemporaryDirectory(prefix="maplefuzz-") as work, concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            bugs = arguments.bugs or BUGS
            for bug, results in zip(bugs, pool.map(lambda bug: measure(bug, folders, pathlib.Path(work), arguments.finds), bugs)):
                for total, folder, small in zip(totals, folders, results):
                    total += small
                    print(line(bug + (" (base)" if folder != folders[0] else ""), small) if small else bug + ": not found", flush=True)
    except (planted.Misuse, planted.Failure) as failure:
        raise Failure(failure) from failure
    for total, folder in zip(totals, folders):
        if total:
            print(line("all" + (" (base)" if folder != folders[0] else ""), total))
    return EXIT_CLEAN


if __name__ == "__main__":
    run_main("shrink", main)
