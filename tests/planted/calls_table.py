# SPDX-License-Identifier: GPL-2.0-or-later
"""How many calls random programs make until they find each planted bug, as bench/README.md has it: a row for each."""

import sys

import check_planted as planted

sys.path.insert(0, str(planted.ROOT / "scripts/lib"))
from common import page  # noqa: E402  # pylint: disable=wrong-import-position

# What writes the table into the document.
COMMAND = "bench/planted --readme"
DOCUMENT = planted.ROOT / "bench/README.md"
HEADING = "| bug | target | median | fewest | most | found by |\n|---|---|--:|--:|--:|---|\n"


def parts():
    """bench/README.md before the table, the table, and what is behind it."""
    return page.split(DOCUMENT.read_text(encoding="utf-8"), COMMAND, DOCUMENT)


def write_row(new):
    """Put @new, a row cell by cell, into the table, whose other rows stay."""
    head, table, tail = parts()
    rows = {**page.rows(table), new[0]: new}
    lines = ["| %s |\n" % " | ".join(rows[name]) for name in planted.read_table() if name in rows]
    DOCUMENT.write_text(head + HEADING + "".join(lines) + tail, encoding="utf-8")


def check_rows():
    """What is wrong with the table: each planted bug has a row, and nothing else has one."""
    bugs, rows = planted.read_table().keys(), page.rows(parts()[1]).keys()
    for name in sorted(bugs - rows):
        yield f"{DOCUMENT.name} has no row for the planted bug {name}: bench/planted --readme {name}"
    for name in sorted(rows - bugs):
        yield f"{DOCUMENT.name} has a row for {name}, which is no planted bug"
