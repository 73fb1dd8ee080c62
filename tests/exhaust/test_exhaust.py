#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: test_exhaust.py MAPLEFUZZ

maplefuzz exhaust: the same programs whatever the number of processes; an interrupted run goes on; the trees that it begins with are what they are called.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(sys.argv[1]).absolute()
PROGRAMS = re.compile(r": (\d+) programs: no divergence$", re.MULTILINE)


class Exhaust(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="maplefuzz-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_tool(self, *words, status=0):
        done = subprocess.run([TOOL, *words], cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def programs(self, *words):
        """Run the tiny scope. Return how many programs the last line speaks of."""
        out = self.run_tool("exhaust", "--scope", "tiny", *words).stdout
        self.assertRegex(out.splitlines()[-1], PROGRAMS)
        return int(PROGRAMS.search(out)[1])

    def test_processes_make_no_difference(self):
        """Nor do they to what stands in the state, but for the order of its lines."""
        programs = [self.programs("--jobs", str(jobs), "--state", f"state-{jobs}") for jobs in (1, 3)]
        self.assertEqual(*programs)
        first, second = (sorted((self.folder / f"state-{jobs}").read_text(encoding="utf-8").splitlines()) for jobs in (1, 3))
        self.assertEqual(first, second)

    def test_goes_on(self):
        """A state that ends in the middle of a line, as after a kill, is gone on with."""
        programs = self.programs("--state", "state", "--sweeps", "one,two")
        state = self.folder / "state"
        whole = state.read_text(encoding="utf-8")
        lines = whole.splitlines(keepends=True)
        state.write_text("".join(lines[:4]) + lines[4][:9], encoding="utf-8")
        self.assertEqual(self.programs("--state", "state", "--sweeps", "one,two"), programs)
        self.assertEqual(sorted(state.read_text(encoding="utf-8").splitlines()), sorted(whole.splitlines()))

    def test_state_of_another_run(self):
        self.programs("--state", "state", "--sweeps", "one")
        done = self.run_tool("exhaust", "--scope", "tiny", "--sweeps", "two", "--state", "state", status=2)
        self.assertRegex(done.stderr, "^maplefuzz: state: it is of another run")
        done = self.run_tool("exhaust", "--scope", "tiny", "--sweeps", "one", "--omit", "walk", "--state", "state", status=2)
        self.assertRegex(done.stderr, "^maplefuzz: state: it is of another run")

    def test_omitted_operations(self):
        """What is left out is not counted."""
        self.assertLess(self.programs("--sweeps", "one", "--omit", "walk,store"), self.programs("--sweeps", "one"))

    def test_part(self):
        """A kind or a shape alone; one that the scope does not have is tried as well."""
        alone = [self.programs("--sweeps", "one", "--shape", shape) for shape in ("empty", "leaf of 4", "two leaves")]
        self.assertEqual(sum(alone), self.programs("--sweeps", "one"))
        self.assertGreater(self.programs("--sweeps", "one", "--kind", "alloc irq", "--shape", "height 5"), 0)
        for option, word in (("--kind", "kind of tree"), ("--shape", "shape")):
            done = self.run_tool("exhaust", "--scope", "tiny", option, "none", status=2)
            self.assertRegex(done.stderr, f"^maplefuzz: there is no {word} 'none'; there are: ")

    def test_large_shapes(self):
        """They get most sweeps in one kind of trees only, and the last line says so."""
        words = ["exhaust", "--scope", "tiny", "--shape", "height 4", "--sweeps"]
        self.assertIn("some of this in one kind only", self.run_tool(*words, "two").stdout)
        self.assertNotIn("some of this in one kind only", self.run_tool(*words, "one").stdout)
        self.assertNotIn("some of this in one kind only", self.run_tool(*words, "two", "--kind", "plain").stdout)

    def test_trees(self):
        """What shapes.def says of heights and roots is so, in the kind of tree that the row speaks of."""
        rows = re.findall(r"^(\S.*?)  +(\S.*?)  +(\d+) ranges, *(\d+) nodes, height (\d+), ", self.run_tool("exhaust", "--list").stdout,
                          re.MULTILINE)
        self.assertGreater(len(rows), 8 * 50)
        sizes = {(kind, shape): (int(ranges), int(nodes), int(height)) for kind, shape, ranges, nodes, height in rows}
        for (kind, shape), (ranges, nodes, height) in sizes.items():
            if shape.startswith("leaf"):
                self.assertEqual((nodes, height), (1, 1), shape)
            if shape.startswith("two ") and shape != "two halves":
                self.assertEqual((nodes, height), (3, 2), shape)
            if shape.startswith("three"):
                self.assertEqual((nodes, height), (4, 2), shape)
            if shape.startswith("height ") and "alloc" in kind and "without gaps" not in shape:
                self.assertEqual(height, int(shape.split()[1].rstrip(",")), shape)
            if shape == "empty":
                self.assertEqual(ranges, 0)
        self.assertEqual(sizes["plain", "height 5 without gaps"][2], 5)
        self.assertEqual(sizes["alloc", "root of 10 with gaps"][1:], (11, 2))
        self.assertEqual(sizes["plain", "root of 15"][1:], (16, 2))
        self.assertEqual(sizes["plain", "root of 16"][1:], (17, 2))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
