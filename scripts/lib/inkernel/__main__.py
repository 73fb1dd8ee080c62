# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs programs in a kernel: `maplefuzz emit --module`, built for it and loaded in a virtual machine."""

import collections
import functools
import os
import pathlib
import re

from common.build import build, install, tool_path
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_USAGE, run_main
from common.emitted import name_files, write_sources
from common.kept import locked
from common.options import DEBIAN
from common.paths import ROOT, builds_folder, out_folder
from common.tool import Tool
from common.words import count, for_people

from . import soak
from .arguments import ONE_BY_ONE, TOGETHER, parse_arguments
from .built import Built
from .compile import Compiled, debian_source
from .debian import Debian
from .fast import Fast, OneByOne
from .guest import PACKAGES, Guest
from .modules import STEPS, Modules
from .run import ARGUMENTS, Runs
from .spawn import compare, write
from .verdict import HELD, UNTRIED, Verdict

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
    if arguments.write:
        install("gnuplot-nox")
    measured = compare(new, old, places)
    if arguments.write:
        write(*measured, (new.name, old.name), against)
    return EXIT_CLEAN


def places(kernel):
    """The folders of a kernel: for modules and what is made, and for consoles."""
    name = kernel.folder.name
    folder, logs = builds_folder() / ("in-kernel-" + re.sub(r"[^A-Za-z0-9._]", "-", name)), out_folder() / "in-kernel" / name
    for place in (folder, logs):
        place.mkdir(parents=True, exist_ok=True)
    return folder, logs


def corpus_files(target):
    """The seeds and regressions of a target, or of all."""
    return [path for folder in sorted((ROOT / "corpus").glob(target or "*")) for part in ("regressions", "seeds")
            for path in sorted((folder / part).glob("*")) if path.is_file()]


def programs_of(arguments):
    """All programs."""
    files = corpus_files(arguments.target) if arguments.corpus else [soak.SOURCE] if arguments.soak else arguments.files
    return name_files(files, unfit=r"[^A-Za-z0-9_]", instead="_")


def modules_of(programs, modules, tool, arguments):
    """The modules that make their calls: of a corpus, and with --read, one that reads all but what was given as C, if it can be built."""
    texts = [program for program in programs if program.file.suffix != ".c"]
    rest, readers = programs, []
    if arguments.read or (arguments.corpus and not arguments.together):
        write_sources(texts, modules.folder, "--steps", tool, suffix=STEPS)
        reader = modules.build_reader(texts, tool()) if any(not program.complaint for program in texts) else None
        if reader:
            readers, rest = [reader], [program for program in programs if program not in texts]
    write_sources(rest, modules.folder, "--module", tool)
    return readers + (modules.build(rest, arguments.together or (TOGETHER if arguments.corpus else 1)) if rest else [])


def check_programs(files):
    """Refuse what is no program, before anything is downloaded or built for a kernel."""
    texts = [file for file in files if file.suffix == ".txt"]
    if texts:
        tool = Tool(tool_path(build("dev")))
        for text in texts:
            tool.assemble(text, os.devnull)


def show(program, verdict, arguments):
    if arguments.corpus:
        if verdict.kind not in (HELD, UNTRIED):
            print("%s: %s" % (for_people(program.file), verdict), flush=True)
    else:
        print("%s: %s" % (program.file.stem if program.file.suffix in (".c", ".txt") else program.file.name, verdict), flush=True)


def run_programs(programs, modules, runs, tool, arguments):
    """Say what becomes of each. Return all verdicts."""
    built = modules_of(programs, modules, tool, arguments)
    ready = {program.name: program for program in programs if not program.complaint}
    verdicts, alone = [], []
    for program in programs:
        if program.complaint:
            verdicts.append(Verdict(UNTRIED, program.complaint))
            show(program, verdicts[-1], arguments)
    many = {name for module in built if module.many for name in module.programs}
    for name, verdict in runs.verdicts(built):
        if verdict.kind == UNTRIED and name in many:
            alone.append(ready[name])  # one of the module's programs is the reason
            continue
        verdicts.append(verdict)
        show(ready[name], verdict, arguments)
    write_sources(alone, modules.folder, "--module", tool)
    for name, verdict in runs.verdicts(modules.build(alone, 1) if alone else []):
        verdicts.append(verdict)
        show(ready[name], verdict, arguments)
    return verdicts


def exit_code(verdicts, corpus):
    """A corpus has programs that no module can make."""
    kinds = {verdict.kind for verdict in verdicts}
    if kinds - {HELD, UNTRIED}:
        return EXIT_DIVERGENCE
    return EXIT_USAGE if UNTRIED in kinds and not (corpus and HELD in kinds) else EXIT_CLEAN


def reasons(verdicts):
    """Why programs were not tried, a line each, without the call of the program that is the reason."""
    counted = collections.Counter(re.sub(r"^call \d+, .*?: ", "", verdict.words) for verdict in verdicts if verdict.kind == UNTRIED)
    for reason, number in counted.most_common():
        yield "in-kernel: %s not tried: %s" % (count(number, "program"), reason)


def around(programs, verbose):
    """What was stepped around, in a line; with @verbose, one for each program before it."""
    led = [program for program in programs if program.known and not program.complaint]
    for program in led if verbose else ():
        yield "%s: stepped around %s" % (for_people(program.file), ", ".join("%s %d" % issue for issue in sorted(program.known.items())))
    issues = collections.Counter(name for program in led for name in program.known)
    if led:
        yield "in-kernel: %s stepped around known issues: %s%s" % (
            count(len(led), "program"), ", ".join("%s in %d" % issue for issue in issues.most_common()), "" if verbose else "; --verbose names them")


def summary(kernel, verdicts, runs):
    tried = [verdict for verdict in verdicts if verdict.kind != UNTRIED]
    bad = [verdict for verdict in tried if verdict.kind != HELD]
    return "in-kernel: %s: %s, %d calls compared, %d not tried, %s, %d s, %d s of them until the first program: %s" % (
        kernel.name, count(len(tried), "program"), sum(verdict.calls for verdict in tried), len(verdicts) - len(tried),
        count(runs.boots, "boot"), runs.seconds, runs.starting, "%d did not hold" % len(bad) if bad else "all held" if tried else "nothing was tried")


def main():
    arguments = parse_arguments()
    check_programs(arguments.files)
    install(*PACKAGES)
    if arguments.spawn:
        return spawn(arguments)
    kernel = find_kernel(arguments)
    kernel.build()
    folder, logs = places(kernel)
    with locked(folder):
        programs = programs_of(arguments)
        tool = functools.cache(lambda: Tool(tool_path(build("release", kernel.linux)), strict=not arguments.corpus))
        parameters = soak.parameters(arguments) if arguments.soak else {}
        runs = Runs(Guest(kernel.image, folder, ARGUMENTS), folder, logs, arguments.timeout, parameters)
        verdicts = run_programs(programs, Modules(kernel, folder), runs, tool, arguments)
    for line in (*(reasons(verdicts) if arguments.corpus else ()), *around(programs, arguments.verbose)):
        print(line)
    print(summary(kernel, verdicts, runs))
    print("in-kernel: the consoles are in %s" % for_people(logs))
    return exit_code(verdicts, arguments.corpus)


if __name__ == "__main__":
    run_main("in-kernel", main)
