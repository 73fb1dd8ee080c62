#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each finding of docs/findings.md has what a maintainer asks for: lines of C, the function, who is exposed, what a fix does, a program."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent

# No program shows it, since the checks allow it.
NO_PROGRAM = {"store-in-steps"}
# What it is about can be said without C, in a program of three lines.
NO_C = {"destroy-attributes"}


class Findings(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        text = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
        cls.names = re.findall(r"^\| \[([\w-]+)\]\(#\1\) \|", text, re.M)
        cls.sections = {match[1]: match[2] for match in re.finditer(r"^##+ (.*)\n((?:(?!##).*\n)*)", text, re.M)}

    def test_whole(self):
        self.assertGreater(len(self.names), 20)
        for name in self.names:
            with self.subTest(name):
                section = self.sections[name]
                self.assertRegex(section, r"`\w+\(\)`")
                self.assertRegex(section, r"\blines? \d+|\(\d+\)")
                self.assertRegex(section, r"\b[Ee]xposed\b")
                self.assertRegex(section, r"\b[Aa] fix\b")
                if name not in NO_C:
                    self.assertRegex(section, r"(?m)^ {4}.*\bmas?_?\w*\(|^ {4}.*\bmt\w*\(")
                if name not in NO_PROGRAM:
                    self.assertIn("    scripts/replay --linux ", section)

    def test_programs(self):
        """The programs of the commands are there."""
        for name, section in self.sections.items():
            for path in re.findall(r"^    scripts/\S+ .*?(corpus/\S+)$", section, re.M):
                self.assertTrue(list(ROOT.glob(path)), "%s: there is no %s" % (name, path))


if __name__ == "__main__":
    unittest.main()
