# SPDX-License-Identifier: GPL-2.0-or-later
"""Fuzzes a maple tree: builds, runs libFuzzer for a while, says what came of it."""

import pathlib
import re
import sys
import tempfile

from common.build import build, corpus_folder, crash_folder, tool_path
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_INTERRUPTED, Parser, run_main
from common.folder import check_folder
from common.numbers import jobs_number, whole_number
from common.options import add_bits_option, add_linux_option, add_strict_option
from common.paths import out_folder
from common.targets import check_target, default_target, targets
from common.tool import Tool

from .corpora import Corpora, KeptCorpora
from .engine import Engine, run_engine
from .finds import Finds
from .progress import Progress
from .summary import summarise

PRESET = "fuzz"

# What goes to libFuzzer: one dash and a word. Ours have two dashes.
ENGINE_FLAG = re.compile(r"-\w\w+(=|$)")


def parse_arguments():
    parser = Parser(
        prog="scripts/fuzz",
        description="Fuzzes a maple tree against a sorted array and says what came of it: of each find the tree, what was found, "
        "a program that was made small, and the commands to go on with.",
        epilog="Arguments with one dash go to libFuzzer (-help=1 lists them). "
        "Exit codes: 0 no divergence; 1 a divergence, a crash or a hang; 2 wrong use, or what is needed is not there or does not build; "
        "130 interrupted, without a divergence. "
        "New inputs go to out/corpus/TARGET, finds to out/crashes/TARGET, small programs to out/minimised/TARGET; those of a Linux tree "
        "to folders with its name behind TARGET. MAPLEFUZZ_OUT names another folder than out/.",
        usage="%(prog)s [TARGET] [--linux PATH [--32]] [--time S] [--jobs N] [--keep-going] [--strict[=NAME,...]] [--verbose] [--corpus DIR] "
        "[-engine_flag=value ...]",
    )
    parser.add_argument("target", nargs="?", default=default_target(), metavar="TARGET",
                        help="one of: %s (default: %%(default)s)" % ", ".join(targets()))
    add_linux_option(parser)
    add_bits_option(parser)
    parser.add_argument("--time", type=whole_number(0), default=60, metavar="S", help="seconds to fuzz (default: 60; 0: until interrupted)")
    parser.add_argument("--jobs", type=jobs_number(), default=1, metavar="N", help="processes, which share the corpus (default: 1)")
    parser.add_argument("--keep-going", action="store_true", help="do not end with the first find, but collect finds by token until the time is over")
    add_strict_option(parser)
    parser.add_argument("--verbose", action="store_true", help="print what libFuzzer prints, instead of a line of progress")
    parser.add_argument("--corpus", type=pathlib.Path, metavar="DIR", help="where new inputs go (default: out/corpus/TARGET)")
    arguments = parser.parse_args([word for word in sys.argv[1:] if not ENGINE_FLAG.match(word)])
    check_target(arguments.target)
    arguments.engine_flags = [word for word in sys.argv[1:] if ENGINE_FLAG.match(word)]
    arguments.verbose = arguments.verbose or "-help=1" in arguments.engine_flags
    for folder in (arguments.corpus, out_folder() / "corpus", out_folder() / "crashes"):
        if folder:
            check_folder(folder)
    return arguments


def prepare(arguments):
    """Build what is run, and make the folders."""
    arguments.folder = build(PRESET, arguments.linux, arguments.bits32)
    arguments.tool = Tool(tool_path(arguments.folder), arguments.target, arguments.strict)
    arguments.tool.check_options()
    arguments.corpus = (arguments.corpus or corpus_folder(arguments.target, arguments.folder, PRESET)).absolute()
    arguments.crashes = crash_folder(arguments.tool)
    for folder in (arguments.corpus, arguments.crashes):
        check_folder(folder)
        folder.mkdir(parents=True, exist_ok=True)


def fuzz(arguments):
    finds = Finds(arguments)
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        work = pathlib.Path(name)
        corpora = (KeptCorpora if arguments.keep_going else Corpora)(arguments, work)
        engine = Engine(arguments, corpora, work)
        interrupted = run_engine(engine, finds, Progress(arguments, engine, corpora, finds))
        seconds, totals, new_inputs = engine.seconds, engine.totals(), corpora.finish()
    finds.take()
    finds.minimise_all()
    summarise(arguments, totals, new_inputs, finds, seconds)
    if finds.groups:
        return EXIT_DIVERGENCE
    if not interrupted:
        engine.check_codes()
    return EXIT_INTERRUPTED if interrupted else EXIT_CLEAN


def main():
    arguments = parse_arguments()
    prepare(arguments)
    return fuzz(arguments)


if __name__ == "__main__":
    run_main("fuzz", main)
