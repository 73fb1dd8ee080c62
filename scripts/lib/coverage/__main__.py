# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures what a corpus covers of the tree under test, by lines, branches and functions."""

import os
import pathlib
import re
import subprocess
import tempfile

from common.build import build, tool_path
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure, Parser, run_main
from common.files import check_inputs
from common.folder import check_output, replacing
from common.options import add_linux_option
from common.paths import ROOT, out_folder
from common.words import say


# Whose folders may be replaced.
KIND = "coverage"


def parse_arguments():
    parser = Parser(
        prog="scripts/coverage",
        description="Replays a corpus and prints what it covers of the tree under test.",
        epilog="Exit codes: 0 measured; 1 a program of the corpus diverged; 2 wrong use.",
    )
    parser.add_argument("corpus", nargs="*", metavar="FILE|DIR", help="programs to replay (default: corpus/)")
    add_linux_option(parser)
    parser.add_argument("--functions", action="store_true", help="list the functions that no program reaches")
    parser.add_argument("--uncovered", action="store_true", help="list the lines that no program reaches")
    parser.add_argument("--thorough", action="store_true",
                        help="replay with all checks after every call; their own calls count too")
    parser.add_argument("--html", type=pathlib.Path, metavar="DIR",
                        help="where the HTML report goes (default: out/coverage, or out/coverage-NAME for a Linux tree)")
    return parser.parse_args()


def run(command, **options):
    """Run a command whose failure is ours, and return what it printed."""
    finished = subprocess.run(command, stdout=subprocess.PIPE, check=False, **options)
    if finished.returncode:
        raise Failure("%s ended with exit code %d" % (pathlib.Path(command[0]).name, finished.returncode))
    return finished.stdout.decode(errors="replace")


def replay(arguments, work):
    """Replay the corpus. Return (the merged profile, the exit code of the replay)."""
    command = [arguments.tool, "replay", *([] if arguments.thorough else ["--light"]),
               *(arguments.corpus or [ROOT / "corpus"])]
    environment = dict(os.environ, LLVM_PROFILE_FILE=str(work / "%p.profraw"))
    say(command)
    code = subprocess.run(command, env=environment, check=False).returncode
    raw = sorted(work.glob("*.profraw"))
    if code not in (EXIT_CLEAN, EXIT_DIVERGENCE) or not raw:
        raise Failure("the replay left no profile")
    profile = work / "profile"
    run(["llvm-profdata-19", "merge", "-o", profile, *raw])
    return profile, code


def print_uncovered(lcov):
    """Print file:line: text of every line with a count of 0."""
    source, lines = None, []
    for record in lcov.splitlines():
        if record.startswith("SF:"):
            source = pathlib.Path(record[3:])
            lines = source.read_text().splitlines()
        match = re.match(r"DA:(\d+),0$", record)
        if match:
            number = int(match.group(1))
            print("%s:%d: %s" % (os.path.relpath(source), number, lines[number - 1].strip()))


def functions_never_reached(lcov):
    """Yield (file, line, name) of every function that no file runs: an inline one is in several."""
    lines, reached = {}, set()
    source = None
    for record in lcov.splitlines():
        kind, _, rest = record.partition(":")
        if kind == "SF":
            source = rest
        elif kind == "FN":
            line, _, name = rest.partition(",")
            lines[(source, name.rpartition(":")[2])] = int(line)
        elif kind == "FNDA":
            count, _, name = rest.partition(",")
            if int(count):
                reached.add((source, name.rpartition(":")[2]))
    return sorted((key[0], line, key[1]) for key, line in lines.items() if key not in reached)


def print_functions(lcov):
    missed = functions_never_reached(lcov)
    for source, line, name in missed:
        print("%s:%d: %s()" % (os.path.relpath(source), line, name))
    print("%d functions are never reached" % len(missed))


def subject_files(folder):
    """The source files of the tree under test, as the compiler saw them."""
    cache = (folder / "CMakeCache.txt").read_text()
    linux = re.search(r"^MAPLEFUZZ_LINUX:\w+=(.+)$", cache, re.MULTILINE)
    if linux:
        return [pathlib.Path(linux.group(1)) / "lib" / "maple_tree.c",
                folder / "src" / "linux" / "include" / "linux" / "maple_tree.h"]
    return sorted((ROOT / "src" / "maple_tree").rglob("*.[ch]"))


def coverage(arguments):
    subject = subject_files(arguments.folder)
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        profile, code = replay(arguments, pathlib.Path(name))
        data = [arguments.tool, "-instr-profile=%s" % profile]
        print("\n" + run(["llvm-cov-19", "report", *data, "-show-region-summary=false", *subject]))
        if arguments.uncovered or arguments.functions:
            lcov = run(["llvm-cov-19", "export", *data, "-format=lcov", *subject])
        if arguments.functions:
            print_functions(lcov)
        if arguments.uncovered:
            print_uncovered(lcov)
        with replacing(arguments.html, KIND) as folder:
            run(["llvm-cov-19", "show", *data, "-format=html", "-show-branches=count", "-output-dir=%s" % folder, *subject])
    print("HTML: %s" % os.path.relpath(arguments.html / "index.html"))
    return code


def main():
    arguments = parse_arguments()
    check_inputs(arguments.corpus)
    if arguments.html:
        check_output(arguments.html, KIND, arguments.corpus)
    arguments.folder = build("coverage", arguments.linux)
    arguments.tool = tool_path(arguments.folder)
    # build/coverage-6.12-2dd589 makes out/coverage-6.12-2dd589.
    arguments.html = arguments.html or out_folder() / arguments.folder.name
    check_output(arguments.html, KIND, arguments.corpus)
    return coverage(arguments)


if __name__ == "__main__":
    run_main("coverage", main)
