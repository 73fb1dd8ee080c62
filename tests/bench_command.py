#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/bench as a whole: that it builds what it needs, measures, and prints tables and its last line. No time is asserted."""

import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = 77
PACKAGE = "linux-source-6.12"

sys.path.insert(0, str(ROOT / "scripts" / "lib"))

from bench import spawn  # noqa: E402, pylint: disable=wrong-import-position


def bench(*words):
    return subprocess.run([ROOT / "scripts" / "bench", "--quick", *words], capture_output=True, text=True, check=False)


class Dup(unittest.TestCase):
    """One benchmark will do: it has both trees, and all that the others have."""

    def test_tables(self):
        done = bench("dup")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        for ranges in spawn.VMAS:
            self.assertEqual(sum(line.split()[:1] == [str(ranges)] for line in lines), 4, done.stdout)
        self.assertRegex(lines[-1], r"^worst: \d+ ranges, [\w ]+, dup to the memcpy\(\) of its nodes \d+\.\d\d$")

    def test_csv(self):
        done = bench("--csv", "dup")
        self.assertEqual(done.returncode, 0, done.stderr)
        head, *lines, last = done.stdout.splitlines()
        self.assertEqual(head, "subject,operation,ranges,attributes,count,seconds,nodes")
        self.assertEqual({line.count(",") for line in lines}, {6})
        self.assertTrue(last.startswith("worst: "))


if __name__ == "__main__":
    if subprocess.run([ROOT / "scripts" / "setup", "--list", PACKAGE], stdout=subprocess.PIPE, text=True, check=True).stdout:
        print("skipped: there is no " + PACKAGE)
        sys.exit(SKIPPED)
    unittest.main()
