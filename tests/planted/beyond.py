# SPDX-License-Identifier: GPL-2.0-or-later
"""Which planted bugs `maplefuzz exhaust` finds, as docs/exhaust.md has it, and why it does not find the others: beyond.txt."""

import collections
import sys

import check_planted as planted

sys.path.insert(0, str(planted.ROOT / "scripts/lib"))
from common import page  # noqa: E402  # pylint: disable=wrong-import-position

BEYOND = planted.HERE / "beyond.txt"

# What writes the table into the document.
COMMAND = "bench/planted --exhaust --readme"
DOCUMENT = planted.ROOT / "docs/exhaust.md"
HEADING = "| bug | scope | sweep | programs | found as, or why not |\n|---|---|---|--:|---|\n"

PROCESSES = "operations on processes take no part"

# A row of the table: how a bug is found. Nothing but the name if it is not.
Row = collections.namedtuple("Row", "name scope sweep programs token")


def has_processes(bug):
    """Is it a bug of src/mm?"""
    return planted.target_of(bug) == "fork"


def read_beyond():
    """The reasons in beyond.txt, by bug."""
    reasons = {}
    for number, line in enumerate(BEYOND.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            fields = line.split(None, 1)
            if len(fields) != 2:
                raise planted.Misuse(f"{BEYOND.name}:{number}: a row is NAME REASON")
            reasons[fields[0]] = fields[1]
    return reasons


def reason(bug, reasons):
    """Why @bug is not found; None if it is."""
    return PROCESSES if has_processes(bug) else reasons.get(bug.name)


def parts():
    """docs/exhaust.md before the table, the table, and what is behind it."""
    return page.split(DOCUMENT.read_text(encoding="utf-8"), COMMAND, DOCUMENT)


def read_rows():
    """The rows of the table, by bug. One that is not found has no scope."""
    return {name: Row(*cells) if cells[1] else Row(name, "", "", "", "") for name, cells in page.rows(parts()[1]).items()}


def write_row(new):
    """Put @new into the table, whose other rows stay."""
    reasons = read_beyond()
    rows = {**read_rows(), new.name: new}
    text = HEADING
    for name, bug in planted.read_table().items():
        if name in rows and not has_processes(bug):
            row = rows[name]
            text += f"| {name} | {row.scope} | {row.sweep} | {row.programs} | {row.token or reason(bug, reasons) or '?'} |\n"
    head, _, tail = parts()
    DOCUMENT.write_text(head + text + tail, encoding="utf-8")


def check_rows():
    """What is wrong with the table and the reasons: each planted bug is found, or has a reason."""
    bugs, reasons, rows = planted.read_table(), read_beyond(), read_rows()
    for name in sorted((reasons.keys() | rows.keys()) - bugs.keys()):
        yield f"{BEYOND.name} or {DOCUMENT.name} has a row for {name}, which is no planted bug"
    for name, bug in bugs.items():
        found = name in rows and rows[name].scope
        why = reason(bug, reasons)
        if not found and not why:
            yield f"{DOCUMENT.name} does not say that the planted bug {name} is found, and {BEYOND.name} does not say why not"
        if found and why:
            yield f"the planted bug {name} is found, so that {BEYOND.name} needs no reason"
        if name in rows and not found and rows[name] != Row(name, "", "", "", ""):
            yield f"the row of {name} in {DOCUMENT.name} is not whole"
