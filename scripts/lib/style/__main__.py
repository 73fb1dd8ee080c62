# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks the style of the lines that a change touches."""

import pathlib

from common.build import install
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure, Parser, run_main
from common.git import commit, git
from common.paths import ROOT

from .changes import clang_format, find_base, white_space
from .hunks import without_layout


def parse_arguments():
    parser = Parser(
        prog="scripts/style",
        description="Checks the lines that have changed since REF, uncommitted ones too: C by .clang-format, all by "
        "`git diff --check`. Changes nothing. Files that git does not know yet are left out: `git add` them first. "
        "How comments, values of macros and initialisers are aligned, and where lines are broken, is up to the author.",
        epilog="Exit codes: 0 nothing to do; 1 some lines differ; 2 wrong use, or a package is missing.",
    )
    parser.add_argument("--base", metavar="REF", help="the commit to compare with (default: where the branch left "
                        "origin/main or main; on main, the last commit, unless something is uncommitted)")
    parser.add_argument("--root", type=pathlib.Path, default=ROOT, metavar="DIR",
                        help="the repository (default: this one)")
    return parser.parse_args()


def choose_base(arguments):
    code, _, complaint = git(arguments.root, "rev-parse", "--show-toplevel")
    if code:
        raise Failure("%s: %s" % (arguments.root, complaint.splitlines()[0]))
    if arguments.base is None:
        return find_base(arguments.root)
    base = commit(arguments.root, arguments.base)
    if not base:
        raise Failure("there is no commit %s" % arguments.base)
    return base


def main():
    arguments = parse_arguments()
    if not arguments.root.is_dir():
        raise Failure("there is no folder %s" % arguments.root)
    base = choose_base(arguments)
    if not base:
        print("style: there is no commit to compare with, so nothing is checked; --base names one")
        return EXIT_CLEAN
    install("clang-format")
    blanks = white_space(arguments.root, base)
    diff = without_layout(clang_format(arguments.root, base))
    print(blanks + diff, end="")
    if blanks:
        print("style: remove the white space in the lines that git diff --check names above")
    if diff:
        print("style: clang-format would write these lines as the + lines above: change them by hand, or all that it "
              "sees, alignment too, by\n    git clang-format --extensions c,h %.12s" % base)
    if blanks or diff:
        return EXIT_DIVERGENCE
    print("style: the lines changed since %.12s are fine" % base)
    return EXIT_CLEAN


if __name__ == "__main__":
    run_main("style", main)
