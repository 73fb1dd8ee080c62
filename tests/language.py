# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests know of the input language: it is read from its tables."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent

# A row of the table of operations begins with its generation; that of a kind of operand is its third column.
OPERATION_ROWS = (ROOT / "fuzz/program/operations.def").read_text()
OPERAND_ROWS = (ROOT / "fuzz/program/operands.def").read_text()
OPERATION_GENERATIONS = [int(row) for row in re.findall(r"^OP\((\d+),", OPERATION_ROWS, re.MULTILINE)]
# The operations, by number, that take a leaf.
LEAF_OPERATIONS = {int(number) for number in re.findall(r"^OP\(\d+, *\w+, *(\d+),[^)]*\bLEAF\b", OPERATION_ROWS, re.MULTILINE)}
NEWEST_GENERATION = max(OPERATION_GENERATIONS + [
    int(row) for row in re.findall(r"^OPERAND\(\w+, *\w+, *(\d+),", OPERAND_ROWS, re.MULTILINE)])
