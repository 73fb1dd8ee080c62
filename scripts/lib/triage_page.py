# SPDX-License-Identifier: GPL-2.0-or-later
"""The report of triage as a page for a browser."""

import urllib.parse

from common import for_people
from page import block, code, element, escape, link, page, table, wide
from triage_group import DIVERGENCE, KERNEL, PICTURE, PROGRAM, TEST, TRACE
from triage_report import contents, date, operations, others, plural


def summary(report):
    if not report.groups:
        return element("p", "Nothing diverged.")
    rows = [(element("a", escape(group.token), href="#" + group.name), code(group.frame) if group.frame else "–",
             group.file_count, escape(operations(group)), escape(date(group.first_seen))) for group in report.groups]
    return element("h2", "Summary") + table(("Token", "Frame", "Files", "Operations", "First seen (UTC)"), rows, "Summary")


def finds_table(finds, folder, name):
    """Finds with links to their bytes: [(find, why)], where @why may be None for all of them."""
    explained = any(why for _, why in finds)
    rows = []
    for find, why in finds:
        names = "<br>".join(code(for_people(path)) for path in find.paths)
        rows.append((link("%s/%s" % (folder, find.name), "crash-" + find.sha1[:12] + find.suffix, download=find.name),
                     find.size, escape(date(find.first_seen)), *([escape(why)] if explained else []), names))
    head = ("Reproducer", "Bytes", "First seen (UTC)", *(["What came of it"] if explained else []), "Found as")
    return table(head, rows, name)


def more(title, text):
    """What is long, and not wanted at once."""
    return element("details", element("summary", escape(title)) + block(text, title)) if text else ""


def part(title, inside):
    return element("h3", title) + inside if inside else ""


def picture(group):
    if not group.text(PICTURE):
        return ""
    path = group.name + "/" + PICTURE
    image = '<img src="%s" alt="%s">' % (urllib.parse.quote(path), escape(dict(contents(group))[PICTURE]))
    return wide(image, "Picture", "div") + element("p", link(path, "The picture alone")
                                                   + ". Green nodes are new, yellow ones changed, red ones gone.")


def group_section(report, group):
    title = code(group.token) + (" in " + code(group.frame) if group.frame else "")
    files = "".join(element("li", link(group.name + "/" + name, name, download=name) + ": " + escape(what))
                    for name, what in contents(group))
    return element("section", "\n".join((
        element("h2", title),
        element("p", escape("%d %s, %s operations, first seen %s UTC"
                            % (*plural(group.file_count, "file"), operations(group), date(group.first_seen)))),
        "".join(element("p", escape(remark), class_="remark") for remark in group.remarks),
        part("Replay", block(report.replay_command(group), "Replay")),
        part("Program", block(group.text(PROGRAM), "Program")),
        part("Divergence", block(group.text(DIVERGENCE), "Divergence")),
        part("Trees before and after", picture(group)),
        part("To work with", more("Test case in C", group.text(TEST))
             + more("Function for lib/test_maple_tree.c", group.text(KERNEL)) + more("Trace", group.text(TRACE))),
        part("Files", element("ul", files)
             + finds_table([(find, None) for find in group.finds], group.name, "Reproducers")))), id=group.name)


def other_section(folder, title, meaning, finds):
    return element("section", element("h2", escape(title)) + element("p", escape(meaning))
                   + finds_table(finds, folder, title)) if finds else ""


def triage_page(report):
    """The whole page."""
    sections = [summary(report), *(group_section(report, group) for group in report.groups),
                *(other_section(*other) for other in others(report))]
    same = element("p", '%s, and %s.' % (link("report.txt", "The same as plain text"),
                                         link("groups.json", "as a list for other programs")))
    return page(report.title, [(word, count) for count, word in report.read()], sections, same)
