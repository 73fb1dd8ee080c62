#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: test_report.py BUILD: what scripts/triage makes of the folders of planted_crashes.py."""

import contextlib
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import planted_crashes
from planted_crashes import ROOT, triage

sys.path.insert(0, str(ROOT / "scripts" / "lib"))
from triage.replay import place_of  # noqa: E402  # pylint: disable=wrong-import-position

GROUP_FILES = ("program.txt", "original.txt", "divergence.txt", "trace.txt", "picture.svg", "test.c", "kernel.c")

REPORT = "==== maplefuzz: divergence %s ====\nsubject:  embedded\nfound:    something\nplace:    %s\n"


class Places(unittest.TestCase):
    """Lines of the tree, and functions in which it crashes, tell one bug from others; functions of the harness don't."""

    def check(self, token, place, expected):
        self.assertEqual(place_of(token, REPORT % (token, place)), expected)

    def test_line(self):
        self.check("fill:validate", "mas_validate_limits:7525", "mas_validate_limits:7525")

    def test_crash(self):
        self.check("dup:asan", "mas_dup_build.isra.0", "mas_dup_build.isra.0")

    def test_harness(self):
        self.check("dup:shape", "check_shape:parent", None)
        self.check("load:state", "compare_load", None)

    def test_none(self):
        self.assertIsNone(place_of("fill:hang", "found:    the subject does not come back\n"))


