# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests know of the input language: it is read from its tables."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Each row of the table of operations begins with its generation.
ROWS = (ROOT / "fuzz/program/operations.def").read_text()
NEWEST_GENERATION = max(int(row) for row in re.findall(r"^OP\((\d+),", ROWS, re.MULTILINE))
