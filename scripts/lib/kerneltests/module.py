# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds lib/test_maple_tree.c of a tree, unmodified, for one of the subjects, and runs it on the ground."""

import hashlib
import re
import subprocess
import typing

from common.command import Failure
from common.make import complaint
from common.paths import ROOT, builds_folder
from common.words import for_people

from .run import run
from .verdict import SUBJECT, Judge, condition, stack

# With both sanitizers, gcc takes six times as long for the tests.
COMPILER = "clang-19"

# The tests in a tree.
TESTS = "lib/test_maple_tree.c"

COUNT = re.compile(r"^(passed|failed|faults|lost|unlocked) (\d+)$", re.M)
# What tests/module/main.c prints of a failure: its kind, what, and where.
FAILURE = re.compile(r"^test_module: (\S+): (.*) \((\S+):(\d+)\)$", re.M)
# The kind of a check that failed.
CHECK = "dump-stack"

# The function of the module that calls its tests.
INIT = "maple_tree_seed"


class Counts(typing.NamedTuple):
    """Checks that @passed and @failed; what the ground saw go wrong beside them, nodes that were lost, reads under no lock."""
    passed: int
    failed: int
    faults: int
    lost: int
    unlocked: int


def callers(trace):
    """Where a stack trace comes from, in words: the function of the tree or of the tests, and the test that it belongs to."""
    names = [name for name, file in stack(trace) if SUBJECT.search(file) or file.endswith(TESTS)]
    if INIT not in names or names[0] == INIT:
        return ""
    test = names[names.index(INIT) - 1]
    return " in %s()" % names[0] + (" of %s()" % test if test != names[0] else "")


class Module:
    """
    The tests of the Linux tree @tree, for @subject: "embedded", or "linux", which is the maple tree of the same tree; or one of its
    benchmarks: @bench is "fork" for what BENCH_FORK is around.
    """

    def __init__(self, tree, subject, bench=None):
        name = re.sub(r"[^A-Za-z0-9._]", "-", tree.name)
        # CMake cannot go on in a folder that another compiler was used in.
        digest = hashlib.sha256(("%s %s" % (COMPILER, tree)).encode()).hexdigest()[:6]
        self.tree = tree
        self.subject = subject
        self.tests = tree / TESTS
        self.bench = bench.upper().replace("-", "_") if bench else ""
        self.folder = builds_folder() / "-".join(["test-module", subject, name, digest, *([bench] if bench else [])])
        self.log = self.folder / "test_module.log"

    def about(self):
        """What is tested by what, in words."""
        return "%s of %s for %s" % (TESTS, for_people(self.tree),
                                    "the embedded tree" if self.subject == "embedded" else "the lib/maple_tree.c beside it")

    def check_bench(self):
        """Refuse a benchmark that there is none of."""
        there = re.findall(r"^#if defined\(BENCH_(\w+)\)", self.tests.read_text(encoding="utf-8", errors="replace"), re.M)
        if self.bench and self.bench not in there:
            known = sorted({name.lower().replace("_", "-") for name in there})
            raise Failure("%s has no such benchmark; there are: %s" % (for_people(self.tests), ", ".join(known)))

    def step(self, log, *command):
        """A step of the build, which may fail."""
        with log.open("ab") as out:
            done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
        if done.returncode:
            refused = self.folder / "linux-complaint"
            raise Failure("%s does not build: %s; the log is %s"
                          % (self.about(), refused.read_text().strip() if refused.exists() else complaint(log), for_people(log)))

    def build(self):
        """Build what has changed. Return the program."""
        self.check_bench()
        log = self.folder / "build.log"
        self.folder.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")
        print("kernel-tests: building %s in %s" % (self.about(), for_people(self.folder)), flush=True)
        self.step(log, "cmake", "-S", ROOT, "-B", self.folder, "-G", "Ninja", "-DCMAKE_C_COMPILER=%s" % COMPILER,
                  "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DMAPLEFUZZ_SANITIZE=ON", "-DMAPLEFUZZ_TESTS=OFF",
                  "-DMAPLEFUZZ_TEST_MODULE=%s" % self.tests, "-DMAPLEFUZZ_TEST_BENCH=%s" % self.bench,
                  "-DMAPLEFUZZ_LINUX=%s" % (self.tree if self.subject == "linux" else ""))
        self.step(log, "cmake", "--build", self.folder, "--target", "test_module")
        return self.folder / "tests" / "module" / "test_module"

    def failures(self, judge, output):
        """The failures that the program has printed, in words, each once."""
        told = []
        for match in FAILURE.finditer(output):
            kind, what, file, number = match[1], match[2], match[3], int(match[4])
            words = condition(judge.path(file), number) if kind == CHECK else "%s: %s" % (kind, what)
            told.append("failed at %s%s: %s" % (judge.where(file, number), callers(output[match.end():]), words))
        return list(dict.fromkeys(told))

    def run(self, program, timeout):
        """Run the tests. Return what went wrong, in lines, and the Counts, or None if they did not come to their end."""
        done = run(program, self.log, timeout, count_leaks=True)
        counts = dict(COUNT.findall(done.output))
        judge = Judge(self.folder, self.tree)
        told = self.failures(judge, done.output)
        bad = judge.sudden_end(done, timeout)
        if bad or len(counts) != len(Counts._fields):
            return [*told, bad or "ended before the tests did"], None
        return told, Counts(*(int(counts[name]) for name in Counts._fields))
