# SPDX-License-Identifier: GPL-2.0-or-later
"""The frame of a command: its arguments, its exit code, and complaints in one line."""

import argparse
import contextlib
import errno
import os
import signal
import sys
import traceback

from .words import printable

EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130


# Errors of writing to a stream, which name no file.
WRITING = (errno.ENOSPC, errno.EPIPE, errno.EIO, errno.EBADF)


class Failure(Exception):
    """Wrong use, or a machine that is not fit: run_main() prints the message in one line and ends with EXIT_USAGE."""


class Explained(Failure):
    """The same, but a command that this one ran has printed the line already."""


class Parser(argparse.ArgumentParser):
    """An argument parser that complains in one line."""

    def __init__(self, **options):
        super().__init__(allow_abbrev=False, **options)

    def parse_known_args(self, args=None, namespace=None):
        words = sys.argv[1:] if args is None else args
        # As everywhere else in the project, only --strict=NAME has an argument, --strict has none.
        if any(action.nargs == "?" and "--strict" in action.option_strings for action in self._actions):
            words = ["--strict=" if word == "--strict" else word for word in words]
        return super().parse_known_args(words, namespace)

    def error(self, message):
        raise Failure("%s; see %s --help" % (message, self.prog))


def interrupt(_signal, _frame):
    """A signal handler: end as if by Ctrl-C, so that temporary files are removed."""
    raise KeyboardInterrupt


def end_on_signals():
    """End as if by Ctrl-C when a terminal goes away, or somebody kills; but stay deaf to what nohup keeps away."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, interrupt)


def ignore_signals():
    """From here on, nothing interrupts. Return what was done on signals before."""
    return {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}


@contextlib.contextmanager
def uninterrupted():
    """While this is open, nothing interrupts: what is begun would be left half done."""
    before = ignore_signals()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def prepare_streams():
    """Output that goes nowhere is a failure, and a name that the terminal has no letters for is none."""
    if sys.stdout is None:
        raise Failure("standard output is closed")
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(errors="backslashreplace")


def explain(failure):
    """What is wrong, in one line; of the system's errors without their numbers."""
    if not isinstance(failure, OSError) or failure.strerror is None:
        return printable(str(failure))
    if failure.filename is None and failure.errno in WRITING:
        return "output can't be written: %s" % failure.strerror
    names = [printable(os.fsdecode(name)) for name in (failure.filename, failure.filename2) if name is not None]
    return ": ".join([*names, failure.strerror])


def complain(name, message):
    if sys.stderr is not None:
        print("%s: %s" % (name, message), file=sys.stderr)


def call(name, main):
    """The exit code of main()."""
    try:
        prepare_streams()
        end_on_signals()
        return main()
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except SystemExit as end:  # argparse, after --help
        return end.code or EXIT_CLEAN
    except Explained:
        return EXIT_USAGE
    except (Failure, OSError) as failure:
        complain(name, explain(failure))
        return EXIT_USAGE
    except Exception:  # pylint: disable=broad-exception-caught  # a mistake of ours must not look like a divergence
        traceback.print_exc()
        return EXIT_USAGE


def flush(name):
    """Write what is still to be written. Return whether that was possible."""
    try:
        sys.stdout.flush()
    except OSError as failure:
        complain(name, "standard output: %s" % failure.strerror)
        # Python would try again at its end, and complain in its own words.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def run_main(name, main):
    """Run main(), and end the process with the exit code that it returns."""
    code = call(name, main)
    if sys.stdout is not None and not flush(name):
        code = EXIT_USAGE
    sys.exit(code)
