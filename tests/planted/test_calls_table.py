#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: test_calls_table.py: bench/README.md says of each planted bug how many calls it takes. Nothing is run."""

import pathlib
import tempfile
import unittest
from unittest import mock

import calls_table
from common import page  # pylint: disable=wrong-import-order

BEGIN, END = page.BEGIN % calls_table.COMMAND + "\n", page.END + "\n"
HEIGHT = ["dup-height", "fork", "22", "7", "2.5 k", ""]
INDEX = ["find-index", "all", "376", "9", "1.2 k", ""]


class CallsTable(unittest.TestCase):
    def document(self, *rows):
        """Have a table with @rows."""
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        document = folder / "README.md"
        document.write_text(f"Before.\n{BEGIN}{END}Behind.\n", encoding="utf-8")
        self.enterContext(mock.patch.object(calls_table, "DOCUMENT", document))
        for row in rows:
            calls_table.write_row(row)
        return document

    def test_each_bug_has_a_row(self):
        self.assertEqual(list(calls_table.check_rows()), [])

    def test_what_is_missing_is_named(self):
        self.document(HEIGHT)
        complaints = list(calls_table.check_rows())
        self.assertIn("README.md has no row for the planted bug find-index: bench/planted --readme find-index", complaints)
        self.assertFalse(any("dup-height" in line for line in complaints), complaints)

    def test_names_of_no_bug(self):
        document = self.document(HEIGHT)
        document.write_text(document.read_text(encoding="utf-8").replace("dup-height", "no-bug"), encoding="utf-8")
        self.assertIn("README.md has a row for no-bug, which is no planted bug", list(calls_table.check_rows()))

    def test_rows_are_written_one_by_one(self):
        """In the order of the bugs; a new row takes the place of the old one, and those of other bugs stay."""
        document = self.document(INDEX, [*HEIGHT[:2], "1", "1", "1", ""], HEIGHT)
        self.assertEqual(document.read_text(encoding="utf-8"), "Before.\n" + BEGIN + calls_table.HEADING +
                         "| dup-height | fork | 22 | 7 | 2.5 k |  |\n| find-index | all | 376 | 9 | 1.2 k |  |\n" + END + "Behind.\n")


if __name__ == "__main__":
    unittest.main()
