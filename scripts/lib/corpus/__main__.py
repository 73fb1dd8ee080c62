# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks after a corpus: minimises it, says what is in it, imports others, and makes the seeds of it."""

import pathlib
import subprocess

from common.build import build, corpus_folder, crash_folder, tool_path
from common.command import Parser, run_main
from common.engine import sanitizer_environment
from common.files import check_inputs
from common.options import add_bits_option, add_linux_option, add_target_option, check_linux, check_tool
from common.paths import out_folder
from common.targets import check_target
from common.tool import Tool
from common.words import say

from .engines import ENGINES
from .importing import import_inputs
from .minimise import minimise
from .seeds import make_seeds

# The build that has the tool.
PRESET = "fuzz"

EXIT_CODES = "Exit codes: 0 done; 1 a program diverges, crashes or hangs; 2 wrong use."
OUT = "MAPLEFUZZ_OUT names another folder than out/."


def add_folder(parser, what):
    parser.add_argument("folder", nargs="?", type=pathlib.Path, metavar="DIR", help="%s (default: out/corpus/TARGET)" % what)


def add_tool(parser):
    parser.add_argument("--tool", type=pathlib.Path, metavar="PATH", help="this maplefuzz instead of one that is built here")


def add_minimising(parser):
    parser.add_argument("--engine", choices=sorted(ENGINES), default="libfuzzer",
                        help="whose features the inputs are chosen by (default: libfuzzer)")
    parser.add_argument("--program", type=pathlib.Path, metavar="PATH",
                        help="this program, built for the engine, instead of one that is built here")


def add_minimise(verbs):
    parser = verbs.add_parser(
        "minimise", help="leave out inputs that reach nothing new",
        description="Chooses, among the inputs of a folder, a few that reach in the tree what all of them reach, and "
        "removes the others: only after a replay has shown that nothing is lost, and one by one, so that the folder is "
        "good at any time. Inputs keep names and bytes, also those that mean something else on another subject. "
        "Text programs stay. Inputs that diverge, crash or hang go to out/crashes/TARGET.",
        epilog="libfuzzer counts features of a build with ASan and UBSan, afl those of AFL++'s build, which are more: "
        "for a corpus that AFL++ alone goes on with. %s %s" % (EXIT_CODES, OUT))
    add_folder(parser, "the corpus")
    add_target_option(parser, "T")
    add_linux_option(parser)
    add_bits_option(parser)
    parser.add_argument("-o", "--output", type=pathlib.Path, metavar="OUT",
                        help="put what stays into the new folder OUT, and leave DIR as it is")
    add_minimising(parser)
    parser.set_defaults(run=minimise)


def add_stats(verbs):
    parser = verbs.add_parser(
        "stats", help="count what is in a corpus",
        description="Runs the programs of folders, and prints how many there are, which operations and attributes they "
        "use, and how high their trees get: maplefuzz stats.",
        epilog="%s %s" % (EXIT_CODES, OUT))
    parser.add_argument("folders", nargs="*", type=pathlib.Path, metavar="DIR",
                        help="the corpora (default: out/corpus/TARGET)")
    add_target_option(parser, "T")
    add_linux_option(parser)
    add_bits_option(parser)
    parser.add_argument("--json", action="store_true", help="one object of JSON instead of a table")
    add_tool(parser)
    parser.set_defaults(run=print_stats)


def add_import(verbs):
    parser = verbs.add_parser(
        "import", help="take over the inputs of other runs and machines",
        description="Copies inputs into out/corpus/TARGET, each content once: corpora of libFuzzer, queues of AFL++, "
        "whole campaigns, seed corpora of OSS-Fuzz and ClusterFuzz (.zip), and text programs (.txt). Below a folder in "
        "which an engine works, only its inputs are read. Crashes and hangs are named, not imported.",
        epilog="%s %s" % (EXIT_CODES, OUT))
    parser.add_argument("sources", nargs="+", type=pathlib.Path, metavar="DIR|FILE",
                        help="folders, archives, or single inputs")
    add_target_option(parser, "T")
    add_linux_option(parser)
    add_bits_option(parser)
    add_tool(parser)
    parser.add_argument("--minimise", action="store_true", help="minimise out/corpus/TARGET afterwards")
    add_minimising(parser)
    parser.set_defaults(run=import_and_minimise, folder=None, output=None)


def add_seeds(verbs):
    parser = verbs.add_parser(
        "seeds", help="make the seeds of a target anew",
        description="Replaces the binary seeds in corpus/TARGET/seeds by a small selection of them and of new inputs. "
        "Text seeds stay, and what they reach needs no other seed.",
        epilog="Exit codes: 0 done; 2 wrong use. Afterwards: tests/corpus.py MAPLEFUZZ --update.")
    add_folder(parser, "where the new inputs are")
    add_target_option(parser, "T")
    # What seeds reach is counted on the embedded tree.
    parser.set_defaults(run=make_seeds, linux=None, bits32=False)


def parse_arguments():
    parser = Parser(prog="scripts/corpus", description=__doc__, epilog=EXIT_CODES)
    verbs = parser.add_subparsers(required=True, metavar="VERB", dest="verb")
    for add in (add_minimise, add_stats, add_import, add_seeds):
        add(verbs)
    arguments = parser.parse_args()
    check_target(arguments.target)
    for program in (getattr(arguments, "tool", None), getattr(arguments, "program", None)):
        check_tool(program)
    check_linux(arguments.linux)
    return arguments


def find_folders(arguments):
    """Say where the corpus and the crashes of the tree are: a Linux tree has folders of its own, which its build knows."""
    arguments.corpus, arguments.crashes = (out_folder() / kind / arguments.target for kind in ("corpus", "crashes"))
    if arguments.linux is not None:
        folder = build(PRESET, arguments.linux, arguments.bits32)
        arguments.corpus = corpus_folder(arguments.target, folder, PRESET)
        arguments.crashes = crash_folder(Tool(tool_path(folder), arguments.target))


def print_stats(arguments):
    check_inputs(arguments.folders or [arguments.corpus])
    tool = arguments.tool or tool_path(build(PRESET, arguments.linux, arguments.bits32))
    command = [tool.absolute(), "stats", "--target", arguments.target, *(["--json"] if arguments.json else []),
               *(arguments.folders or [arguments.corpus])]
    if not arguments.json:
        say(command)
    return subprocess.run(command, env=sanitizer_environment(), check=False).returncode


def import_and_minimise(arguments):
    code = import_inputs(arguments)
    return minimise(arguments) if arguments.minimise else code


def main():
    arguments = parse_arguments()
    find_folders(arguments)
    return arguments.run(arguments)


if __name__ == "__main__":
    run_main("corpus", main)
