#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/bench: what it makes of the slices that were measured. Times are made up here, and none is asserted of a machine."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "scripts" / "lib"))

import common.page  # noqa: E402, pylint: disable=wrong-import-position
from common.command import Failure  # noqa: E402, pylint: disable=wrong-import-position
from bench.__main__ import BENCHMARKS  # noqa: E402, pylint: disable=wrong-import-position
from inkernel.spawn import COMMANDS as PLACES  # noqa: E402, pylint: disable=wrong-import-position
from bench import dup, harness, memory, others, page, ratios, spawn, text, tree, trees  # noqa: E402, pylint: disable=wrong-import-position


def made_up(before, after):
    """Slices of one subject, in which each way has these rates, slice by slice."""
    return [spawn.Slice("tree", table, vmas, way, rate, 1.0)
            for table in spawn.TITLES for vmas in spawn.VMAS for old, new in zip(before, after)
            for way, rate in (("insert", old), ("dup", new))]


class Ratios(unittest.TestCase):
    """Medians, quartiles, and noise."""

    def test_neighbours(self):
        self.assertEqual(ratios.neighbours((2, 4, 6), (1, 1, 2)), (3, 2, 4))
        with self.assertRaises(ValueError):
            ratios.neighbours((2, 4, 6), (1, 1))

    def test_noise(self):
        quiet, noisy = ratios.spread((1, 1.02, 1.02, 1.03)), ratios.spread((1, 1.5, 2, 1.2))
        self.assertFalse(quiet.noisy)
        self.assertTrue(noisy.noisy)
        self.assertEqual(list(ratios.noise([quiet])), [])
        self.assertTrue(next(ratios.noise([quiet, noisy])).startswith("1 of 2 ratios"))
        self.assertEqual(quiet.words()[0], "1.02")
        self.assertTrue(noisy.words()[0].endswith("?"))


def slices_of(nanoseconds):
    """Slices of two trees. @nanoseconds: of one time, by (subject, operation, ranges, attributes)."""
    return [trees.Slice(*key, 1000, each / 1e6, 5000) for key, each in nanoseconds.items() for _ in range(3)]


class Tree(unittest.TestCase):
    """Linux takes twice as long for everything, but for one operation."""

    def setUp(self):
        times = {(subject, operation, ranges, attributes): each
                 for attributes in trees.ATTRIBUTES for operation in tree.operations(attributes) for ranges in tree.SIZES
                 for subject, each in (("embedded", 10), ("linux", 20))}
        times["linux", "erase", 10000, "gaps"] = 5
        self.slices = slices_of(times)

    def test_operations(self):
        self.assertIn("destroy", tree.operations("plain"))
        self.assertNotIn("destroy", tree.operations("RCU"))
        self.assertNotIn("empty-area", tree.operations("plain"))
        self.assertEqual(tree.operations("gaps and RCU"), list(tree.OPERATIONS))

    def test_rows(self):
        titles = dict(tree.titled(self.slices))
        self.assertEqual(len(titles), len(trees.ATTRIBUTES))
        head, first, *rest = titles["plain, nanoseconds"]
        self.assertEqual(len(head), len(first))
        self.assertEqual(first, ("load, independent", *("20.0", "10.0", "2.00", "2.00 to 2.00") * 3))
        self.assertEqual(len(rest), len(tree.operations("plain")) - 1)

    def test_worst(self):
        words, ratio = tree.worst(self.slices)
        self.assertEqual(words, "erase, 10000 ranges, gaps, Linux's time to ours")
        self.assertAlmostEqual(ratio, 0.5)

    def test_text(self):
        self.assertIn("store over an entry", "\n".join(text.tables(tree, self.slices)))


