# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a report of crash files: replays, groups and minimises them, and says what a person needs to act."""

import concurrent.futures
import os
import pathlib
import shutil

from common.build import build, tool_path
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure, Parser, run_main
from common.folder import check_output, real, replacing
from common.numbers import jobs_number, seconds_number
from common.options import add_bits_option, add_linux_option, add_strict_option, add_target_option, check_linux, check_tool
from common.paths import out_folder
from common.targets import check_target
from common.tool import last_line
from common.words import for_people
from report.page import require_jinja2

from .files import GROUPS, check_paths, gather
from .group import describe, group_finds
from .page import triage_page
from .replay import SLACK, TriageTool, replay
from .report import Report, as_json, operations, others, verdict_words
from .text import text


# Whose folders may be replaced.
KIND = "triage"


def parse_arguments():
    parser = Parser(
        prog="scripts/triage",
        description="Makes a report of what fuzzing engines found: replays each file twice, groups by what diverges, "
        "minimises one of each group, and writes OUT/index.html, the same as OUT/report.txt, and the files.",
        epilog="Below a folder in which an engine works, only its finds are read: crash-*, timeout-*, ... of libFuzzer, "
        "and what is in crashes/ and hangs/ of AFL++; below any other folder, every file. "
        "Exit codes: 0 nothing diverged; 1 something did; 2 wrong use. "
        "MAPLEFUZZ_OUT names another folder than out/.",
        usage="%(prog)s [--target T] [--linux PATH [--32]] [--strict[=NAME,...]] [-o OUT] [--destination DIR] [--jobs N] "
        "[--timeout S] DIR|FILE...",
    )
    parser.add_argument("paths", nargs="+", metavar="DIR|FILE", help="crash folders, a campaign's folder, or single files")
    add_target_option(parser, "T", "the target that found them")
    add_linux_option(parser)
    add_bits_option(parser)
    add_strict_option(parser)
    parser.add_argument("-o", "--output", type=pathlib.Path, default=out_folder() / "triage", metavar="OUT",
                        help="the folder of the report (default: out/triage); only an old report is overwritten")
    parser.add_argument("--destination", type=pathlib.Path, metavar="DIR",
                        help="where OUT will be moved: the report's commands name files there (default: OUT)")
    parser.add_argument("--jobs", type=jobs_number(), default=os.cpu_count(), metavar="N",
                        help="files at a time (default: one for each core)")
    parser.add_argument("--timeout", type=seconds_number(), default=10, metavar="S",
                        help="seconds until a program counts as a hang (default: 10)")
    parser.add_argument("--tool", type=pathlib.Path, metavar="PATH", help="this maplefuzz instead of one that is built here")
    arguments = parser.parse_args()
    check_target(arguments.target)
    check_linux(arguments.linux)
    check_tool(arguments.tool)
    arguments.output = real(arguments.output)
    arguments.destination = pathlib.Path(os.path.abspath(arguments.destination or arguments.output))
    return arguments


def in_parallel(jobs, function, items):
    """Yield (item, function(item)), in the order of @items. When interrupted, begin with no more of them."""
    pool = concurrent.futures.ThreadPoolExecutor(jobs)
    try:
        yield from zip(items, pool.map(function, items))
    finally:
        pool.shutdown(cancel_futures=True)


def replay_all(tool, finds, jobs):
    for number, (find, verdict) in enumerate(in_parallel(jobs, lambda find: replay(tool, find.paths[0]), finds), 1):
        find.verdict = verdict
        print("[%d/%d] %s: %s" % (number, len(finds), for_people(find.paths[0]), verdict_words(find)), flush=True)


def describe_all(tool, report, jobs):
    """Write the files of each group."""
    for group in report.groups:
        group.folder = report.folder / group.name
        group.folder.mkdir()
    if report.groups:
        print("minimising one of each group, %d in all" % len(report.groups), flush=True)
    work = in_parallel(jobs, lambda group: describe(tool, group, report.replay_command), report.groups)
    for number, (group, _) in enumerate(work, 1):
        print("[%d/%d] %s: %s operations" % (number, len(report.groups), group.name, operations(group)), flush=True)


def copy_others(report):
    """The finds of no group go into the report as well."""
    for name, _, _, finds in others(report):
        if finds:
            (report.folder / name).mkdir()
        for find, _ in finds:
            shutil.copyfile(find.paths[0], report.folder / name / find.name)


def write(report):
    (report.folder / "report.txt").write_text(text(report), encoding="utf-8")
    (report.folder / "index.html").write_text(triage_page(report), encoding="utf-8")
    (report.folder / GROUPS).write_text(as_json(report), encoding="utf-8")


def check_texts(tool, finds):
    """Refuse a text that is no program: no replay could say anything of it."""
    for find in finds:
        if find.suffix == ".txt":
            done = tool.run(["asm", find.paths[0], "-o", os.devnull])
            if done.returncode:
                raise Failure(last_line(done.stderr))


def triage(arguments, tool):
    """Make the report. Return it."""
    finds, file_count = gather(arguments.paths)
    check_texts(tool, finds)
    report = Report(arguments, tool.subject(SLACK), finds, file_count)
    with replacing(arguments.output, KIND) as report.folder:
        replay_all(tool, finds, arguments.jobs)
        report.groups = group_finds(find for find in finds if find.verdict.diverged and find.verdict.stable)
        describe_all(tool, report, arguments.jobs)
        copy_others(report)
        write(report)
    return report


def main():
    arguments = parse_arguments()
    check_output(arguments.output, KIND, arguments.paths)
    check_paths(arguments.paths)
    require_jinja2()
    program = arguments.tool or tool_path(build("dev", arguments.linux, arguments.bits32))
    tool = TriageTool(program, arguments.target, arguments.strict, arguments.timeout)
    tool.check_options()
    report = triage(arguments, tool)
    print("%s: %s" % (", ".join("%d %s" % pair for pair in report.read()),
                      for_people(arguments.destination / "index.html")))
    return EXIT_DIVERGENCE if report.groups or report.unstable else EXIT_CLEAN


if __name__ == "__main__":
    run_main("triage", main)
