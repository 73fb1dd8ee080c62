#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
The programs that scripts/bench runs: bench_programs.py FOLDER-OF-THE-BUILD. A tiny tree is enough: each operation checks what came of it, and the
program ends with exit code 2 where that is wrong. No time is asserted.
"""

import pathlib
import subprocess
import sys
import unittest

FOLDER = pathlib.Path(sys.argv.pop(1)) / "bench"

ATTRIBUTES = ((), ("gaps",), ("rcu",), ("gaps", "rcu"))
# 21 ranges have a root that is no leaf; 300 have three levels with gaps.
SIZES = (2, 3, 21, 300)


def run(program, *words, lines=()):
    text = "".join(line + "\n" for line in lines)
    return subprocess.run([FOLDER / program, *words], input=text, capture_output=True, text=True, check=False)


def operations():
    """Those that bench-tree names."""
    return run("bench-tree", "--help").stdout.rpartition("Operations:")[2].split()


def possible(operation, attributes):
    if operation.startswith("empty-area"):
        return "gaps" in attributes
    return operation != "destroy" or "rcu" not in attributes or "gaps" in attributes


class Tree(unittest.TestCase):
    """bench-tree."""

    def complains(self, words, *attributes, lines=(), ranges="21"):
        done = run("bench-tree", ranges, *attributes, lines=lines)
        self.assertEqual(done.returncode, 2, done)
        self.assertEqual(done.stderr.count("\n"), 1, done)
        self.assertIn(words, done.stderr)

    def test_operations(self):
        self.assertIn("load-dependent", operations())
        self.assertIn("memcpy", operations())

    def test_each_operation(self):
        for attributes in ATTRIBUTES:
            wanted = [name for name in operations() if possible(name, attributes)]
            for ranges in SIZES:
                # Twice: each has to leave the tree as it was.
                done = run("bench-tree", str(ranges), *attributes, lines=["%s 0.01" % name for name in wanted * 2])
                self.assertEqual((done.returncode, done.stderr), (0, ""), (attributes, ranges))
                answers = [line.split(",") for line in done.stdout.splitlines()]
                self.assertEqual([answer[0] for answer in answers], wanted * 2)
                for _, count, seconds, nodes in answers:
                    self.assertGreater(int(count), 0)
                    self.assertGreaterEqual(float(seconds), 0)
                    self.assertGreaterEqual(int(nodes), 0)

    def test_dup_allocates_the_nodes_of_the_tree(self):
        build, dup, memcpy = (line.split(",") for line in run("bench-tree", "21", lines=["build 0.01", "dup 0.01", "memcpy 0.01"]).stdout.splitlines())
        self.assertEqual(int(dup[3]) % int(dup[1]), 0)
        self.assertGreaterEqual(int(dup[3]), 3 * int(dup[1]))
        self.assertGreaterEqual(int(build[3]), 3 * int(build[1]) // 21)
        self.assertGreater(int(memcpy[1]), 0)

    def test_wrong_use(self):
        self.complains("there is no operation 'lod'", lines=["lod 1"])
        self.complains("each line is an operation and", lines=["load"])
        self.complains("each line is an operation and", lines=["load 0"])
        self.complains("each line is an operation and", lines=["load 1 2"])
        self.complains("can't be made on trees with these attributes", lines=["empty-area 1"])
        self.complains("can't be made on trees with these attributes", "rcu", lines=["destroy 1"])
        self.complains("'gap' is no attribute", "gap")
        self.complains("two ranges at least", ranges="1")
        self.complains("the number of ranges is 1 to", ranges="0")
        self.complains("the number of ranges is 1 to", ranges="2x")
        self.assertEqual(run("bench-tree").returncode, 2)


class Spawn(unittest.TestCase):
    """bench-spawn."""

    def test_small(self):
        done = run("bench-spawn", "21", "2", "1")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        ways = [line.split(",")[:3] for line in done.stdout.splitlines()]
        self.assertEqual(ways, 2 * [[table, "21", way] for table in ("tree", "fork") for way in ("insert", "dup")])

    def test_wrong_use(self):
        for words in ((), ("21",), ("0", "1", "1"), ("21", "1", "x")):
            self.assertEqual(run("bench-spawn", *words).returncode, 2, words)


if __name__ == "__main__":
    unittest.main()
