#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: test_planted.py BUILD

maplefuzz exhaust finds planted bugs, the same one whatever the number of processes, and what it writes is a program that replays. All planted bugs:
bench/planted --exhaust.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "planted"))
import check_planted as planted  # noqa: E402  pylint: disable=wrong-import-position

BUILD = planted.Build(pathlib.Path(sys.argv[1]).absolute())

# Bugs, and the sweep that finds each, in the tiny scope: one for each kind of program that a sweep makes.
BUGS = {
    "find-index": "one",
    "walk-active-on": "cursors",
    "null-not-merged": "two",
    "cyclic-wrapped-kept": "two",
    "dup-leaf-parent": "dup",
    "dup-lock-kind": "dup",
    "dup-onto-taken": "dup",
    "dup-leak-root": "faults",
    "nowait-sleeps": "faults",
    "nomem-hides-tree": "windows",
    "rcu-in-place": "schedules",
    "rcu-load-unchecked": "schedules",
    "dup-root-blank": "schedules",
    "pause-keeps-place": "cursors",
}


class Planted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="maplefuzz-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def exhaust(self, program, sweep, jobs):
        """Run a sweep. Return the reproducer that it writes."""
        words = [program, "exhaust", planted.STRICT, "--scope", "tiny", "--sweeps", sweep, "--jobs", str(jobs), "--save", "find.txt"]
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, errors="replace", check=False)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertRegex(done.stderr, "(?m)^==== maplefuzz: divergence ")
        self.assertRegex(done.stdout, r"(?m)^[\d.]+ % done: \d+ programs: divergence \w+:\w+$")
        return (self.folder / "find.txt").read_text(encoding="utf-8")

    def test_finds(self):
        for name, sweep in BUGS.items():
            with self.subTest(name), tempfile.TemporaryDirectory(dir=self.folder) as place:
                program = planted.build_subject(BUILD, name, pathlib.Path(place))
                text = self.exhaust(program, sweep, 1)
                self.assertEqual(text, self.exhaust(program, sweep, 2))
                self.assertLess(len(text.splitlines()), 12, text)
                token = re.match(r"# Diverges with (\S+) on ", text)[1]
                done = subprocess.run([program, "replay", planted.STRICT, "find.txt"], cwd=self.folder, capture_output=True, text=True,
                                      errors="replace", check=False)
                self.assertRegex(done.stdout, rf"(?m)^divergence {token} ")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
