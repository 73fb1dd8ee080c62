#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/soak: what it tells its program, and what ThreadSanitizer says, taken apart by place."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "lib"))

from soak.races import Races  # pylint: disable=import-error,wrong-import-position

RACE = """\
==================
WARNING: ThreadSanitizer: data race (pid=17)
  %s of size 8 at 0x724000001100 by main thread:
    #0 helper /x/build/../src/threads/slab.c:11:2 (soak+0x1) (BuildId: 00)
    #1 mte_set_node_dead /x/lib/maple_tree.c:325:26 (soak+0x1) (BuildId: 00)
    #2 mas_store /x/lib/maple_tree.c:1:1 (soak+0x1) (BuildId: 00)

  Previous %s of size 8 at 0x724000001100 by thread T3:
    #0 ma_dead_node /x/lib/maple_tree.c:563 (soak+0x1) (BuildId: 00)

  Location is heap block of size 256 at 0x724000001100 allocated by main thread:
    #0 mas_alloc_nodes /x/lib/maple_tree.c:1300:2 (soak+0x1) (BuildId: 00)

SUMMARY: ThreadSanitizer: data race /x/lib/maple_tree.c:325:26 in mte_set_node_dead
==================
"""


class Reports(unittest.TestCase):
    def races(self, text):
        races = Races()
        rest = [line for line in text.splitlines(True) if not races.read(line)]
        return races, rest

    def test_place(self):
        races, rest = self.races("before\n" + RACE % ("Write", "read") + RACE % ("Atomic write", "read") + RACE % ("Write", "read") + "after\n")
        self.assertEqual(rest, ["before\n", "after\n"])
        self.assertEqual(races.lines(), [
            "     2  data race: write in mte_set_node_dead():325 beside read in ma_dead_node():563",
            "     1  data race: read in ma_dead_node():563 beside atomic write in mte_set_node_dead():325"])

    def test_none(self):
        races, rest = self.races("a line\n")
        self.assertEqual((rest, races.lines()), (["a line\n"], []))

    def test_elsewhere(self):
        races, _ = self.races((RACE % ("Write", "read")).replace("/lib/maple_tree.c", "/main.c"))
        self.assertEqual(races.lines(), ["     1  data race: outside of the tree"])


class Options(unittest.TestCase):
    """@program: prints what it is given."""

    def given(self, *options):
        with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
            program = pathlib.Path(name) / "program"
            program.write_text('#!/bin/sh\necho "given: $*"\n', encoding="utf-8")
            program.chmod(0o755)
            done = subprocess.run([ROOT / "scripts/soak", "--program", program, "--linux", "debian", *options], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return next(line for line in done.stdout.splitlines() if line.startswith("given: ")).split()

    def test_strict(self):
        self.assertIn("strict=0", self.given())
        self.assertIn("strict=1", self.given("--strict"))

    def test_numbers(self):
        self.assertLessEqual({"threads=2", "seconds=7", "seed=3", "hang=9"}, set(self.given("--threads", "2", "--time", "7", "--seed", "3", "--hang", "9")))


if __name__ == "__main__":
    unittest.main()
