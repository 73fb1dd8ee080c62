# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs all programs of a small scope on a maple tree: builds, runs `maplefuzz exhaust`, keeps what was done for the next time."""

import os
import subprocess

from common.build import build, tool_path
from common.command import EXIT_CLEAN, EXIT_USAGE, Explained, Parser, run_main
from common.folder import check_folder
from common.numbers import jobs_number
from common.options import add_bits_option, add_linux_option, add_strict_option, strict_words
from common.paths import out_folder
from common.tool import Tool
from exhaust.tables import names, sweeps

PRESET = "release"


def parse_arguments():
    parser = Parser(
        prog="scripts/exhaust",
        description="Builds maplefuzz and runs `maplefuzz exhaust`: all programs of a small scope, nothing random. The last line says what has been "
        "proved. An interrupted run goes on where it was when it is begun again.",
        epilog="Exit codes: 0 no divergence; 1 a divergence, a crash or a hang; 2 wrong use. What is done is in out/exhaust/, and so is the program "
        "that diverges, as text. MAPLEFUZZ_OUT names another folder than out/.",
    )
    add_linux_option(parser)
    add_bits_option(parser)
    parser.add_argument("--scope", choices=names("scopes.def"), default="default",
                        help="small takes less than a minute, default a quarter of an hour on two cores, deep a night (default: %(default)s)")
    parser.add_argument("--sweeps", type=sweeps, metavar="S,...", help="only these parts, see docs/exhaust.md (default: all)")
    parser.add_argument("--jobs", type=jobs_number(), default=os.cpu_count(), metavar="N", help="processes (default: as many as cores)")
    parser.add_argument("--anew", action="store_true", help="do not go on with an interrupted run")
    add_strict_option(parser)
    return parser.parse_args()


def exhaust(arguments, tool, folder):
    """Run it, and return its exit code. What is done is written down by tree, scope and sweeps."""
    name = "-".join([arguments.scope, *(arguments.sweeps or []), tool.identity()["hash"][:12]])
    state = folder / (name + ".state")
    if arguments.anew:
        state.unlink(missing_ok=True)
    words = [tool.program, "exhaust", "--scope", arguments.scope, "--jobs", str(arguments.jobs), "--state", state,
             "--save", folder / (name + ".txt"), *strict_words(arguments.strict)]
    if arguments.sweeps:
        words += ["--sweeps", ",".join(arguments.sweeps)]
    status = subprocess.run(words, env=tool.environment, check=False).returncode
    if status == EXIT_CLEAN:
        state.unlink(missing_ok=True)
    return status


def main():
    arguments = parse_arguments()
    folder = out_folder() / "exhaust"
    check_folder(folder)
    tool = Tool(tool_path(build(PRESET, arguments.linux, arguments.bits32)), strict=arguments.strict)
    tool.check_options()
    folder.mkdir(parents=True, exist_ok=True)
    status = exhaust(arguments, tool, folder)
    if status == EXIT_USAGE:
        raise Explained("maplefuzz exhaust has said why")
    return status


if __name__ == "__main__":
    run_main("exhaust", main)
