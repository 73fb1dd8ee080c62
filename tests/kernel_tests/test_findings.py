#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every finding of docs/findings.md: whether a function of `maplefuzz emit --kernel` shows it, on the ground by --check, and in
the kernel's own test suite by scripts/kernel-tests; or why none can."""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import tempfile
import typing

from command import ROOT, Case, kernel_tests, main, missing, regression

# The reasons why a function in the kernel does not show something.
MEMORY = "a node that is lost is seen by kmemleak, one that is freed too early by KASAN"
LOCKS = "what is wrong with a lock is seen by lockdep"
ACTS = "an allocation has to fail, or somebody to act in the middle of a call, which a function in the kernel cannot ask for"
NOWAIT = "allocations that may not block have to fail, which a function in the kernel cannot ask for"


class Expected(typing.NamedTuple):
    """@verdict: what scripts/kernel-tests says of a program; @line: in which line of the function it fails, where it does;
    @check: what emit --kernel --check says, or, if it is a reason, why it does not try."""
    verdict: str
    check: str
    line: str = ""


def shown(token, said):
    return "%s: the test fails, as it should: %s" % (token, said)


def refused(reason):
    return Expected("not tried: " + reason, reason)


AT_LINE = r"failed at line \d+: "
BUG = r"BUG at check_maplefuzz:\d+ \(1\)"
CRASH = "the call crashes"

# Programs of the corpus on Linux 6.12.
PROGRAMS = {
    "empty-area-overflow": Expected(AT_LINE + "error != 0", shown("empty_area_rev:result", BUG), "MT_BUG_ON(&t0, error != 0);"),
    "erase-enomem": refused(ACTS),
    "erase-leak": refused(NOWAIT),
    "insert-null-over-last": Expected(AT_LINE + "error != -EEXIST", shown("insert:result", BUG),
                                      "MT_BUG_ON(&t0, error != -EEXIST);"),
    "insert-over-all": Expected(AT_LINE + "error != -EEXIST", shown("insert_range:result", BUG),
                                "MT_BUG_ON(&t0, error != -EEXIST);"),
    "limit-unwalked": Expected(r"crashed \(AddressSanitizer: SEGV in ma_dead_node\)", shown("cursor_next:crash", CRASH)),
    "nomem-spin": refused(ACTS),
    "null-leaf": Expected(AT_LINE + r"t0: mtree_empty\(\) is false",
                          shown("store_null:state", r"check_maplefuzz: t0: mtree_empty\(\) is false"),
                          'differ("%s: mtree_empty() is %s", tree, count ? "true" : "false");'),
    "parent-slot": refused(ACTS),
    "prev-below-min": Expected(AT_LINE + "entry != NULL", shown("prev:result", BUG), "MT_BUG_ON(&t0, entry != NULL);"),
    "rcu-destroy-full": Expected(r"crashed \(AddressSanitizer: \S+ in mt_free_bulk\)", MEMORY),
    "rcu-destroy-metadata": Expected(r"crashed \(AddressSanitizer: SEGV in mte_dead_walk\)", shown("destroy:crash", CRASH)),
    "reader-emptied": Expected(r"crashed \(AddressSanitizer: SEGV in ma_dead_node\)", shown("overtake:crash", CRASH)),
    "store-returns": Expected(AT_LINE + r"entry != xa_mk_value\(14\)", shown("nomem_store:result", BUG),
                              "MT_BUG_ON(&t0, entry != xa_mk_value(14));"),
    "scan-backwards": Expected("held", "no divergence: the test passes, as it should"),
}

# What 6.1 alone has: the program, and the same.
OLD = {
    "prev-needs-lock": (regression("prev-needs-lock").read_text(encoding="utf-8"), refused(LOCKS)),
    # --strict does not report it, since older versions promise no more.
    "destroy-attributes": ("trees alloc\nstore t0 [5] v1\ndestroy t0\n", Expected(
        AT_LINE + r"\(t0\.ma_flags & ~MT_FLAGS_HEIGHT_MASK\) != MT_FLAGS_ALLOC_RANGE", shown("destroy:attributes", BUG),
        "MT_BUG_ON(&t0, (t0.ma_flags & ~MT_FLAGS_HEIGHT_MASK) != MT_FLAGS_ALLOC_RANGE);")),
}

