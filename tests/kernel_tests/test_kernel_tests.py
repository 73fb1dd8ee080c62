#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test scripts/kernel-tests with the userspace suite: each kind of verdict, exit codes, what makes it build anew, and that it
leaves the tree alone."""

import os
import pathlib
import shutil
import tempfile

from command import FUNCTION, OUT, Case, kernel_tests, main, regression, remove_builds

# How the names of trees begin that are made here, and so the names of their builds.
TREE = "test_kernel_tests"

# The body of a function, and its verdict.
FUNCTIONS = {
    "signal": ("raise(SIGTERM);", r"crashed \(SIGTERM\)"),
    "lost": ("mtree_store(&t0, 7, &t0, GFP_KERNEL);", r"lost nodes: 1"),
    "several-lines": ("MT_BUG_ON(&t0, mtree_load(&t0,\n\t\t7) ==\n\t\tNULL);", r"failed at line 6: mtree_load\(&t0, 7\) == NULL"),
    "helper": ('pr_err("check_maplefuzz: 1 is 2\\n");\n\tBUG_ON(1);', r"failed at line 7: 1 is 2"),
    "in-the-tree": ("mtree_store(&t0, 7, &t0, GFP_KERNEL);\n\tmte_to_node(t0.ma_root)->mr64.pivot[0] = 9;\n\tmt_validate(&t0);",
                    r"failed at lib/maple_tree\.c:\d+ in \w+\(\): .+"),
    "undefined": ("t0.ma_flags = 1 << (t0.ma_flags + 40);", r"failed at line 6: shift exponent 40 is too large .*"),
    "no-such-call": ("mtree_grow(&t0);", r"does not build: undefined reference to `mtree_grow'; the log is \S+"),
    "with a blank": ("mtree_destroy(&t0);", r"held"),
}


class KernelTests(Case):

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, name, body):
        path = self.folder / (name + ".c")
        path.write_text(FUNCTION % body, encoding="utf-8")
        return path

    def test_verdicts(self):
        done = kernel_tests("--linux", "debian", *(self.write(name, body) for name, (body, _) in FUNCTIONS.items()))
        self.assertEqual(done.code, 1, done.output)
        self.check_verdicts(done, {name.replace(" ", "-"): verdict for name, (_, verdict) in FUNCTIONS.items()})
        # What MT_BUG_ON() prints.
        self.assertIn("BUG at check_maplefuzz:6", done.file("several-lines.log"))

    def test_hang(self):
        hang = self.write("hang", "for (;;)\n\t\tcond_resched();")
        self.check_run(("--timeout", "1", hang), 1, r"^hang: hangs: stopped after 1 s$")

    def test_exit_codes(self):
        holds = self.write("holds", "mtree_destroy(&t0);")
        no_program = self.folder / "no-program.txt"
        no_program.write_text("store t0\n", encoding="utf-8")
        for words, code, line in (
                ((regression("scan-backwards"), holds), 0, r"^scan-backwards: held$"),
                ((holds, self.write("no-such-call", "mtree_grow(&t0);")), 2, r"^holds: held$"),
                ((no_program,), 2, r"^no-program: not tried: .*no-program\.txt:1:\d+: .*"),
                (("--suite", "userspace", "--linux", self.folder), 2, r"^kernel-tests: \S+ has no tools/testing/radix-tree/maple\.c; "),
                (("--linux", "debian:7"), 2, r"^kernel-tests: --linux debian:7: there is no such package"),
                (("no-such-file.c",), 2, r"^kernel-tests: no-such-file\.c: no such file$"),
        ):
            self.check_run(words, code, line)


def look(tree):
    """What may change of the files of a tree."""
    return {path: path.lstat().st_mtime_ns for path in tree.rglob("*")}


class Trees(Case):
    """Trees that are made here."""

    def setUp(self):
        self.folder = self.make_place("suite")
        self.addCleanup(remove_builds, "kernel-tests-" + TREE)

    def test_whole_suite(self):
        """Without FILE, the suite's own main() runs. The real one takes minutes: this one is a tree of the same layout."""
        tree = self.folder / (TREE + " small")
        for name, text in (("tools/include/linux/compiler.h", ""), ("include/linux/empty.h", ""), ("lib/maple_tree.c", ""),
                           ("tools/testing/radix-tree/Makefile", "CFLAGS += -I. -I../../include\nmaple: maple.o\n")):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(text, encoding="utf-8")
        for body, code, line in (
                ('puts("maple_tree: 3 of 3 tests passed");', 0, r"^suite: held, 3 of 3 tests passed \(\d+ s\)$"),
                ("assert(0);", 1, r"^suite: failed at tools/testing/radix-tree/maple\.c:5 in main\(\): assert\(0\) \(\d+ s\)$")):
            (tree / "tools/testing/radix-tree/maple.c").write_text(
                "#include <assert.h>\n#include <stdio.h>\nint main(void)\n{\n\t%s\n\treturn 0;\n}\n" % body, encoding="utf-8")
            self.check_run(("--suite", "userspace", "--linux", tree), code, line)

    def test_changes(self):
        """A tree is not written to. A change in it counts, whatever the time of the file; if it does not build, this is said."""
        tree = self.folder / (TREE + " whole")
        header = tree / "include" / "linux" / "maple_tree.h"
        shutil.copytree(OUT / "linux" / "debian-6.12-suite", tree)
        function = self.folder / "changed.c"
        function.write_text(FUNCTION % "MT_BUG_ON(&t0, IS_CHANGED);", encoding="utf-8")
        text = header.read_text(encoding="utf-8")
        for change, code, line in (("#define IS_CHANGED 1", 1, r"^changed: failed at line 6: IS_CHANGED$"),
                                   ("#error no", 2, r"^kernel-tests: the tests of .* do not build: error: #error no; the log is ")):
            header.write_text(text + change + "\n", encoding="utf-8")
            os.utime(header, (0, 0))
            before = look(tree)
            self.check_run(("--linux", tree, function), code, line)
            self.assertEqual(look(tree), before, "the tree was written to")


if __name__ == "__main__":
    main()
