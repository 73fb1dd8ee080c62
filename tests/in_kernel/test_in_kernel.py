# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/in-kernel boots Debian's kernel: a program that holds, one that diverges, one that crashes, and one that hangs; readers beside a
writer, and beside one that announces something else."""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "lib"))

from common.build import build, install, tool_path  # noqa: E402  pylint: disable=wrong-import-position
from common.command import Failure  # noqa: E402  pylint: disable=wrong-import-position
from inkernel.debian import Debian  # noqa: E402  pylint: disable=wrong-import-position
from inkernel.guest import PACKAGES  # noqa: E402  pylint: disable=wrong-import-position
from inkernel.soak import SOURCE as SOAK  # noqa: E402  pylint: disable=wrong-import-position

SKIPPED = 77

GOOD = "trees rcu\nfill t0 [0x1000, 0x1fff] v1 stride 2 count 100\ndup t0 t1\nerase t0 [0x1000]\nload t1 [0x1000]\n"

# Allocations that fail, and calls that are made again.
FAILING = """trees rcu
nowait fail
fill t0 [0x1000, 0x1fff] v1 stride 2 count 40
fail_alloc count 2
dup t0 t1
fail_alloc count 1
store t0 [0x1fff] v3
load t1 [0x1000]
"""

# Debian's functions begin with endbr64 and a call of ftrace's, of so many bytes.
BEHIND_FTRACE = 4 + 5

# A module that is loaded and does not come back.
HANG = """#include <linux/module.h>
static int forever = 1;
static int __init load(void)
{
	while (READ_ONCE(forever))
		cpu_relax();
	return 0;
}
module_init(load);
MODULE_LICENSE("GPL");
"""


def in_kernel(*words):
    return subprocess.run([ROOT / "scripts" / "in-kernel", *words], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)


class InKernel(unittest.TestCase):
    """Debian's kernel is there: see main()."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def spoiled(self, number):
        """The module of --soak, in which the writer now and then announces something else than it writes: see `spoil` there."""
        text = SOAK.read_text(encoding="utf-8")
        for line, spoiled in (("unsigned int spoil;", "unsigned int spoil = %d;" % number), ("unsigned int seconds = 10;", "unsigned int seconds = 2;")):
            self.assertIn(line, text)
            text = text.replace(line, spoiled)
        path = self.folder / ("spoiled%d.c" % number)
        path.write_text(text, encoding="utf-8")
        return path

    def by_breakpoint(self):
        """The module of FAILING, whose probes are breakpoints as in a kernel without ftrace, since they stand behind what ftrace has replaced."""
        failing, path = self.folder / "failing.txt", self.folder / "by_breakpoint.c"
        done = subprocess.run([tool_path(build("release", "debian:6.12")), "emit", "--module", failing], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, text=True, check=True)
        line = "\tprobe->symbol_name = name;\n"
        self.assertIn(line, done.stdout)
        path.write_text(done.stdout.replace(line, line + "\tprobe->offset = %d;\n" % BEHIND_FTRACE), encoding="utf-8")
        return path

    def test_verdicts(self):
        (self.folder / "good.txt").write_text(GOOD, encoding="utf-8")
        (self.folder / "hang.c").write_text(HANG, encoding="utf-8")
        (self.folder / "failing.txt").write_text(FAILING, encoding="utf-8")
        regressions = ROOT / "corpus/dup/regressions"
        # The first one of a module of three ends a boot; the module goes on behind it in the next.
        done = in_kernel("--timeout", "10", "--together", "3", regressions / "rcu-destroy-metadata.txt", self.folder / "good.txt",
                         regressions / "insert-over-all.txt", self.spoiled(1), self.spoiled(2), self.folder / "failing.txt",
                         self.by_breakpoint(), regressions / "erase-enomem.txt", self.folder / "hang.c")
        self.assertIn("in-kernel: built 6 modules in ", done.stdout)
        verdicts = dict(re.findall(r"^([\w-]+): (.*)$", done.stdout, re.M))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertEqual(verdicts.get("good"), "held", done.stdout)
        self.assertRegex(verdicts.get("insert-over-all", ""), r"^diverged: call 2: insert_range t0 \[0, 0xf+\] v2: error is 0, it should "
                         r"be -EEXIST \(-17\)$")
        for failing in ("failing", "by_breakpoint"):
            self.assertEqual(verdicts.get(failing), "held", done.stdout)
        self.assertRegex(verdicts.get("erase-enomem", ""), r"^diverged: at the end: t0: mas_find\(\) gave \[0xa, 0x13\]")
        for spoiled in ("spoiled1", "spoiled2"):
            self.assertRegex(verdicts.get(spoiled, ""), r"^diverged: call \d+: reader \d: .*; versions \d+ to \d+$")
        self.assertEqual(verdicts.get("hang"), "hung", done.stdout)
        self.assertRegex(verdicts.get("rcu-destroy-metadata", ""), r"^crashed: mt_free_walk\+0x\w+ \(Oops\)$")
        logs = ROOT / done.stdout.rstrip().rsplit(" ", 1)[-1]
        self.assertIn("Oops", (logs / "rcu_destroy_metadata.log").read_text(encoding="utf-8"))

    def test_reader(self):
        """One module reads programs that hold, with allocations that fail and without, that diverge, and that crash; another one is C."""
        (self.folder / "good.txt").write_text(GOOD, encoding="utf-8")
        (self.folder / "failing.txt").write_text(FAILING, encoding="utf-8")
        regressions = ROOT / "corpus/dup/regressions"
        done = in_kernel("--read", self.folder / "failing.txt", regressions / "nomem-spin.txt", regressions / "rcu-destroy-metadata.txt",
                         regressions / "prev-below-min.txt", self.folder / "good.txt", self.by_breakpoint())
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"in-kernel: building a module that reads 5 programs, of \d+ kinds of statements, for ")
        verdicts = dict(re.findall(r"^([\w-]+): (.*)$", done.stdout, re.M))
        for name in ("failing", "good", "by_breakpoint"):
            self.assertEqual(verdicts.get(name), "held", done.stdout)
        self.assertEqual(verdicts.get("nomem-spin"), "diverged: call 3: store t0 [0xf] v20 nowait: allocations fail again and again, and the call "
                         "does not give up", done.stdout)
        self.assertEqual(verdicts.get("prev-below-min"), "diverged: call 2: prev t0 [9, 0x14]: entry is 0x3, it should be NULL (0x0)", done.stdout)
        self.assertRegex(verdicts.get("rcu-destroy-metadata", ""), r"^crashed: mt_free_walk\+0x\w+ \(Oops\)$")
        # One crash: the second boot goes on behind it.
        self.assertIn(", 2 boots, ", done.stdout)

    def test_soak(self):
        done = in_kernel("--soak", "1", "--seed", "1")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("in-kernel: soaking for 1 s with --seed 1\n", done.stdout)
        self.assertIn("\nsoak: held\n", done.stdout)

    def test_kernel_that_does_not_boot(self):
        for name in ("arch/x86/boot/bzImage", "Module.symvers", "lib/maple_tree.c"):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text("no kernel\n", encoding="utf-8")
        (self.folder / "Makefile").write_text("modules:\n\ttouch $(M)/hang.ko\n", encoding="utf-8")
        (self.folder / "hang.c").write_text(HANG, encoding="utf-8")
        done = in_kernel("--build", self.folder, self.folder / "hang.c")
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertRegex(done.stderr, r"\Ain-kernel: (the kernel prints nothing|qemu-system-x86_64 ended with code 1): .*\n\Z")


def why_not():
    """Why there is nothing to boot here, in words, or None."""
    try:
        install(*PACKAGES)
        Debian("6.12").build()
    except Failure as failure:
        return str(failure)
    return None


def main():
    problem = why_not()
    if problem:
        print("skipped: there is no kernel to boot, or nothing to boot it with: %s" % problem)
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)


if __name__ == "__main__":
    main()