class Dup(unittest.TestCase):
    """Duplicating takes three times as long as memcpy(), and on Linux's tree six times, but for one size."""

    def setUp(self):
        times = {(subject, operation, ranges, attributes): each
                 for attributes in trees.ATTRIBUTES for ranges in spawn.VMAS
                 for subject, operation, each in (("embedded", "dup", 30), ("embedded", "memcpy", 10), ("linux", "dup", 60), ("linux", "memcpy", 10))}
        times["embedded", "dup", 421, "RCU"] = 45
        self.slices = slices_of(times)

    def test_rows(self):
        for _, (head, first, *rest) in dup.titled(self.slices):
            self.assertEqual(first, ("21", "5", "10", "30", "3.00", "3.00 to 3.00", "60", "6.00", "6.00 to 6.00", "2.00", "2.00 to 2.00"))
            self.assertEqual(len(head), len(first))
            self.assertEqual(len(rest), len(spawn.VMAS) - 1)

    def test_worst(self):
        words, ratio = dup.worst(self.slices)
        self.assertEqual(words, "421 ranges, RCU, dup to the memcpy() of its nodes")
        self.assertAlmostEqual(ratio, 4.5)

    def test_picture(self):
        lines = dup.picture(self.slices).lines
        self.assertEqual([x for x, _ in lines["embedded"]], list(spawn.VMAS))
        self.assertEqual({round(y, 6) for _, y in lines["embedded"]}, {3})
        self.assertEqual({round(y, 6) for _, y in lines["Linux"]}, {6})

    def test_csv(self):
        self.assertEqual(list(text.csv(self.slices))[1], "embedded,dup,21,plain,1000,3e-05,5000")


class Memory(unittest.TestCase):
    """Linux takes one node for ten ranges, and the embedded tree as many, but for one fill."""

    def setUp(self):
        self.slices = [trees.Slice(subject, operation, ranges, attributes, 1000, 1, 100)
                       for attributes in trees.ATTRIBUTES for ranges in memory.FILL_SIZES
                       for operation in (*memory.FILLS, *memory.WRITES) for subject in ("embedded", "linux")]

    def worse(self, operation):
        """One operation of the embedded tree takes more nodes."""
        return [one._replace(nodes=110) if one[:4] == ("embedded", operation, 1000, "gaps") else one for one in self.slices]

    def test_rows(self):
        for title, (head, first, *_) in memory.titled(self.slices):
            self.assertEqual(len(head), len(first))
            self.assertEqual(first[1:4], ("25.60", "25.60", "1.00") if title.startswith("bytes") else ("0.100", "0.100", "1.00"))

    def test_worst(self):
        words, ratio = memory.worst(self.worse("fill-random"))
        self.assertEqual(words, "1000 ranges, filled in random order, gaps, our bytes to Linux's")
        self.assertAlmostEqual(ratio, 1.1)
        self.assertAlmostEqual(memory.worst(self.worse("store"))[1], 1)

    def test_nothing_allocated(self):
        self.assertEqual([memory.ratio_words(*pair) for pair in ((0, 0), (0, 1), (2, 1))], ["1.00", "-", "0.50"])


class Spawn(unittest.TestCase):
    """Two ways, three slices each."""

    def setUp(self):
        self.slices = made_up((100, 100, 200), (150, 150, 260))

    def test_columns(self):
        self.assertEqual(len(spawn.VMAS), len(spawn.PUBLISHED))
        self.assertEqual(list(spawn.VMAS), sorted(set(spawn.VMAS)))

    def test_gain_is_of_neighbours(self):
        self.assertEqual(spawn.gains(self.slices, "tree", "fork", 21), (1.5, 1.3, 1.5))

    def test_rows(self):
        head, first, *rest = spawn.rows(self.slices, "tree", "fork")
        self.assertEqual(len(head), len(first))
        self.assertEqual(len(rest), len(spawn.VMAS) - 1)
        self.assertEqual(first[:4], ("21", "1000", "1500", "50.00 %"))
        self.assertEqual(first[-1], "2.19 %")

    def test_all_sizes_are_in_the_text(self):
        lines = "\n".join(text.tables(spawn, self.slices))
        for vmas in spawn.VMAS:
            self.assertEqual(lines.count("\n%5d  " % vmas), len(spawn.TITLES), vmas)

    def test_worst(self):
        slow = [one._replace(count=90) if one.vmas == 421 and one.table == "tree" and one.way == "dup" else one for one in self.slices]
        words, ratio = spawn.worst(slow)
        self.assertIn("421", words)
        self.assertAlmostEqual(ratio, 0.9)

    def test_csv(self):
        lines = list(text.csv(self.slices))
        self.assertEqual(lines[0], "subject,table,vmas,way,count,seconds")
        self.assertEqual(len(lines), 1 + len(self.slices))

    def test_picture(self):
        picture = spawn.picture(self.slices)
        self.assertEqual(list(picture.lines), ["published", "tree"])
        self.assertEqual(picture.lines["tree"][0], (21, 50))


