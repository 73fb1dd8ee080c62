#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: test_divergences.py BUILD: what is told of a planted bug: the report, the list of replay, its objects, the graph."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import check_planted as planted

# The height does not go down with the tree: a check of the tree itself sees that.
LOW = "height-not-lowered"
LOW_PROGRAM = "store t3 [7] v4\nfill t0 [1] v1 stride 1 count 15\nstore_range t0 [0, 0xb] v2\n"
OTHER_LOW_PROGRAM = "fill t0 [1] v1 stride 1 count 15\nstore_null t0 [0, 0xb]\n"

# A range begins one index too early.
EARLY = "store-first-index"
EARLY_PROGRAM = "store t0 [1] v1\n"

# A duplicate has internal nodes of a wrong type; who looks at them crashes, if the check of shapes does not see it first.
CRASHING = "dup-child-type"
CRASHING_PROGRAM = "trees alloc\nfill t0 [1] v1 stride 2 count 500\ndup t0 t1\n"

# A new leaf is published before it is filled; a reader comes in in the middle.
UNFILLED = "rcu-publish-early"
UNFILLED_PROGRAM = "trees rcu\nfill t0 [0x100, 0x10f] v1 stride 1 count 2\nbeside at 1\nload t0 [0x100]\nstore t0 [0] v2\n"

# A reader who walks anew goes on from a wrong index.
RETRY = "rcu-retry-index"
RETRY_PROGRAM = "trees rcu\nfill t0 [0] v1 stride 1 count 2\novertake t0 [2] v2 at 2 down\n"

# A load does not look whether its leaf has died; a writer comes in in the middle.
UNCHECKED = "rcu-load-unchecked"
UNCHECKED_PROGRAM = "trees rcu\nfill t0 [0, 1] v1 stride 1 count 3\namid at 1\nstore t0 [0] v2\nload t0 [1]\n"

GOOD_PROGRAM = "store t0 [5] v1\n"


