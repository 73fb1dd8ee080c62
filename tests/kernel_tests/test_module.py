#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test scripts/kernel-tests with lib/test_maple_tree.c: that the embedded tree and Linux's own pass Linux's tests, that a bug
makes them fail, and what is said of each way to fail."""

import os
import pathlib
import shutil
import subprocess

from command import OUT, ROOT, Case, kernel_tests, main, remove_builds

# How the name of the tree begins that is made here, and so that of its build.
TREE = "test_module_tree"

# A bug of tests/planted that Linux's tests find.
BUG = "rebalance-loses-slot"

# What is no source, or not compiled here.
NOT_COPIED = {"build", "out", ".git", "corpus", "docs"}

PASSED = r"^[1-9]\d+ passed, 0 failed \(\d+ s\)$"

MODULE = """#include <linux/maple_tree.h>
#include <linux/module.h>

static struct maple_tree tree;

static noinline void check_one(void)
{
	%s
}

static int __init maple_tree_seed(void)
{
	check_one();
	return 0;
}

static void __exit maple_tree_harvest(void)
{
}

module_init(maple_tree_seed);
module_exit(maple_tree_harvest);
"""

# What a test does, the exit code, and a line that is printed.
WAYS = (
    ("MT_BUG_ON(&tree, mtree_load(&tree, 3));", 0, r"^1 passed, 0 failed \(\d+ s\)$"),
    ("MT_BUG_ON(&tree, !mtree_load(&tree, 3));\n\tMT_BUG_ON(&tree, mtree_load(&tree, 3));", 1,
     r"^failed at lib/test_maple_tree\.c:8 in check_one\(\): !mtree_load\(&tree, 3\)\n1 passed, 1 failed \(\d+ s\)$"),
    ("WARN_ON(true);\n\tMT_BUG_ON(&tree, 0);", 1, r"^failed at lib/test_maple_tree\.c:8 in check_one\(\): warn: true\n"
     r"warnings and other faults: 1\n1 passed, 0 failed"),
    ("MT_BUG_ON(&tree, mtree_store(&tree, 3, &tree, GFP_KERNEL));", 1, r"^lost nodes: 1\n1 passed, 0 failed"),
    ("", 1, r"^0 passed, 0 failed"),
    ("BUG();", 1, r"^failed at lib/test_maple_tree\.c:8 in check_one\(\): bug: BUG\(\) was reached\ncrashed \(SIGABRT\)$"),
    ("volatile int n = 40;\n\tn = 1 << n;", 1, r"^failed at lib/test_maple_tree\.c:9: shift exponent 40 is too large .*"),
    ("char *p = kmalloc(8, GFP_KERNEL);\n\tkfree(p);\n\t*(volatile char *)p = 1;", 1,
     r"^crashed \(AddressSanitizer: use-after-poison in check_one\)$"),
    ("for (;;)\n\t\tcond_resched();", 1, r"^hangs: stopped after 2 s$"),
    ("mtree_grow(&tree);", 2, r"does not build: error: call to undeclared function 'mtree_grow'.*; the log is \S+/build\.log$"),
)


class Suite(Case):
    """Debian's tests, as they are."""

    def test_embedded(self):
        self.check_run(("--linux", "debian"), 0, PASSED)

    def test_linux(self):
        """The ground is right: Linux's tree passes its tests there."""
        self.check_run(("--subject", "linux"), 0, PASSED)

    def test_planted(self):
        """A bug in the embedded tree makes Linux's tests fail."""
        copy = self.make_place("planted") / "maplefuzz"
        shutil.copytree(ROOT, copy, ignore=lambda folder, _: NOT_COPIED if pathlib.Path(folder) == ROOT else ())
        subprocess.run(["patch", "-s", "-p1", "-i", ROOT / "tests/planted" / (BUG + ".patch")], cwd=copy, check=True)
        done = subprocess.run([copy / "scripts/kernel-tests"], env={**os.environ, "MAPLEFUZZ_OUT": str(OUT), "MAPLEFUZZ_BUILD": str(copy / "build")},
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"(?m)^failed at (lib/test_maple_tree\.c|\S+/src/maple_tree/\w+\.c):\d+")

    def test_bench(self):
        """What fork() does with trees, many times."""
        self.check_run(("--bench", "fork"), 0, r"^\d+ passed, 0 failed \(\d+ s\)$")


class Ways(Case):
    """A module of our own."""

    def setUp(self):
        self.folder = self.make_place("module")
        self.tree = self.folder / TREE
        (self.tree / "lib").mkdir(parents=True)
        self.addCleanup(remove_builds, "test-module-embedded-" + TREE)

    def test_ways(self):
        for body, code, line in WAYS:
            (self.tree / "lib" / "test_maple_tree.c").write_text(MODULE % body, encoding="utf-8")
            self.check_run(("--linux", self.tree, "--timeout", "2"), code, line)

    def test_bench(self):
        body = "\n#if defined(BENCH_TWO_WORDS)\n\tMT_BUG_ON(&tree, 0);\n#endif"
        (self.tree / "lib" / "test_maple_tree.c").write_text(MODULE % body, encoding="utf-8")
        self.check_run(("--linux", self.tree), 1, r"^0 passed, 0 failed")
        self.check_run(("--linux", self.tree, "--bench", "two-words"), 0, r"^1 passed, 0 failed")
        self.check_run(("--linux", self.tree, "--bench", "fork"), 2, r"^kernel-tests: \S+ has no such benchmark; there are: two-words$")

    def test_wrong_use(self):
        for words, line in (
                (("--linux", self.tree), r"^kernel-tests: \S+ has no lib/test_maple_tree\.c; "),
                (("--linux", self.folder / "nowhere"), r"^kernel-tests: --linux \S+: no such directory; "),
                (("--suite", "lib", __file__), r"^kernel-tests: FILEs are for --suite userspace$"),
                (("--suite", "userspace", "--subject", "embedded"), r"^kernel-tests: --suite userspace looks into the nodes of "),
                (("--suite", "userspace", "--bench", "fork"), r"^kernel-tests: --bench is for --suite lib$"),
                (("--suite", "all"), r"^kernel-tests: argument --suite: invalid choice: 'all' .*; see scripts/kernel-tests --help$"),
                (("--timeout", "0"), r"^kernel-tests: argument --timeout: a whole number from 1 to \d+ is wanted, not '0'; "),
        ):
            self.check_run(words, 2, line)
        self.assertIn("--subject embedded|linux", kernel_tests("--help").output)

    def test_tree_without_a_header(self):
        """The linux subject needs all of the tree."""
        (self.tree / "lib" / "test_maple_tree.c").write_text(MODULE % "", encoding="utf-8")
        self.addCleanup(remove_builds, "test-module-linux-" + TREE)
        self.check_run(("--linux", self.tree, "--subject", "linux"), 2,
                       r"^kernel-tests: \S+ of \S+ for the lib/maple_tree\.c beside it does not build: \S+ has no lib/maple_tree\.c; ")


if __name__ == "__main__":
    main()
