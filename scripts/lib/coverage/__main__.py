# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures what a corpus covers of the tree under test, by functions, lines and branches."""

import json
import os
import pathlib
import re
import subprocess
import tempfile

from common.build import build, tool_path
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure, Parser, run_main
from common.coverage import measure, merge, run, uncovered
from common.files import check_inputs
from common.folder import check_output, replacing
from common.options import DEBIAN, add_bits_option, add_linux_option, check_linux, is_revision
from common.paths import ROOT, out_folder
from common.targets import targets
from common.words import columns, for_people, say

from .changes import Changes, check_revision
from .reach import who_reaches

# Whose folders may be replaced.
KIND = "coverage"
# The figures, for other programs.
FIGURES = "figures.json"

COLUMNS = ("functions", "lines", "branches")


def parse_arguments():
    parser = Parser(
        prog="scripts/coverage",
        description="Replays the corpus of each target, and prints what it covers of the source of the tree under test, and of src/mm. Left out are "
        "debug code (mt_dump(), mt_validate(), their like, and what they are made of) and branches in the expansion of macros.",
        epilog="Exit codes: 0 measured; 1 a program of the corpus diverged; 2 wrong use.",
    )
    parser.add_argument("corpus", nargs="*", metavar="FILE|DIR", help="programs to replay (default: corpus/TARGET of each target)")
    add_linux_option(parser)
    add_bits_option(parser)
    parser.add_argument("--functions", action="store_true", help="list the functions that no program reaches")
    parser.add_argument("--uncovered", action="store_true",
                        help="list what no program reaches: of each function the lines, and the sides of conditions")
    parser.add_argument("--thorough", action="store_true",
                        help="replay with all checks after every call; their own calls count too")
    parser.add_argument("--diff", metavar="REV",
                        help="list the lines of the tree that have changed since the git revision REV, which programs reach each "
                        "of them, and those that none reaches")
    parser.add_argument("--html", type=pathlib.Path, metavar="DIR",
                        help="where the HTML report goes (default: out/coverage, or out/coverage-NAME for a Linux tree)")
    return parser.parse_args()


def corpora(arguments):
    """What to replay: (name, options, paths) of each part."""
    schedule = [] if arguments.thorough else ["--light"]
    if arguments.corpus:
        return [("corpus", schedule, arguments.corpus)]
    folders = [(target, ROOT / "corpus" / target) for target in targets()]
    return [(target, ["--target", target, *schedule], [folder]) for target, folder in folders if folder.is_dir()]


def replay(arguments, options, paths, work):
    """Replay programs. Return (the merged profile, the exit code of the replay)."""
    work.mkdir()
    command = [arguments.tool, "replay", *options, *paths]
    environment = dict(os.environ, LLVM_PROFILE_FILE=str(work / "%m.profraw"))
    say(command)
    code = subprocess.run(command, env=environment, check=False).returncode
    if code not in (EXIT_CLEAN, EXIT_DIVERGENCE):
        raise Failure("the replay ended with exit code %d" % code)
    return merge(sorted(work.glob("*.profraw")), work / "profile"), code


def print_uncovered(found):
    for function, words in uncovered(found):
        print("%s:%d: %s(): %s" % (os.path.relpath(function.file), function.first, function.name, words))


def print_functions(found):
    missed = sorted(function for function, count in found.functions.items() if not count)
    for function in missed:
        print("%s:%d: %s()" % (os.path.relpath(function.file), function.first, function.name))
    print("%d functions are never reached" % len(missed))


def tree_files(linux):
    """The source files of the tree in the folder @linux; of the embedded one if that is None."""
    if linux:
        return [pathlib.Path(linux).resolve() / "lib" / "maple_tree.c"]
    return sorted((ROOT / "src" / "maple_tree").glob("*.[ch]"))