class Divergences(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.tools = {}
        for bug in (LOW, EARLY, CRASHING, UNFILLED, RETRY, UNCHECKED):
            (cls.folder / bug).mkdir()
            cls.tools[bug] = planted.build_subject(planted.Build(BUILD.resolve()), bug, cls.folder / bug)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run_tool(self, bug, *words):
        return subprocess.run([self.tools[bug], *map(str, words)], capture_output=True, text=True, check=False)

    def report(self, bug, text, *options):
        done = self.run_tool(bug, "replay", *options, self.write("program.txt", text))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        return done.stderr

    def objects(self, bug, *words):
        done = self.run_tool(bug, "replay", "--json", *words)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_words_of_the_validator(self):
        """What its own check says stands where people look first, with the function."""
        report = self.report(LOW, LOW_PROGRAM)
        self.assertRegex(report, r"(?m)^found:    check_node\(\) in line \d+: is_leaf != \(c->depth == mt_height\(c->mt\) - 1\)$")
        self.assertRegex(report, r"(?m)^place:    check_node:\d+$")
        self.assertNotIn("dump_stack", report)

    def test_last_calls(self):
        """Of the eight trees, those that the program is about are made."""
        report = self.report(EARLY, "dup t0 t3\nstore t3 [1] v1\n")
        self.assertEqual(re.findall(r"^\tmt_init_flags.*", report, re.M), ["\tmt_init_flags(&t0, 0);", "\tmt_init_flags(&t3, 0);"])

    def test_one_picture(self):
        """The tree is there once, and where the check failed."""
        report = self.report(LOW, LOW_PROGRAM)
        self.assertRegex(report, r"(?m)^\(the whole tree, in \d+ lines\)$")
        self.assertNotIn("\nmaple tree ", report)
        self.assertEqual(report.count("value 12"), 0, report)
        self.assertEqual(len(re.findall(r"\] v12$", report, re.MULTILINE)), 2, report)  # of the oracle, and of the tree

    def test_same_place_in_two_operations(self):
        places = [self.objects(LOW, self.write("place.txt", text))[0]["place"] for text in (LOW_PROGRAM, OTHER_LOW_PROGRAM)]
        self.assertEqual(places[0], places[1])
        self.assertRegex(places[0], r"^check_node:\d+$")

    def test_where_a_reader_came_in(self):
        report = self.report(UNFILLED, UNFILLED_PROGRAM)
        self.assertRegex(report, r"(?m)^within:   call 4, store t0 \[0\] v2, behind its publication 1, in publish_node\(\) at publish\.h:\d+$")

    def test_where_an_overtaken_reader_went_on(self):
        report = self.report(RETRY, RETRY_PROGRAM)
        self.assertRegex(report, r"(?m)^reader:   goes on behind publication 2, in publish_death\(\) at publish\.h:\d+$")

    def test_where_a_writer_came_in(self):
        report = self.report(UNCHECKED, UNCHECKED_PROGRAM)
        self.assertRegex(report, r"(?m)^written:  call 3, store t0 \[0\] v2, at its dereference 1, in mtree_load\(\) at walk\.c:\d+$")

    def test_slots_that_differ(self):
        """The slot that oracle and tree differ at is marked, with what the oracle has; the other is not."""
        report = self.report(EARLY, EARLY_PROGRAM)
        rows = re.findall(r"^  (>>|  ) +(\d+)  pivot 0x[0-9a-f]+ +(\[.*)$", report, re.MULTILINE)
        self.assertEqual([(int(number), text) for mark, number, text in rows if mark == ">>"],
                         [(0, "[0x0, 0x1] v1   the oracle has [0x1, 0x1] v1")], report)
        self.assertEqual(len(rows), 2)
        self.assertRegex(report, r"(?m)^place:    \w+$")

    def test_graph_marks_them(self):
        done = self.run_tool(EARLY, "dot", self.write("program.txt", EARLY_PROGRAM))
        self.assertEqual(done.stdout.count("v1; the oracle: v1 to 0x1"), 1, done.stdout)
        self.assertEqual(done.stdout.count("the oracle: "), 1)

    def test_replay_goes_on(self):
        """A crash is the end of its file only. Twelve files: more than one process could have run."""
        for number in range(12):
            self.write("many/%02d.txt" % number, GOOD_PROGRAM if number % 3 else CRASHING_PROGRAM)
        words = ["--without", "shape,validate,state", self.folder / "many"]
        done = self.run_tool(CRASHING, "replay", *words)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"^12 files, \d+ calls, .*: 4 divergences\n")
        crashes = re.findall(r"^divergence (\S+)  \S+/(\d+)\.txt$", done.stdout, re.MULTILINE)
        self.assertEqual([number for _, number in crashes], ["00", "03", "06", "09"], done.stdout)
        tokens = {token for token, _ in crashes}
        self.assertEqual(len(tokens), 1)
        self.assertIn(tokens.pop().partition(":")[2], ("crash", "asan"))
        done = self.run_tool(CRASHING, "replay", "--first", *words)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"^1 file, \d+ calls, .*: 1 divergence\n")
        objects = self.objects(CRASHING, *words)
        self.assertEqual([entry["verdict"] for entry in objects], 4 * ["crash", "clean", "clean"])
        self.assertEqual([pathlib.Path(entry["file"]).stem for entry in objects], ["%02d" % number for number in range(12)])

    def test_objects(self):
        good, bad, missing = self.write("good.txt", GOOD_PROGRAM), self.write("bad.txt", LOW_PROGRAM), self.write("no.txt", "no\n")
        self.assertEqual([entry["verdict"] for entry in self.objects(LOW, "--first", good, bad, missing)], ["clean", "divergence"])
        clean, diverged, unreadable = self.objects(LOW, good, bad, missing)
        self.assertEqual((clean["verdict"], clean["token"], clean["calls"]), ("clean", "", 1))
        self.assertEqual((diverged["verdict"], diverged["token"]), ("divergence", "store_range:validate"))
        self.assertIn("is_leaf != ", diverged["found"])
        self.assertEqual((unreadable["file"], unreadable["verdict"]), (str(missing), "unreadable"))
        self.assertEqual({entry["tree"] for entry in (clean, diverged, unreadable)},
                         {self.run_tool(LOW, "--subject").stdout.strip()})

    def test_report_names_the_tree(self):
        self.assertIn("\nsubject:  %s" % self.run_tool(LOW, "--subject").stdout, self.report(LOW, LOW_PROGRAM))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    BUILD = pathlib.Path(sys.argv.pop())
    unittest.main(verbosity=1)
