# SPDX-License-Identifier: GPL-2.0-or-later
"""Threads read a maple tree under RCU while one writes to it, with real locks, atomics and grace periods, and ThreadSanitizer."""

import os
import pathlib
import subprocess
import sys
import time

from common.build import build
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure, Parser, run_main
from common.engine import SYMBOLIZER
from common.numbers import seconds_number, whole_number
from common.options import add_linux_option, check_tool, refuse_bits_option
from common.words import count, say

from .races import Races

# The same writes are made with the same seed; by chance it is one of so many.
SEEDS = 10 ** 6

# Of the program.
EXIT_DIFFERS, EXIT_USAGE = 1, 2

# A race is told of once for each pair of stacks; the program goes on, and its exit code is its own.
TSAN_OPTIONS = "halt_on_error=0:exitcode=0:suppress_equal_addresses=0:history_size=7:external_symbolizer_path=%s" % SYMBOLIZER


def parse_arguments():
    parser = Parser(
        prog="scripts/soak",
        description="N threads read a maple tree under RCU, up and down and at single indices, while one thread writes to it, duplicates it, lets the "
        "readers go on in the duplicate, and destroys it. Locks, atomics and grace periods are real ones, of C11 and of liburcu. Each step of a "
        "reader is held against what the tree held since its last step; ThreadSanitizer looks for races.",
        epilog="Exit codes: 0 all was as it should be; 1 a reader met what it must not, a hang, a crash, objects that are lost, or a race; 2 wrong "
        "use. Races in a Linux tree are listed by place, and make it 1 only with --strict.",
    )
    add_linux_option(parser)
    parser.add_argument("--threads", type=whole_number(1, 64), default=3, metavar="N", help="threads that read (default: %(default)s)")
    parser.add_argument("--time", type=seconds_number(), default=60, metavar="S", help="seconds (default: %(default)s)")
    parser.add_argument("--seed", type=whole_number(1), metavar="N", help="what the writer does depends on it (default: by chance)")
    parser.add_argument("--hang", type=seconds_number(), default=60, metavar="S",
                        help="seconds after which threads that do not go on are given up (default: %(default)s)")
    parser.add_argument("--strict", action="store_true",
                        help="of a Linux tree: also the writes in which known issues show, and races count. The embedded tree has none")
    parser.add_argument("--log", type=pathlib.Path, metavar="FILE", help="keep there what ThreadSanitizer says, every word of it")
    refuse_bits_option(parser, "liburcu and ThreadSanitizer are here for 64 bits only; scripts/fuzz rcu --linux PATH --32 has readers for 32 bits")
    parser.add_argument("--program", type=pathlib.Path, metavar="PATH", help="this program instead of one that is built here")
    arguments = parser.parse_args()
    check_tool(arguments.program)
    arguments.strict = arguments.strict or arguments.linux is None
    return arguments


def soak(arguments, program):
    """Run it. Return (its exit code, what ThreadSanitizer said)."""
    seed = arguments.seed or time.time_ns() // 1000 % SEEDS + 1
    command = [program, "seconds=%d" % arguments.time, "threads=%d" % arguments.threads, "seed=%d" % seed,
               "strict=%d" % arguments.strict, "hang=%d" % arguments.hang]
    say(command)
    races = Races()
    environment = dict(os.environ, TSAN_OPTIONS=TSAN_OPTIONS + ":" + os.environ.get("TSAN_OPTIONS", ""))
    with open(arguments.log or os.devnull, "w", encoding="utf-8") as log, \
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment) as process:
        try:
            for line in process.stderr:
                text = line.decode(errors="replace")
                log.write(text)
                if not races.read(text):
                    sys.stderr.write(text)
        finally:
            process.kill()
    return process.wait(), races


def main():
    arguments = parse_arguments()
    program = arguments.program or build("threads", arguments.linux) / "fuzz" / "soak" / "soak"
    code, races = soak(arguments, program)
    if code == EXIT_USAGE:
        raise Failure("%s ended with exit code 2" % program)
    if races.places:
        print("ThreadSanitizer: %s, at %s:" % (count(sum(races.places.values()), "report"), count(len(races.places), "place")))
        print("\n".join(races.lines()))
    else:
        print("ThreadSanitizer: no report")
    if code not in (EXIT_CLEAN, EXIT_DIFFERS):
        print("the program ended with exit code %d" % code)
    return EXIT_DIVERGENCE if code or (races.places and arguments.strict) else EXIT_CLEAN


if __name__ == "__main__":
    run_main("soak", main)