class Triage(unittest.TestCase):
    """One report on all folders, looked at from several sides."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.tool = planted_crashes.build_tool(cls.folder, cls.build)
        cls.crashes = planted_crashes.make_crashes(cls.folder, cls.tool)
        cls.wrapper = planted_crashes.wrap(cls.folder, cls.tool, cls.crashes)
        cls.out = cls.folder / "report"
        cls.done = triage("--tool", cls.wrapper, "-o", cls.out, cls.crashes.folder)
        cls.list = json.loads((cls.out / "groups.json").read_text(encoding="utf-8"))
        cls.text = (cls.out / "report.txt").read_text(encoding="utf-8")
        [cls.group] = cls.list["groups"]

    def check_find(self, entry, program):
        """An entry of the list names every file, and its copy is there byte for byte."""
        self.assertEqual(entry["sha1"], self.crashes.sha1(program))
        self.assertEqual(sorted(entry["names"]), sorted(map(str, self.crashes.names[program])))
        self.assertEqual((self.out / entry["file"]).read_bytes(), self.crashes.bytes[program])

    def test_exit_and_summary(self):
        self.assertEqual(self.done.returncode, 1, self.done.stderr)
        self.assertEqual(self.done.stdout.splitlines()[-1],
                         f"8 files, 2 duplicates, 1 group, 1 unstable, 2 not reproduced: {self.out}/index.html")

    def test_groups(self):
        """One bug that two operations meet, at one line of the tree's own check."""
        self.assertEqual(self.group["tokens"], {"mas_store:validate": 4, "store_range:validate": 1})
        self.assertRegex(self.group["place"], r"^check_node:\d+$")
        self.assertIn("mas_store:validate, store_range:validate at check_node:", self.text)
        for entry in self.group["files"]:
            [program] = [name for name in self.crashes.bytes if self.crashes.sha1(name) == entry["sha1"]]
            self.check_find(entry, program)
        self.assertEqual(len(self.group["files"]), 3)

    def test_others_are_listed(self):
        [unstable] = self.list["unstable"]
        self.check_find(unstable, "store_null")
        self.assertEqual(unstable["why"], "no divergence then store_null:validate")
        good, remark = sorted(self.list["not_reproduced"], key=lambda entry: "slow-unit" in entry["names"][0])
        self.check_find(good, "good")
        self.check_find(remark, "good too")
        self.assertIn("a remark of libFuzzer", remark["why"])

    def test_files(self):
        for group in self.list["groups"]:
            for name in GROUP_FILES:
                self.assertGreater((self.out / group["name"] / name).stat().st_size, 0, name)

    def test_minimised(self):
        self.assertEqual(self.group["operations"], {"before": 3, "after": 2})
        self.assertEqual(self.group["remarks"], [])
        self.check_replays(self.out / self.group["name"] / self.group["program"])

    def test_minimising_fails(self):
        out = self.folder / "large"
        triage("--tool", self.wrapper, "-o", out, *self.crashes.names["store_range"])
        [group] = json.loads((out / "groups.json").read_text(encoding="utf-8"))["groups"]
        self.assertIsNone(group["operations"]["after"])
        self.assertIn("not today", group["remarks"][0])
        self.assertIn("not today", (out / "report.txt").read_text(encoding="utf-8"))
        self.check_replays(out / group["name"] / group["program"])

    def check_replays(self, path):
        done = subprocess.run([self.tool, "replay", path], capture_output=True, text=True, check=False)
        self.assertRegex(done.stdout, r"divergence \w+:validate  ")

    def test_text(self):
        for paths in self.crashes.names.values():
            for path in paths:
                self.assertIn(str(path), self.text)
        self.assertIn(f"Replay: {ROOT}/scripts/replay --target dup {self.out}/{self.group['name']}/program.txt\n", self.text)
        self.assertRegex(self.text, r"==== maplefuzz: divergence \w+:validate ====")
        self.assertNotIn("README", self.text)

    def test_page_is_escaped(self):
        page = (self.out / "index.html").read_text(encoding="utf-8")
        self.assertNotIn("<b>", page)
        self.assertIn("&lt;b&gt;&amp;&#34;quoted&#34;", page)

    def test_nothing_diverges(self):
        out = self.folder / "clean"
        done = triage("--tool", self.tool, "-o", out, self.crashes.folder / "afl" / "hangs")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1 file, 0 duplicates, 0 groups, 0 unstable, 1 not reproduced", done.stdout)
        self.assertIn("Nothing diverged.", (out / "report.txt").read_text(encoding="utf-8"))

    def test_files_and_folders_that_overlap(self):
        out = self.folder / "overlap"
        folder = self.crashes.folder / "libfuzzer"
        path = self.crashes.names["mas_store again"][0]
        done = triage("--tool", self.tool, "-o", out, path, folder / "crashes", folder)
        self.assertIn("5 files, 0 duplicates, ", done.stdout)

    def test_report_of_a_report(self):
        done = triage("--tool", self.tool, "-o", self.folder / "again", self.out)
        self.assertIn("6 files, 0 duplicates, 1 group, 0 unstable, 2 not reproduced", done.stdout)
        done = triage("--tool", self.tool, "-o", self.folder / "again", self.folder / "report" / "..")
        self.assertIn("8 files, ", done.stdout)

    def check_refused(self, complaint, *words):
        done = triage("--tool", self.tool, *words)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertRegex(done.stderr, rf"^triage: .*{complaint}.*\n$")

    def test_wrong_use(self):
        crash = self.crashes.names["good"][0]
        self.check_refused("no such file or folder", "-o", self.folder / "x", self.folder / "missing")
        self.check_refused("has .* in it, which scripts/triage has not put there", "-o", self.crashes.folder, crash)
        self.check_refused("no target 'nope'", "--target", "nope", crash)
        self.check_refused("--jobs: a whole number from 1 to ", "--jobs", "0", crash)
        self.check_refused("the following arguments are required", "-o", self.folder / "x")

    def test_killed_run_leaves_the_old_report(self):
        out = self.folder / "old"
        triage("--tool", self.tool, "-o", out, self.crashes.names["good"][0])
        before = (out / "index.html").read_bytes()
        slow = self.folder / "slow"
        slow.write_text('#!/bin/sh\n[ "$1" = --subject ] || exec sleep 2\necho slow\n', encoding="utf-8")
        slow.chmod(0o755)
        with subprocess.Popen([ROOT / "scripts" / "triage", "--tool", slow, "-o", out, self.crashes.folder],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                while not list(self.folder.glob(".old-*")) and process.poll() is None:
                    time.sleep(0.05)
                process.send_signal(signal.SIGTERM)
                process.wait(20)
        self.assertEqual(process.returncode, 130)
        self.assertEqual((out / "index.html").read_bytes(), before)
        self.assertEqual(list(self.folder.glob(".old-*")), [])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Triage.build = pathlib.Path(sys.argv.pop())
    unittest.main(verbosity=2)
