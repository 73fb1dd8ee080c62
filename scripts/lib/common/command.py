# SPDX-License-Identifier: GPL-2.0-or-later
"""The frame of a command: its arguments, its exit code, and complaints in one line."""

import argparse
import sys

EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130


class Failure(Exception):
    """Wrong use, or a machine that is not fit: run_main() prints the message in one line and ends with EXIT_USAGE."""


class Parser(argparse.ArgumentParser):
    """An argument parser that complains in one line."""

    def __init__(self, **options):
        super().__init__(allow_abbrev=False, **options)

    def error(self, message):
        raise Failure("%s; see %s --help" % (message, self.prog))


def interrupt(_signal, _frame):
    """A signal handler: end as if by Ctrl-C, so that temporary files are removed."""
    raise KeyboardInterrupt


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
