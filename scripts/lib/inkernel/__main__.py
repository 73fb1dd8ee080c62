# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs programs in a kernel: `maplefuzz emit --module`, built for it and loaded in a virtual machine."""

import functools
import pathlib
import re
import time

from common.build import build, install, tool_path
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_USAGE, Failure, Parser, run_main
from common.emitted import name_files, write_sources
from common.files import check_files
from common.kept import locked
from common.numbers import seconds_number
from common.options import DEBIAN, check_linux, is_revision
from common.paths import ROOT, out_folder
from common.targets import targets
from common.tool import Tool
from common.words import count, for_people

from .built import Built
from .compile import Compiled, debian_source
from .debian import Debian
from .fast import Fast, OneByOne
from .guest import PACKAGES, Guest
from .modules import Modules
from .run import ARGUMENTS, Runs
from .spawn import compare
from .verdict import HELD, UNTRIED, Verdict

# What --against names the same tree with.
ONE_BY_ONE = "one-by-one"

# Seconds that a program may take.
TIMEOUT = 60


def parse_arguments():
    parser = Parser(
        prog="scripts/in-kernel",
        description="Runs programs in a Linux kernel: makes a kernel module of each (`maplefuzz emit --module --strict`), boots the kernel in "
        "a virtual machine without network, loads the modules one after the other, and says what each of them printed. After a crash or a "
        "hang it boots anew for the rest. Qemu, busybox and what a build needs are installed when they are first needed; no kernel is.",
        epilog="Prints a line for each FILE: held; diverged: call N: CALL: WHAT; crashed: FUNCTION (WHAT); hung; not tried: WHY. "
        "Exit codes: 0 all held; 1 one did not; 2 wrong use, or one that could not be tried.",
        usage="%(prog)s [--linux PATH] [--kasan] [--build DIR] [--timeout S] FILE...\n"
        "       %(prog)s [--linux PATH] [--kasan] [--build DIR] [--timeout S] --corpus [--target TARGET]\n"
        "       %(prog)s [--linux PATH] --spawn [--against PATH]",
    )
    parser.add_argument("files", nargs="*", type=pathlib.Path, metavar="FILE",
                        help="NAME.c: what `maplefuzz emit --module` printed; others: a program, for which this is done first")
    parser.add_argument("--corpus", action="store_true", help="all seeds and regressions, the known issues of the tree stepped around")
    parser.add_argument("--target", metavar="TARGET", help="with --corpus: only those of one target: %s" % ", ".join(targets()))
    parser.add_argument("--spawn", action="store_true", help="count the instructions of fork() in two kernels, by the number of areas")
    parser.add_argument("--against", metavar="PATH",
                        help="with --spawn: the other kernel, as for --linux; or \"one-by-one\": the same Linux tree, in which fork() makes a store "
                        "for each area (default: debian:6.1, or for a tree one-by-one)")
    parser.add_argument("--linux", metavar="PATH", default="debian",
                        help="\"debian\" (the default, 6.12) or \"debian:6.1\": Debian's own kernel, downloaded and unpacked; or a whole Linux "
                        "source tree, of which a small kernel with KASAN is built in out/linux: minutes for the first time")
    parser.add_argument("--kasan", action="store_true", help="of Debian's kernel, too, build one with KASAN from its source")
    parser.add_argument("--build", type=pathlib.Path, metavar="DIR", help="a kernel that you have built in DIR")
    parser.add_argument("--timeout", type=seconds_number(), metavar="S", default=TIMEOUT,
                        help="seconds without a word until a program counts as hung (default: %(default)s)")
    return check(parser.parse_args())


def check(arguments):
    """Refuse what does not go together."""
    if arguments.corpus + arguments.spawn + bool(arguments.files) != 1:
        raise Failure("give FILEs, or --corpus, or --spawn; see scripts/in-kernel --help")
    if arguments.against is not None and not arguments.spawn:
        raise Failure("--against is for --spawn")
    if arguments.spawn and (arguments.build or arguments.kasan):
        raise Failure("--spawn builds its kernels itself")
    if arguments.target and not arguments.corpus:
        raise Failure("--target is for --corpus")
    if arguments.target and arguments.target not in targets():
        raise Failure("--target %s: there is no such target; there are %s" % (for_people(arguments.target), ", ".join(targets())))
    if arguments.build and arguments.kasan:
        raise Failure("--kasan builds a kernel, --build names one")
    check_linux(arguments.linux)
    if is_revision(arguments.linux):
        raise Failure("--linux %s: a kernel is built from a whole source tree; check that revision out" % for_people(arguments.linux))
    if arguments.against != ONE_BY_ONE:
        check_linux(arguments.against)
    check_files(arguments.files)
    return arguments


def find_kernel(arguments):
    """The kernel that is meant."""
    if arguments.build:
        return Built(arguments.build)
    if arguments.kasan or not DEBIAN.fullmatch(arguments.linux):
        return Compiled(*source(arguments.linux))
    return Debian(debian_version(arguments.linux))


