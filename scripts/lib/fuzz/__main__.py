# SPDX-License-Identifier: GPL-2.0-or-later
"""Fuzzes a maple tree: builds, runs libFuzzer for a while, says what came of it."""

import pathlib
import re
import sys
import tempfile
import time

from common.build import build, tool_path
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_INTERRUPTED, Failure, Parser, run_main
from common.files import REMARK, files_below
from common.folder import check_folder
from common.numbers import jobs_number, whole_number
from common.options import add_linux_option, add_strict_option
from common.paths import out_folder
from common.seeds import gather_seeds
from common.targets import check_target, default_target, targets
from common.tool import Tool

from .engine import ENGINE_CLEAN, run_engine
from .summary import summarise

# What goes to libFuzzer: one dash and a word. Ours have two dashes.
ENGINE_FLAG = re.compile(r"-\w\w+(=|$)")


def parse_arguments():
    parser = Parser(
        prog="scripts/fuzz",
        description="Fuzzes a maple tree against a sorted array and says what came of it.",
        epilog="Arguments with one dash go to libFuzzer (-help=1 lists them). "
        "Exit codes: 0 no divergence; 1 a divergence, a crash or a hang; 2 wrong use. "
        "MAPLEFUZZ_OUT names another folder than out/ for corpora and crashes.",
        usage="%(prog)s [TARGET] [--linux PATH] [--time S] [--jobs N] [--strict] [--corpus DIR] [-engine_flag=value ...]",
    )
    parser.add_argument("target", nargs="?", default=default_target(), metavar="TARGET",
                        help="one of: %s (default: %%(default)s)" % ", ".join(targets()))
    add_linux_option(parser)
    parser.add_argument("--time", type=whole_number(0), default=60, metavar="S", help="seconds to fuzz (default: 60; 0: until interrupted)")
    parser.add_argument("--jobs", type=jobs_number(), default=1, metavar="N", help="processes, which share the corpus (default: 1)")
    add_strict_option(parser)
    parser.add_argument("--corpus", type=pathlib.Path, metavar="DIR", help="where new inputs go (default: out/corpus/TARGET)")
    arguments = parser.parse_args([word for word in sys.argv[1:] if not ENGINE_FLAG.match(word)])
    check_target(arguments.target)
    arguments.engine_flags = [word for word in sys.argv[1:] if ENGINE_FLAG.match(word)]
    arguments.corpus = (arguments.corpus or out_folder() / "corpus" / arguments.target).absolute()
    arguments.crashes = out_folder() / "crashes" / arguments.target
    for folder in (arguments.corpus, arguments.crashes):
        check_folder(folder)
    return arguments


def fuzz(arguments):
    arguments.corpus.mkdir(parents=True, exist_ok=True)
    arguments.crashes.mkdir(parents=True, exist_ok=True)
    inputs = files_below(arguments.corpus)
    artifacts = files_below(arguments.crashes)
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        work = pathlib.Path(name)
        seeds = work / "seeds"
        seeds.mkdir()
        gather_seeds(arguments.tool, arguments.target, seeds)
        start = time.monotonic()
        fuzzers, codes, interrupted = run_engine(arguments, seeds, work)
        seconds = time.monotonic() - start
        crashes = sorted(path for path, _ in files_below(arguments.crashes) - artifacts if not REMARK.match(path.name))
        summarise(arguments, fuzzers, len(files_below(arguments.corpus) - inputs), crashes, seconds)
    if crashes:
        return EXIT_DIVERGENCE
    strange = [code for code in codes if code not in ENGINE_CLEAN]
    if strange and not interrupted:
        raise Failure("libFuzzer ended with exit code %d and left no reproducer" % strange[0])
    return EXIT_INTERRUPTED if interrupted else EXIT_CLEAN


def main():
    arguments = parse_arguments()
    arguments.folder = build("fuzz", arguments.linux)
    arguments.tool = Tool(tool_path(arguments.folder), arguments.target, arguments.strict)
    return fuzz(arguments)


if __name__ == "__main__":
    run_main("fuzz", main)