class Others(unittest.TestCase):
    """Everything takes twice as long with the other map, and twice the memory; but it is faster to iterate over 10,000 ranges."""

    def setUp(self):
        self.slices = []
        for ranges in others.SIZES:
            for name, each in (("maple", 10), ("judy", 20)):
                self.slices.append(others.Slice(name, others.MEMORY, ranges, 1000, 1, each * ranges))
                self.slices += [others.Slice(name, operation, ranges, 1000, each / 1e6, 0) for operation in others.OPERATIONS for _ in range(3)]
        self.slices = [one._replace(seconds=5 / 1e6) if one[:3] == ("judy", "walk", 10000) else one for one in self.slices]

    def test_rows(self):
        title, (head, maple, judy) = next(others.titled(self.slices))
        self.assertEqual(title, "1,000 ranges")
        self.assertEqual((len(head), len(maple)), (len(judy), len(judy)))
        self.assertEqual(maple, ("maple tree", *("10.0", "") * 6))
        self.assertEqual(judy, ("JudyL", *("20.0", "2.00") * 6))

    def test_where_it_loses(self):
        self.assertEqual(list(others.remarks(self.slices)), ["The maple tree loses 1 of 18 comparisons:", "", "- iteration at 10,000 ranges, JudyL: 0.50"])
        self.assertEqual(others.worst(self.slices), ("iteration at 10,000 ranges, JudyL, to a maple tree's", 0.5))


class Harness(unittest.TestCase):
    """Checks cost three times as much as the calls, five times on another target; one target crashes one tree."""

    def setUp(self):
        self.slices = [harness.Slice(subject, target, way, 1000, each / 1e6) for subject in ("embedded", "linux")
                       for target, checked in (("dup", 30), ("fork", 50)) for way, each in (("checked", checked), ("bare", 10)) for _ in range(3)
                       if (subject, target) != ("linux", "dup")]

    def test_rows(self):
        (_, (head, *rows)), = harness.titled(self.slices)
        self.assertEqual(rows[0], ("dup", "30", "10", "3.00", "3.00 to 3.00", "-", "-", "-", "-"))
        self.assertEqual(rows[1], ("fork", *("50", "10", "5.00", "5.00 to 5.00") * 2))
        self.assertEqual(len(head), len(rows[0]))

    def test_worst(self):
        words, ratio = harness.worst(self.slices)
        self.assertEqual(words, "linux, fork, calls with checks to bare ones")
        self.assertAlmostEqual(ratio, 5)

    def test_round(self):
        self.assertEqual(harness.ROUND.findall("round: bare,12,0.5\nratio of the times: 2\n"), [("bare", "12", "0.5")])


class Page(unittest.TestCase):
    """What is written into docs/performance.md, and where."""

    def setUp(self):
        self.slices = made_up((100, 100, 200), (150, 150, 260))

    def test_markdown(self):
        lines = list(common.page.markdown(spawn.rows(self.slices, "tree", "tree"), 2))
        self.assertEqual(len({line.count("|") for line in lines}), 1)
        self.assertEqual(lines[1], "|---|---|--:|--:|--:|")

    def test_section(self):
        lines = list(page.section(spawn, "spawn", self.slices, "one tree", common.page.PAGE.with_name("a.svg")))
        self.assertIn("`scripts/bench --write spawn`: one tree.", lines[0])
        self.assertIn("![Gain by the number of VMAs](a.svg)", lines)
        self.assertEqual(lines[-1], "Worst: tree, fork, 21 VMAs, dup to insertion: 1.50.")

    def test_replaced(self):
        before, after = "a\n" + common.page.BEGIN % "dup" + "\n", common.page.END + "\nb\n" + common.page.BEGIN % "tree" + "\n" + common.page.END + "\n"
        written = common.page.replaced(before + after, "dup", ["1", "2"])
        self.assertEqual(written, before + "1\n2\n" + after)
        self.assertEqual(common.page.replaced(written, "dup", ["3"]), before + "3\n" + after)

    def test_no_place(self):
        for text_there in ("nothing", common.page.BEGIN % "dup" + "\n", common.page.END):
            with self.assertRaises(Failure):
                common.page.replaced(text_there, "dup", ["1"])

    def test_each_has_its_place(self):
        there = common.page.PAGE.read_text()
        for name in BENCHMARKS:
            common.page.replaced(there, page.COMMAND % name, [])
        for command in PLACES:
            common.page.replaced(there, command, [])


if __name__ == "__main__":
    unittest.main()
