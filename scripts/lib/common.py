# SPDX-License-Identifier: GPL-2.0-or-later
"""What the scripts in Python share."""

import argparse
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130


class Failure(Exception):
    """Wrong use, or a wrong machine: one line, and exit 2."""


class Parser(argparse.ArgumentParser):
    """An argument parser that complains in one line."""

    def __init__(self, **options):
        super().__init__(allow_abbrev=False, **options)

    def error(self, message):
        raise Failure("%s; see %s --help" % (message, self.prog))


def for_people(word):
    """A word of a command, a path as it can be typed in the current directory."""
    if not os.path.isabs(str(word)):
        return str(word)
    relative = os.path.relpath(word)
    return str(word) if relative.startswith("..") else relative


def say(command):
    print("+ " + " ".join(for_people(word) for word in command), flush=True)


def add_linux_option(parser):
    parser.add_argument("--linux", metavar="PATH",
                        help="fuzz the maple tree of the Linux source tree PATH instead of the embedded one; "
                        "\"debian\" or \"debian:6.1\" for that of a package of Debian's, which is installed if needed")


def linux_words(arguments):
    """The option --linux, as it was given, for another command."""
    return ["--linux", arguments.linux] if arguments.linux is not None else []


def build(preset, arguments):
    """Set up and build a preset for the subject that was asked for. Return its folder; what goes wrong has been said."""
    command = [ROOT / "scripts" / "build", *linux_words(arguments), preset]
    say(command)
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise Failure("there is no build to run")
    return ROOT / done.stdout.decode().strip()


def run_main(name, main):
    """Run main(), and end the process with the exit code that it returns."""
    try:
        code = main()
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except (Failure, OSError) as failure:
        print("%s: %s" % (name, failure), file=sys.stderr)
        code = EXIT_USAGE
    sys.exit(code)
