#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: test_beyond.py: each planted bug is found by maplefuzz exhaust, as docs/exhaust.md has it, or beyond.txt says why not. Nothing is run."""

import pathlib
import tempfile
import unittest
from unittest import mock

import beyond
from common import page  # pylint: disable=wrong-import-order

BEGIN, END = page.BEGIN % beyond.COMMAND + "\n", page.END + "\n"
FOUND = beyond.Row("dup-height", "tiny", "one", "1,234", "dup:shape")


class Beyond(unittest.TestCase):
    def files(self, row, reasons=""):
        """Have a table with @row, and @reasons."""
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        document, text = folder / "exhaust.md", folder / "beyond.txt"
        document.write_text(f"Before.\n{BEGIN}{END}Behind.\n", encoding="utf-8")
        text.write_text(reasons, encoding="utf-8")
        self.enterContext(mock.patch.multiple(beyond, DOCUMENT=document, BEYOND=text))
        beyond.write_row(row)
        return document

    def test_each_bug_has_a_row_or_a_reason(self):
        self.assertEqual(list(beyond.check_rows()), [])

    def test_what_is_missing_is_named(self):
        self.files(FOUND)
        complaints = list(beyond.check_rows())
        self.assertTrue(any(" find-index is found, and " in line for line in complaints), complaints)
        self.assertFalse(any("dup-height" in line for line in complaints), complaints)
        self.assertFalse(any(" mm-" in line for line in complaints), complaints)

    def test_a_reason_for_what_is_found(self):
        self.files(FOUND, "dup-height it takes ten calls\n")
        self.assertIn("the planted bug dup-height is found, so that beyond.txt needs no reason", list(beyond.check_rows()))

    def test_names_of_no_bug(self):
        self.files(FOUND, "no-bug it takes ten calls\n")
        self.assertTrue(any(" a row for no-bug, " in line for line in beyond.check_rows()))

    def test_rows_are_written_one_by_one(self):
        """Those of other bugs stay; a bug that is not found has its reason there."""
        document = self.files(FOUND, "find-index it takes ten calls\n")
        beyond.write_row(beyond.Row("find-index", "", "", "", ""))
        self.assertEqual(document.read_text(encoding="utf-8"), "Before.\n" + BEGIN + beyond.HEADING +
                         "| dup-height | tiny | one | 1,234 | dup:shape |\n| find-index |  |  |  | it takes ten calls |\n" + END + "Behind.\n")
        self.assertEqual(beyond.read_rows(), {"dup-height": FOUND, "find-index": beyond.Row("find-index", "", "", "", "")})


if __name__ == "__main__":
    unittest.main()
