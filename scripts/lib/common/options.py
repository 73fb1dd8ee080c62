# SPDX-License-Identifier: GPL-2.0-or-later
"""Options that several commands have."""

from .targets import default_target, targets


def add_linux_option(parser):
    parser.add_argument("--linux", metavar="PATH",
                        help="fuzz the maple tree of the Linux source tree PATH instead of the embedded one; "
                        "\"debian\" or \"debian:6.1\" for that of a package of Debian's, which is installed if needed")


def linux_words(linux):
    """The option --linux for another command; @linux: what it was given here, or None."""
    return ["--linux", linux] if linux is not None else []


def add_target_option(parser, metavar, about="one of"):
    parser.add_argument("--target", default=default_target(), metavar=metavar,
                        help="%s: %s (default: %%(default)s)" % (about, ", ".join(targets())))


def add_strict_option(parser):
    parser.add_argument("--strict", action="store_true", help="known issues of the subject are divergences too")


def strict_words(strict):
    """The option --strict for another command, if @strict."""
    return ["--strict"] if strict else []
