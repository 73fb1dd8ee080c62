# SPDX-License-Identifier: GPL-2.0-or-later
"""Options that several commands have."""

import argparse
import os
import pathlib
import re

from .command import Failure
from .targets import default_target, targets
from .words import for_people

# How --linux names Debian's package of a Linux tree.
DEBIAN = re.compile(r"debian(:\d+\.\d+)?")


def add_linux_option(parser):
    parser.add_argument("--linux", metavar="PATH",
                        help="fuzz the maple tree of the Linux source tree PATH instead of the embedded one; "
                        "PATH@REF for that of a revision of the git repository PATH, "
                        "\"debian\" or \"debian:6.1\" for that of a package of Debian's, which is installed if needed")


def add_bits_option(parser):
    parser.add_argument("--32", dest="bits32", action="store_true",
                        help="build for 32 bits, with --linux: indices of 32 bits, and nodes of 32 and 21 slots; installs gcc-multilib")


class RefusedOption(argparse.Action):
    """An option that there is not; its constant says why, and what to do."""

    def __call__(self, parser, namespace, values, option_string=None):
        raise Failure("%s: %s" % (option_string, self.const))


def refuse_bits_option(parser, why):
    """There is no --32 here. @why: and what to do."""
    parser.add_argument("--32", action=RefusedOption, nargs=0, const=why, help=argparse.SUPPRESS)


def is_revision(linux):
    """Does --linux @linux name a revision of a git repository, PATH@REF?"""
    at = linux.find("@")
    while at >= 0 and not pathlib.Path(linux[:at]).is_dir():
        at = linux.find("@", at + 1)
    return at > 0 and not pathlib.Path(linux).is_dir()


def check_linux(linux):
    """Refuse early what --linux can't mean."""
    if linux is None or DEBIAN.fullmatch(linux) or is_revision(linux):
        return
    if linux.startswith("debian:"):
        raise Failure("--linux %s: there is no such package; debian:6.12 or debian:6.1 may be meant" % for_people(linux))
    tree = pathlib.Path(linux)
    if not linux or not tree.is_dir():
        raise Failure("--linux %s: no such directory; give the top of a Linux source tree" % for_people(linux))
    if not (tree / "lib/maple_tree.c").is_file():
        raise Failure("--linux %s: it has no lib/maple_tree.c; give the top of a Linux source tree" % for_people(linux))


def check_tool(program):
    """Refuse a program that can't be run. @program: what an option names; None if it was not given."""
    if program and not (program.is_file() and os.access(program, os.X_OK)):
        raise Failure("%s: there is no such program" % for_people(program))


def linux_words(linux, bits32=False):
    """The option --linux for another command, and --32; @linux: what it was given here, or None."""
    bits = ["--32"] if bits32 else []
    if linux is None:
        return bits
    return ["--linux", linux if DEBIAN.fullmatch(linux) else pathlib.Path(linux), *bits]


def add_target_option(parser, metavar, about="one of"):
    parser.add_argument("--target", default=default_target(), metavar=metavar,
                        help="%s: %s (default: %%(default)s)" % (about, ", ".join(targets())))


def strictness(text):
    """The argument of --strict: names of known issues with commas between, or True for all of them where it has none."""
    return text or True


def add_strict_option(parser):
    # Parser makes `--strict=` of `--strict`: what follows it is no argument of it.
    parser.add_argument("--strict", nargs="?", type=strictness, default=False, metavar="=NAME,...",
                        help="known issues of the subject, or with --strict=NAME,... only those that are named, are divergences too")


def strict_words(strict):
    """The option --strict for another command; @strict: what it was given here, or False."""
    if not strict:
        return []
    return ["--strict" if strict is True else "--strict=%s" % strict]