# No program shows them.
NO_PROGRAM = {"prev-root", "store-in-steps", "first-node", "prev-narrowed", "null-retry"}

# Linux 6.16 has them, of which there is no package.
NO_PACKAGE = {"build-deficient", "cyclic-stale", "cyclic-wrapped", "retry-heights"}


def emit(tool, *words):
    return subprocess.run([tool, "emit", "--kernel", *words], capture_output=True, text=True, check=False)


class Findings(Case):
    """They are made by the release build of maplefuzz with the tree."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def build(self, tree):
        done = subprocess.run([ROOT / "scripts" / "build", "--linux", tree, "release"], stdout=subprocess.PIPE, text=True, check=True)
        return ROOT / done.stdout.strip() / "fuzz" / "tool" / "maplefuzz"

    def check_line(self, done, name, expected):
        """The line that the verdict names is that of the condition."""
        if not expected.line:
            return
        with self.subTest(name, verdict=done.verdicts[name]):
            number = int(re.search(r"line (\d+)", done.verdicts[name])[1])
            self.assertEqual(done.file(name + ".c").splitlines()[number - 1].strip(), expected.line)

    def check_functions(self, tree, files, programs):
        """What scripts/kernel-tests says of programs, or of what was emitted of them."""
        done = kernel_tests("--linux", tree, *files)
        self.check_verdicts(done, {name: expected.verdict for name, expected in programs.items()})
        for name, expected in programs.items():
            self.check_line(done, name, expected)
        return done

    def check_emit(self, tool, path, strict, expected, done):
        """What emit --check says of a program. Of one that it does not try, the function and stderr say why."""
        with self.subTest(path.name):
            if ": the test " in expected.check:
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertRegex(done.stdout, r"\A%s: %s\n\Z" % (re.escape(str(path)), expected.check))
                return
            written = emit(tool, strict, path)
            for refusal in (done, written):
                self.assertEqual(refusal.returncode, 2, refusal.stdout + refusal.stderr)
                self.assertEqual(refusal.stderr, "maplefuzz: %s: %s\n" % (path, expected.check))
            self.assertIn(expected.check, written.stdout)

    def test_documented(self):
        """No finding is forgotten here."""
        table = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
        documented = re.findall(r"^\| \[([\w-]+)\]\(#\1\) \|", table, re.M)
        self.assertGreater(len(documented), 10)
        self.assertEqual(set(documented) - PROGRAMS.keys() - OLD.keys(), NO_PROGRAM | NO_PACKAGE,
                         "name them in PROGRAMS, or say in NO_PROGRAM or NO_PACKAGE why not")

    def test_suite(self):
        done = self.check_functions("debian:6.12", [regression(name) for name in PROGRAMS], PROGRAMS)
        self.assertEqual(done.code, 1, done.output)

    def test_check(self):
        tool = self.build("debian:6.12")
        paths = [regression(name) for name in PROGRAMS]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for path, done in zip(paths, pool.map(lambda path: emit(tool, "--strict", "--check", path), paths)):
                self.check_emit(tool, path, "--strict", PROGRAMS[path.stem], done)

    def test_old(self):
        """With Debian's 6.1, where it is installed."""
        if missing("linux-source-6.1"):
            self.skipTest("there is no linux-source-6.1")
        tool, files = self.build("debian:6.1"), []
        for name, (program, expected) in OLD.items():
            files.append(self.folder / (name + ".txt"))
            files[-1].write_text(program, encoding="utf-8")
            self.check_emit(tool, files[-1], "--strict=" + name, expected, emit(tool, "--strict=" + name, "--check", files[-1]))
            if expected.line:
                function = emit(tool, "--strict=" + name, files[-1]).stdout
                files[-1] = files[-1].with_suffix(".c")
                files[-1].write_text(function, encoding="utf-8")
        self.check_functions("debian:6.1", files, {name: expected for name, (_, expected) in OLD.items()})


if __name__ == "__main__":
    main()