def debian_version(linux):
    return linux.partition(":")[2] or "6.12"


def source(linux):
    """The whole tree that --linux @linux means, and what names the same maple tree."""
    if not DEBIAN.fullmatch(linux):
        return pathlib.Path(linux).resolve(), linux
    return debian_source(debian_version(linux)), "debian:" + debian_version(linux)


def find_fast(linux, built):
    """The kernel that --linux @linux means, without checks. @built: build that of Debian's, too."""
    return Fast(*source(linux)) if built or not DEBIAN.fullmatch(linux) else Debian(debian_version(linux))


def spawn(arguments):
    """Two kernels side by side."""
    against = arguments.against or ("debian:6.1" if DEBIAN.fullmatch(arguments.linux) else ONE_BY_ONE)
    new = find_fast(arguments.linux, against == ONE_BY_ONE)
    old = OneByOne(*source(arguments.linux)) if against == ONE_BY_ONE else find_fast(against, False)
    for kernel in (new, old):
        kernel.build()
    compare(new, old, places)
    return EXIT_CLEAN


def places(kernel):
    """The folders of a kernel: for modules and what is made, and for consoles."""
    name = kernel.folder.name
    folder, logs = ROOT / "build" / ("in-kernel-" + re.sub(r"[^A-Za-z0-9._]", "-", name)), out_folder() / "in-kernel" / name
    for place in (folder, logs):
        place.mkdir(parents=True, exist_ok=True)
    return folder, logs


def corpus_files(target):
    """The seeds and regressions of a target, or of all."""
    return [path for folder in sorted((ROOT / "corpus").glob(target or "*")) for part in ("regressions", "seeds")
            for path in sorted((folder / part).glob("*")) if path.is_file()]


def programs_of(arguments, kernel, folder):
    """The C of all programs, in @folder; those of one target after the other, since a file without a name's end is read by its target."""
    files = corpus_files(arguments.target) if arguments.corpus else arguments.files
    programs = name_files(files, unfit=r"[^A-Za-z0-9_]", instead="_")
    program = functools.cache(lambda: tool_path(build("release", kernel.linux)))
    write_sources(programs, folder, "--module", lambda: Tool(program(), strict=not arguments.corpus))
    return programs


def show(program, verdict, arguments):
    if arguments.corpus:
        if verdict.kind not in (HELD, UNTRIED):
            print("%s: %s" % (for_people(program.file), verdict), flush=True)
    else:
        print("%s: %s" % (program.file.stem if program.file.suffix in (".c", ".txt") else program.file.name, verdict), flush=True)


def run_programs(programs, runs, arguments):
    """Say what becomes of each. Return all verdicts."""
    ready = {program.name: program for program in programs if not program.complaint}
    verdicts = []
    for program in programs:
        if program.complaint:
            verdicts.append(Verdict(UNTRIED, program.complaint))
            show(program, verdicts[-1], arguments)
    for name, verdict in runs.verdicts(ready):
        verdicts.append(verdict)
        show(ready[name], verdict, arguments)
    return verdicts


def exit_code(verdicts, corpus):
    """A corpus has programs that no module can make."""
    kinds = {verdict.kind for verdict in verdicts}
    if kinds - {HELD, UNTRIED}:
        return EXIT_DIVERGENCE
    return EXIT_USAGE if UNTRIED in kinds and not (corpus and HELD in kinds) else EXIT_CLEAN


def summary(kernel, verdicts, runs, seconds):
    tried = [verdict for verdict in verdicts if verdict.kind != UNTRIED]
    bad = [verdict for verdict in tried if verdict.kind != HELD]
    return "in-kernel: %s: %s, %d calls compared, %d not tried, %s, %d s: %s" % (
        kernel.name, count(len(tried), "program"), sum(verdict.calls for verdict in tried), len(verdicts) - len(tried),
        count(runs.boots, "boot"), seconds, "%d did not hold" % len(bad) if bad else "all held")


def main():
    arguments = parse_arguments()
    install(*PACKAGES)
    if arguments.spawn:
        return spawn(arguments)
    kernel = find_kernel(arguments)
    kernel.build()
    folder, logs = places(kernel)
    with locked(folder):
        programs = programs_of(arguments, kernel, folder)
        Modules(kernel, folder).build(programs)
        runs = Runs(Guest(kernel.image, folder, ARGUMENTS), folder, logs, arguments.timeout)
        start = time.monotonic()
        verdicts = run_programs(programs, runs, arguments)
    print(summary(kernel, verdicts, runs, time.monotonic() - start))
    print("in-kernel: the consoles are in %s" % for_people(logs))
    return exit_code(verdicts, arguments.corpus)


if __name__ == "__main__":
    run_main("in-kernel", main)
