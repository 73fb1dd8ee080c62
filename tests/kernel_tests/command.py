# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs scripts/kernel-tests for its tests."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import typing
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PACKAGES = ("linux-source-6.12", "liburcu-dev", "make")
SKIPPED = 77
# Where trees of Debian's are unpacked.
OUT = pathlib.Path(os.environ.get("MAPLEFUZZ_OUT", ROOT / "out")).absolute()
# Where the command builds.
BUILDS = pathlib.Path(os.environ.get("MAPLEFUZZ_BUILD", ROOT / "build")).absolute()

FUNCTION = """#include <signal.h>
static noinline void __init check_maplefuzz(void)
{
	static struct maple_tree t0;
	mt_init_flags(&t0, 0);
	%s
}
"""


def regression(name):
    """The regression NAME.txt, of whichever target it is."""
    return next((ROOT / "corpus").glob("*/regressions/%s.txt" % name))


class Done(typing.NamedTuple):
    """@code: the exit code; @verdicts: by name; @output: all that was printed."""
    code: int
    verdicts: dict
    output: str

    def file(self, name):
        """What is in a file of the folder where the functions are."""
        return (ROOT / self.output.rstrip().rsplit(" ", 1)[-1] / name).read_text(encoding="utf-8")


def missing(*packages):
    """Those of some packages that are not installed."""
    return subprocess.run([ROOT / "scripts" / "setup", "--list", *packages], stdout=subprocess.PIPE, text=True,
                          check=True).stdout.split()


def remove_builds(name):
    """Remove what the command has built for trees that are gone: the builds whose name begins with @name."""
    for path in BUILDS.glob(name + "*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def kernel_tests(*words):
    done = subprocess.run([ROOT / "scripts" / "kernel-tests", *words], cwd=ROOT, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return Done(done.returncode, dict(re.findall(r"^([\w-]+): (.*)$", done.stdout, re.M)), done.stdout)


class Case(unittest.TestCase):
    """A test of the command."""

    def make_place(self, name):
        """An empty folder for this test, in a place that is always the same: the compiler's cache knows what is built there again."""
        folder = BUILDS / "tests-of-kernel-tests" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.addCleanup(shutil.rmtree, folder)
        return folder

    def check_verdicts(self, done, expected):
        """Each verdict is as the pattern of its name has it."""
        for name, pattern in expected.items():
            with self.subTest(name):
                self.assertRegex(done.verdicts.get(name, "no verdict"), r"\A(?:%s)\Z" % pattern, done.output)

    def check_run(self, words, code, line):
        """The command ends with an exit code, and prints such a line."""
        with self.subTest([str(word) for word in words]):
            done = kernel_tests(*words)
            self.assertEqual(done.code, code, done.output)
            self.assertRegex(done.output, re.compile(line, re.M))


def main():
    """Run the tests of the module that was started, unless a package of Debian's is missing."""
    absent = missing(*PACKAGES)
    if absent:
        print("skipped: there is no " + " ".join(absent))
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
