# SPDX-License-Identifier: GPL-2.0-or-later
"""The report as plain text, for a mail or a terminal."""

from common.words import columns, date, for_people

from .group import DIVERGENCE, PROGRAM, TEST
from .report import contents, headline, operations, others

# The width of rules and tables; programs and paths are as long as they are.
WIDTH = 96


def heading(text, rule):
    return ["", text, rule * min(len(text), WIDTH)]


def indent(text):
    return ["    " + line if line else "" for line in text.strip("\n").splitlines()]


def summary(report):
    if not report.groups:
        return ["", "Nothing diverged."]
    rows = [("tokens", "place", "files", "operations", "first seen (UTC)")]
    rows += [(", ".join(group.tokens), group.place or "-", str(group.file_count), operations(group), date(group.first_seen))
             for group in report.groups]
    return ["", *columns(rows, left=len(rows[0]))]


def find_lines(find, folder, why=None):
    """A find: its file in the report, and all names that it had."""
    return ["    %s/%s, %d bytes%s" % (folder, find.name, find.size, ": " + why if why else ""),
            *("        " + for_people(path) for path in find.paths)]


def group_lines(report, group):
    lines = heading(headline(group), "=")
    lines += ["Replay: " + report.replay_command(group), *group.remarks]
    for title, name in (("Program", PROGRAM), ("Divergence", DIVERGENCE), ("Test case in C", TEST)):
        if group.text(name):
            lines += [*heading(title, "-"), *indent(group.text(name))]
    lines += heading("Files", "-")
    lines += ["    " + line for line in columns([(group.name + "/" + name, what) for name, what in contents(group)], left=2)]
    for find in group.finds:
        lines += find_lines(find, group.name)
    return lines


def text(report):
    """The whole report."""
    lines = [report.title, "=" * len(report.title),
             ", ".join("%d %s" % pair for pair in report.read())]
    lines += summary(report)
    for group in report.groups:
        lines += group_lines(report, group)
    for folder, title, meaning, finds in others(report):
        if finds:
            lines += [*heading(title, "="), meaning]
            for find, why in finds:
                lines += find_lines(find, folder, why)
    return "\n".join(lines) + "\n"
