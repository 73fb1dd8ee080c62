# SPDX-License-Identifier: GPL-2.0-or-later
"""What scripts/in-kernel is asked for."""

import pathlib

from common.command import Failure, Parser
from common.files import check_files
from common.numbers import seconds_number, whole_number
from common.options import check_linux, is_revision, refuse_bits_option
from common.page import PAGE
from common.paths import ROOT
from common.targets import targets
from common.words import for_people

from .spawn import COMMANDS

# What --against names the same tree with.
ONE_BY_ONE = "one-by-one"

# So many programs of the corpus are made one module.
TOGETHER = 50

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
        usage="%(prog)s [--linux PATH] [--kasan] [--build DIR] [--timeout S] [--together N | --read] [--verbose] FILE...\n"
        "       %(prog)s [--linux PATH] [--kasan] [--build DIR] [--timeout S] [--together N] [--verbose] --corpus\n"
        "                         [--target TARGET]\n"
        "       %(prog)s [--linux PATH] [--kasan] [--build DIR] --soak S [--seed N] [--strict]\n"
        "       %(prog)s [--linux PATH] --spawn [--against PATH] [--write]",
    )
    parser.add_argument("files", nargs="*", type=pathlib.Path, metavar="FILE",
                        help="NAME.c: what `maplefuzz emit --module` printed; others: a program, for which this is done first")
    parser.add_argument("--corpus", action="store_true", help="all seeds and regressions, the known issues of the tree stepped around")
    parser.add_argument("--target", metavar="TARGET", help="with --corpus: only those of one target: %s" % ", ".join(targets()))
    parser.add_argument("--together", type=whole_number(1), metavar="N",
                        help="make up to N programs one module, which makes the calls of one after the other: that is built faster, and "
                        "after a crash the next boot goes on behind it (default: 1; with --corpus see --read, or %d where that can't be built)" % TOGETHER)
    parser.add_argument("--read", action="store_true",
                        help="build one module, which reads the programs from a file; a kernel without kprobes gets others. As --corpus does "
                        "without --together. What stands as n[0] in its differences is a number of the call")
    parser.add_argument("--soak", type=seconds_number(), metavar="S",
                        help="for S seconds, threads read a tree under RCU while one writes to it, duplicates it and destroys it")
    parser.add_argument("--seed", type=whole_number(1), metavar="N", help="with --soak: what the writer does depends on it (default: by chance)")
    parser.add_argument("--strict", action="store_true", help="with --soak: also the writes in which known issues show")
    parser.add_argument("--spawn", action="store_true", help="count the instructions of fork() in two kernels, by the number of areas")
    parser.add_argument("--against", metavar="PATH",
                        help="with --spawn: the other kernel, as for --linux; or \"one-by-one\": the same Linux tree, in which fork() makes a store "
                        "for each area (default: debian:6.1, or for a tree one-by-one)")
    parser.add_argument("--write", action="store_true",
                        help="with --spawn, of Debian's 6.12 against debian:6.1 or one-by-one: write the table to %s as well, and draw a picture beside it"
                        % PAGE.relative_to(ROOT))
    parser.add_argument("--linux", metavar="PATH", default="debian",
                        help="\"debian\" (the default, 6.12) or \"debian:6.1\": Debian's own kernel, downloaded and unpacked; or a whole Linux "
                        "source tree, of which a small kernel with KASAN is built in out/linux: minutes for the first time")
    refuse_bits_option(parser, "kernels are run here with 64 bits only; scripts/replay --linux PATH --32 FILE runs a program for 32 bits, on the same tree")
    parser.add_argument("--kasan", action="store_true", help="of Debian's kernel, too, build one with KASAN from its source")
    parser.add_argument("--verbose", action="store_true", help="name the programs that step around known issues of the tree, and these")
    parser.add_argument("--build", type=pathlib.Path, metavar="DIR", help="a kernel that you have built in DIR")
    parser.add_argument("--timeout", type=seconds_number(), metavar="S", default=TIMEOUT,
                        help="seconds of the guest's processor time (or five times as many by the clock) without a word until a program counts as hung (default: %(default)s)")
    return check(parser.parse_args())


def check(arguments):
    """Refuse what does not go together."""
    if arguments.corpus + arguments.spawn + bool(arguments.files) + (arguments.soak is not None) != 1:
        raise Failure("give FILEs, or --corpus, or --soak, or --spawn; see scripts/in-kernel --help")
    if (arguments.seed is not None or arguments.strict) and arguments.soak is None:
        raise Failure("--seed and --strict are for --soak")
    if arguments.against is not None and not arguments.spawn:
        raise Failure("--against is for --spawn")
    if arguments.write and not (arguments.spawn and arguments.linux in ("debian", "debian:6.12") and arguments.against in (None, *COMMANDS.values())):
        raise Failure("--write is for --spawn of Debian's 6.12, against %s" % " or ".join(COMMANDS.values()))
    if arguments.spawn and (arguments.build or arguments.kasan):
        raise Failure("--spawn builds its kernels itself")
    if arguments.together and not (arguments.corpus or arguments.files):
        raise Failure("--together is for FILEs and --corpus")
    if arguments.read and (arguments.together or not (arguments.corpus or arguments.files)):
        raise Failure("--read is for FILEs and --corpus, and without --together")
    if arguments.verbose and not (arguments.corpus or arguments.files):
        raise Failure("--verbose is for FILEs and --corpus")
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
