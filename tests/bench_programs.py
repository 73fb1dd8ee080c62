#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
The programs that scripts/bench runs: bench_programs.py FOLDER-OF-THE-BUILD. A tiny tree is enough: each operation checks what came of it, and the
program ends with exit code 2 where that is wrong. No time is asserted.
"""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "scripts" / "lib"))

from bench.others import COUNTED  # noqa: E402, pylint: disable=wrong-import-position

BUILD = pathlib.Path(sys.argv.pop(1)).absolute()
FOLDER = BUILD / "bench"

ATTRIBUTES = ((), ("gaps",), ("rcu",), ("gaps", "rcu"))
# 21 ranges have a root that is no leaf; 300 have three levels with gaps.
SIZES = (2, 3, 21, 300)


def run(program, *words, lines=(), **environment):
    """Run a program of the folder; @lines: its input."""
    text = "".join(line + "\n" for line in lines)
    return subprocess.run([FOLDER / program, *words], input=text, env={**os.environ, **environment}, capture_output=True, text=True, check=False)


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
        self.complains("can't be made on what there is", lines=["empty-area 1"])
        self.complains("can't be made on what there is", "rcu", lines=["destroy 1"])
        self.complains("'gap' is no attribute", "gap")
        self.complains("two ranges at least", ranges="1")
        self.complains("the number of ranges is 1 to", ranges="0")
        self.complains("the number of ranges is 1 to", ranges="2x")
        self.assertEqual(run("bench-tree").returncode, 2)


class Broken(unittest.TestCase):
    """bench-tree with a function that goes wrong each 7th time: the operations that call it have to find out."""

    # By the function that goes wrong: operations, and attributes.
    CASES = {
        "mtree_load": (("load", "load-dependent", "load-wandering"), ()), "mtree_store_range": (("fill-random",), ()), "mtree_insert_range": (("insert",), ()),
        "mtree_erase": (("erase",), ()), "mas_store_gfp": (("build", "dup"), ()), "mas_store_prealloc": (("prealloc-overlapping",), ()),
        "mas_empty_area": (("empty-area",), ("gaps",)), "mas_empty_area_rev": (("empty-area-rev",), ("gaps",)), "__mt_dup": (("dup",), ()),
        "__mt_destroy": (("destroy",), ()), "mas_find": (("find",), ()), "mas_find_rev": (("find-rev",), ()), "mas_next": (("next",), ()),
        "mas_prev": (("prev",), ())}

    def test_each(self):
        program = BUILD / "tests" / "bench-tree-broken"
        for broken, (names, attributes) in self.CASES.items():
            for name in names:
                lines = ["%s 1" % name] * 10
                sound = run(program, "21", *attributes, lines=lines)
                self.assertEqual((sound.returncode, sound.stderr), (0, ""), name)
                done = run(program, "21", *attributes, lines=lines, BROKEN=broken)
                self.assertEqual(done.returncode, 2, (broken, name, done))
                self.assertRegex(done.stderr, r"\Abench-tree-broken: .* failed\n\Z", (broken, name))


class Others(unittest.TestCase):
    """bench-other-NAME: that with a maple tree is always there, the others in the preset bench-others."""

    def test_each(self):
        programs = sorted((FOLDER / "others").glob("bench-other-*"))
        self.assertIn("bench-other-maple", [program.name for program in programs])
        for program in programs:
            names = run(program, "--help").stdout.rpartition("Operations:")[2].split()
            self.assertEqual(names, ["load", "walk", "store", "copy", "fill"])
            for ranges in ("1", "2", "21", "3000"):
                done = run(program, ranges, lines=["%s 0.01" % name for name in names * 2], **COUNTED)
                self.assertEqual((done.returncode, done.stderr), (0, ""), (program, ranges))
                memory = {answer[0]: int(answer[3]) for answer in (line.split(",") for line in done.stdout.splitlines())}
                self.assertGreater(memory["fill"], 0)
                self.assertGreater(memory["copy"], 0)

    def test_wrong_use(self):
        for words, lines in (((), ()), (("0",), ()), (("21",), ("lod 1",))):
            self.assertEqual(run("others/bench-other-maple", *words, lines=lines).returncode, 2)


class Harness(unittest.TestCase):
    """bench-harness."""

    def test_seeds(self):
        done = run("bench-harness", pathlib.Path(__file__).parent.parent / "corpus" / "gap" / "seeds", "2")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"\A(round: checked,[1-9]\d*,\d+\.\d+\nround: bare,[1-9]\d*,\d+\.\d+\n){2}[1-9]\d* programs, 2 rounds, ")

    def test_wrong_use(self):
        for words in ((), ("/nowhere",), ("/nowhere", "0"), ("--wrong",)):
            self.assertEqual(run("bench-harness", *words).returncode, 2, words)


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
