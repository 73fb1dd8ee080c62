# SPDX-License-Identifier: GPL-2.0-or-later
"""The report as a page for a browser: one file, with links to the others in its folder, and none to elsewhere."""

import html
import pathlib
import urllib.parse

from common import for_people
from triage_group import DIVERGENCE, KERNEL, PICTURE, PROGRAM, TEST, TRACE
from triage_report import contents, date, operations, others, plural

STYLE = (pathlib.Path(__file__).parent / "triage_page.css").read_text(encoding="utf-8")

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<dl class="read">{read}</dl>
</header>
<main>
{main}
</main>
<footer>
<p><a href="report.txt">The same as plain text</a>, and <a href="groups.json">as a list for other programs</a>.</p>
</footer>
</body>
</html>
"""


def escape(text):
    return html.escape(str(text))


def element(name, inside, **attributes):
    """An element; @inside is HTML already. In the names of attributes _ stands for -, and class_ for class."""
    words = "".join(' %s="%s"' % (key.rstrip("_").replace("_", "-"), escape(value)) for key, value in attributes.items())
    return "<%s%s>%s</%s>" % (name, words, inside, name)


def code(text):
    return element("code", escape(text))


def link(path, text, **attributes):
    return element("a", escape(text), href=urllib.parse.quote(path), **attributes)


def wide(inside, name, kind):
    """What is as wide as it is scrolls by itself, and also without a mouse."""
    return element(kind, inside, class_="wide", tabindex="0", role="region", aria_label=name)


def block(text, name):
    return wide(code(text.strip("\n")), name, "pre")


def table(head, rows, name):
    """A table; @rows have HTML in their cells, the first of which names the row."""
    cells = "".join(element("th", escape(word), scope="col") for word in head)
    lines = "\n".join(element("tr", element("th", row[0], scope="row") + "".join(element("td", cell) for cell in row[1:]))
                      for row in rows)
    return wide(element("table", element("thead", element("tr", cells)) + element("tbody", lines)), name, "div")


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


def page(report):
    """The whole page."""
    read = "".join(element("div", element("dt", escape(word)) + element("dd", count)) for count, word in report.read())
    sections = [summary(report), *(group_section(report, group) for group in report.groups),
                *(other_section(*other) for other in others(report))]
    return PAGE.format(title=escape(report.title), style=STYLE, read=read, main="\n".join(filter(None, sections)))
