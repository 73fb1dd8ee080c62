#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/bench: what it makes of the slices that were measured. Times are made up here, and none is asserted of a machine."""

import io
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "scripts" / "lib"))

from bench import page, spawn  # noqa: E402, pylint: disable=wrong-import-position


def made_up(before, after):
    """Slices of one subject, in which each way has these rates, slice by slice."""
    return [spawn.Slice("tree", table, vmas, way, rate, 1.0)
            for table in spawn.TITLES for vmas in spawn.VMAS for old, new in zip(before, after)
            for way, rate in (("insert", old), ("dup", new))]


class Tables(unittest.TestCase):
    """Two ways, three slices each."""

    def setUp(self):
        self.slices = made_up((100, 100, 200), (150, 150, 260))

    def test_columns(self):
        self.assertEqual(len(spawn.VMAS), len(spawn.PUBLISHED))
        self.assertEqual(list(spawn.VMAS), sorted(set(spawn.VMAS)))

    def test_gain_is_of_neighbours(self):
        self.assertEqual(spawn.gains(self.slices, "tree", "fork", 21), [1.5, 1.5, 1.3])

    def test_rows(self):
        head, first, *rest = spawn.rows(self.slices, "tree", "fork")
        self.assertEqual(len(head), len(first))
        self.assertEqual(len(rest), len(spawn.VMAS) - 1)
        self.assertEqual(first[:4], ("21", "1000", "1500", "50.00 %"))
        self.assertEqual(first[-1], "2.19 %")

    def test_all_sizes_are_in_the_text(self):
        text = "\n".join(spawn.tables(self.slices))
        for vmas in spawn.VMAS:
            self.assertEqual(text.count("\n%5d  " % vmas), len(spawn.TITLES), vmas)

    def test_worst(self):
        slow = [one._replace(count=90) if one.vmas == 421 and one.table == "tree" and one.way == "dup" else one for one in self.slices]
        words, ratio = spawn.worst(slow)
        self.assertIn("421", words)
        self.assertAlmostEqual(ratio, 0.9)

    def test_csv(self):
        out = io.StringIO()
        spawn.print_csv(self.slices, out)
        lines = out.getvalue().splitlines()
        self.assertEqual(lines[0], "subject,table,vmas,way,count,seconds")
        self.assertEqual(len(lines), 1 + len(self.slices))

    def test_markdown(self):
        lines = list(page.markdown(spawn.rows(self.slices, "tree", "tree")))
        self.assertEqual(len({line.count("|") for line in lines}), 1)


if __name__ == "__main__":
    unittest.main()
