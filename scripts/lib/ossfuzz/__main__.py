# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks the build for OSS-Fuzz and ClusterFuzzLite here: builds as they do, without their containers,
and looks at what comes of it as their build check does."""

import contextlib
import pathlib
import tempfile
import time
import typing

from common.build import install
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure, Parser, run_main
from common.numbers import whole_number
from common.paths import ROOT
from common.targets import check_target, executable

from . import files, run
from .build import CONFIGURATIONS, ENGINES, SANITIZER_FLAGS, Broken, Build, changes, snapshot

PACKAGES = ["make", "zip", "binutils", "libstdc++-12-dev"]


class Check(typing.NamedTuple):
    """A check of a target: @after names those that have to pass before it makes sense."""
    name: str
    run: typing.Callable
    after: tuple = ()
    engines: tuple = tuple(ENGINES)
    sanitizers: tuple = tuple(SANITIZER_FLAGS)


FUZZED = ("address", "undefined")

CHECKS = [
    Check("entry", files.check_entry),
    Check("libraries", files.check_libraries),
    Check("sanitizer", files.check_sanitizer),
    Check("halts", files.check_halts, sanitizers=FUZZED),
    Check("options", files.check_options),
    Check("seeds", files.check_seeds, ("options",)),
    Check("startup", run.check_startup, ("entry", "libraries"), sanitizers=FUZZED),
    Check("edges", run.check_edges, ("startup",), sanitizers=FUZZED),
    Check("flags", run.check_flags, ("startup", "options"), ("libfuzzer",), FUZZED),
    Check("dictionary", run.check_dictionary, ("startup",), ("libfuzzer",), FUZZED),
    Check("corpus", run.check_corpus, ("flags", "dictionary", "seeds"), ("libfuzzer",), FUZZED),
    Check("fuzzing", run.check_fuzzing, ("startup", "seeds", "corpus"), sanitizers=FUZZED),
    Check("coverage", run.check_coverage, ("entry", "libraries", "seeds"), sanitizers=("coverage",)),
]


class Table:
    """The lines of the report, printed as they come."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def line(self, verdict, subject, name, text):
        first, *rest = text.splitlines() or [""]
        print("%-4s  %-10s  %-10s  %s" % (verdict, subject, name, first), flush=True)
        for more in rest:
            print("      | " + more, flush=True)

    def check(self, subject, name, function, *arguments):
        """Make a check, and print its line. Return whether it passed."""
        try:
            text = function(*arguments)
        except Broken as broken:
            self.failed += 1
            self.line("FAIL", subject, name, str(broken))
            return False
        self.passed += 1
        self.line("PASS", subject, name, text)
        return True


def parse_arguments():
    parser = Parser(
        prog="scripts/oss-fuzz-check",
        description="Builds the fuzz targets as OSS-Fuzz and ClusterFuzzLite do: .clusterfuzzlite/build.sh with nothing but the "
        "variables of their contract, for libFuzzer with address, undefined and coverage, and for AFL++ with address. "
        "Then moves $OUT, takes $SRC and $WORK away, and checks what their build check does, and more.",
        epilog="Exit codes: 0 all passed; 1 a check failed; 2 wrong use, or a machine that lacks something.",
    )
    parser.add_argument("--engine", choices=sorted(ENGINES), help="this engine only")
    parser.add_argument("--sanitizer", choices=sorted(SANITIZER_FLAGS), help="this sanitizer only")
    parser.add_argument("--target", metavar="T", help="run target T only; all are built (default: all)")
    parser.add_argument("--runs", type=whole_number(1), metavar="N", default=2000,
                        help="let libFuzzer make N runs of each target from its seeds (default: %(default)s)")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="leave the builds and their logs in DIR, a new folder")
    parser.add_argument("--build-script", type=pathlib.Path, metavar="FILE", default=ROOT / ".clusterfuzzlite" / "build.sh",
                        help="check another build.sh than .clusterfuzzlite/build.sh")
    arguments = parser.parse_args()
    arguments.configurations = [(engine, sanitizer) for engine, sanitizer in CONFIGURATIONS
                                if arguments.engine in (None, engine) and arguments.sanitizer in (None, sanitizer)]
    if not arguments.configurations:
        raise Failure("%s with %s is not built; there are: %s" % (
            arguments.engine, arguments.sanitizer, ", ".join("%s with %s" % pair for pair in CONFIGURATIONS)))
    if arguments.target:
        check_target(arguments.target)
    if not arguments.build_script.is_file():
        raise Failure("there is no %s" % arguments.build_script)
    return arguments


@contextlib.contextmanager
def build_folder(arguments):
    """The folder of the builds: a new one that stays, or one that does not."""
    if arguments.keep is None:
        with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
            yield pathlib.Path(name)
        return
    if arguments.keep.exists():
        raise Failure("--keep %s: it exists; name a new folder" % arguments.keep)
    yield arguments.keep.absolute()


def run_checks(table, build, target):
    """Make all checks of a target. One that depends on another which failed would only repeat it."""
    bad = set()
    for check in CHECKS:
        if build.engine not in check.engines or build.sanitizer not in check.sanitizers:
            continue
        blocked = bad.intersection(check.after)
        if blocked:
            table.line("SKIP", target, check.name, "after %s" % ", ".join(sorted(blocked)))
        if blocked or not table.check(target, check.name, check.run, build, target):
            bad.add(check.name)


def check_untouched(build, before):
    """No run has written into $OUT, which nobody can where it is read-only."""
    changed = changes(before, snapshot(build.out))
    if changed:
        raise Broken("changed: " + ", ".join(changed[:5]))
    return "$OUT is as it was"


def check_build(arguments, table, build):
    """Build for an engine and a sanitizer, and check what comes of it."""
    print("\n== %s, %s: building" % (build.engine, build.sanitizer), flush=True)
    if not table.check("build.sh", "build", timed_build, arguments, build):
        return
    if not table.check("$OUT", "names", files.check_names, build):
        return
    before = snapshot(build.out)
    for target in build.targets:
        if arguments.target is None or target == executable(arguments.target):
            run_checks(table, build, target)
    table.check("$OUT", "read-only", check_untouched, build, before)


def timed_build(arguments, build):
    start = time.monotonic()
    build.run(arguments.build_script)
    return "built in %.0f s, and $SRC is as it was" % (time.monotonic() - start)


def main():
    arguments = parse_arguments()
    install(*PACKAGES, *(["afl++"] if "afl" in dict(arguments.configurations) else []))
    table = Table()
    with build_folder(arguments) as folder:
        for engine, sanitizer in arguments.configurations:
            check_build(arguments, table, Build(engine, sanitizer, folder / ("%s-%s" % (engine, sanitizer)), arguments.runs))
    print("\n%d checks passed, %d failed" % (table.passed, table.failed))
    return EXIT_DIVERGENCE if table.failed else EXIT_CLEAN


if __name__ == "__main__":
    run_main("oss-fuzz-check", main)
