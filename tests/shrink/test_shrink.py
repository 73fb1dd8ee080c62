#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: test_shrink.py BUILD: how small maplefuzz min makes the programs of inputs/, each on a tree with the planted bug that it names.

They are what passes over single calls and operands leave of random programs: duplicates, pieces of a tree, odd shapes."""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "planted"))
import check_planted as planted  # noqa: E402  # pylint: disable=wrong-import-position

INPUTS = sorted((HERE / "inputs").glob("*.txt"))
HEAD = re.compile(r"# Planted bug: (\S+)\. Calls after: at most (\d+)\.")
SUMMARY = re.compile(r": (\S+): (\d+) operations before, (\d+) after, (\d+) trials, [0-9.]+ s: (.*)$", re.MULTILINE)

# With the planted bug left-end-neighbour: each trial of it takes long.
LONG = """trees alloc
tall t0 [0, 7] v1 count 1196
carve t0 [0, 0x7684] stride 2 count 678 down
trim t0 count 97
"""


class Summary:
    """What the last line of min says. @program: the result, as text."""

    def __init__(self, done):
        token, before, after, trials, why = SUMMARY.search(done.stderr).groups()
        self.token, self.before, self.after, self.trials, self.why = token, int(before), int(after), int(trials), why
        self.program = done.stdout


class Shrink(unittest.TestCase):
    """Each tree is built once."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.tools = {}

    def tool(self, bug):
        if bug not in self.tools:
            place = self.folder / bug
            place.mkdir()
            self.tools[bug] = planted.build_subject(planted.Build(self.build.resolve()), bug, place)
        return self.tools[bug]

    def minimise(self, tool, path, *options):
        done = subprocess.run([tool, "min", planted.STRICT, *options, path], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return Summary(done)

    def replay(self, tool, program):
        """The token with which the text @program diverges."""
        path = self.folder / "small.txt"
        path.write_text(program, encoding="utf-8")
        done = subprocess.run([tool, "replay", planted.STRICT, path], capture_output=True, text=True, check=False)
        return re.search(r"^divergence (\S+) ", done.stdout, re.MULTILINE)[1]

    def test_inputs(self):
        for path in INPUTS:
            with self.subTest(path.stem):
                bug, most = HEAD.match(path.read_text(encoding="utf-8")).groups()
                tool = self.tool(bug)
                summary = self.minimise(tool, path)
                self.assertLessEqual(summary.after, int(most), summary.program)
                self.assertEqual(summary.why, "nothing simpler diverges")
                self.assertEqual(self.replay(tool, summary.program), summary.token)

    def test_same_twice(self):
        path = HERE / "inputs" / "null-next-leaf-chain.txt"
        tool = self.tool("null-next-leaf")
        first, second = self.minimise(tool, path), self.minimise(tool, path)
        self.assertEqual((first.program, first.trials), (second.program, second.trials))

    def test_other_operation(self):
        """A store or an erase that meets the bug at the same place will do, unless --same-token is given."""
        tool = self.tool("null-next-leaf")
        path = self.folder / "trim.txt"
        path.write_text("fill t0 [1] v1 stride 2 count 8\ntrim t0 count 1 down\n", encoding="utf-8")
        summary = self.minimise(tool, path)
        self.assertRegex(summary.token, r"^(erase|store_null|store_range|store):validate$")
        self.assertEqual(self.replay(tool, summary.program), summary.token)
        self.assertEqual(self.minimise(tool, path, "--same-token").token, "trim:validate")

    def test_limit_of_time(self):
        tool = self.tool("left-end-neighbour")
        path = self.folder / "long.txt"
        path.write_text(LONG, encoding="utf-8")
        summary = self.minimise(tool, path, "--time", "1")
        self.assertEqual(summary.why, "stopped at the limit of --time")
        self.assertEqual(self.replay(tool, summary.program), summary.token)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Shrink.build = pathlib.Path(sys.argv.pop())
    unittest.main(verbosity=2)