def subject_files(folder):
    """The source files of the tree under test, as the compiler saw them."""
    cache = (folder / "CMakeCache.txt").read_text()
    linux = re.search(r"^MAPLEFUZZ_LINUX:\w+=(.+)$", cache, re.MULTILINE)
    return tree_files(linux and linux.group(1))


def mm_files():
    """Those of the memory maps of processes, which use either tree."""
    return sorted((ROOT / "src" / "mm").glob("*.[ch]"))


def print_table(rows):
    """@rows: (name, Coverage) of each part."""
    words = [(name, *found.words()) for name, found in rows]
    *_, (_, last) = rows
    words.append(("", *("%d of %d" % row for row in last.rows())))
    print("\n" + "\n".join(columns([("", *COLUMNS), *words], 1)) + "\n")


def print_changes(arguments, subject, found):
    """What --diff asks for. @found: what all programs together reach."""
    changes = Changes(subject, arguments.base, found)
    parts = [(options, paths) for _, options, paths in corpora(arguments)]
    programs, ended = who_reaches(arguments.tool, parts, subject, changes.reached, os.cpu_count()) if changes.reached else ({}, [])
    for line in changes.lines(programs):
        print(line)
    for program in ended:
        print("not counted, since it ends the process: %s" % for_people(program))
    print()


def as_json(found):
    """The figures for other programs: of each thing that is counted, how many are covered, and of how many."""
    return json.dumps(dict(zip(COLUMNS, found.rows()))) + "\n"


def write_pages(arguments, profile, subject, found):
    with replacing(arguments.html, KIND) as folder:
        run("llvm-cov-19", "show", arguments.tool, "-instr-profile=%s" % profile, "-format=html", "-show-branches=count",
            "-output-dir=%s" % folder, *subject)
        (folder / FIGURES).write_text(as_json(found), encoding="utf-8")


def coverage(arguments):
    subject = subject_files(arguments.folder)
    rows, profiles, codes = [], [], set()
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        work = pathlib.Path(name)
        for part, options, paths in corpora(arguments):
            profile, code = replay(arguments, options, paths, work / part)
            profiles.append(profile)
            codes.add(code)
            rows.append((part, measure(arguments.tool, profile, subject)))
        profile = profiles[0]
        if len(rows) > 1:
            profile = merge(profiles, work / "profile")
            rows.append(("together", measure(arguments.tool, profile, subject)))
        _, found = rows[-1]
        maps = measure(arguments.tool, profile, mm_files())
        write_pages(arguments, profile, subject, found)
    print_table(rows)
    print("src/mm, the memory maps of processes: functions %s, lines %s, branches %s\n" % tuple(maps.words()))
    if arguments.functions:
        print_functions(found)
        print_functions(maps)
    if arguments.uncovered:
        print_uncovered(found)
        print_uncovered(maps)
    if arguments.diff is not None:
        print_changes(arguments, subject, found)
    print("HTML: %s" % os.path.relpath(arguments.html / "index.html"))
    return max(codes)


def main():
    arguments = parse_arguments()
    check_inputs(arguments.corpus)
    if arguments.html:
        check_output(arguments.html, KIND, arguments.corpus)
    if arguments.diff is not None:
        if arguments.linux and (DEBIAN.fullmatch(arguments.linux) or is_revision(arguments.linux)):
            raise Failure("--diff %s: what comes from a package or a revision has no git history; give the folder of a git checkout" % arguments.diff)
        check_linux(arguments.linux)
        arguments.base = check_revision(tree_files(arguments.linux), arguments.diff)
    arguments.folder = build("coverage", arguments.linux, arguments.bits32)
    arguments.tool = tool_path(arguments.folder)
    # build/coverage-6.12-2dd589 makes out/coverage-6.12-2dd589.
    arguments.html = arguments.html or out_folder() / arguments.folder.name
    check_output(arguments.html, KIND, arguments.corpus)
    return coverage(arguments)


if __name__ == "__main__":
    run_main("coverage", main)
