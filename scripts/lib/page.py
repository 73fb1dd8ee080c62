# SPDX-License-Identifier: GPL-2.0-or-later
"""What the reports for a browser are made of: one file each, with links to others in its folder, and none to elsewhere."""

import html
import pathlib
import shutil
import signal
import urllib.parse

STYLE = (pathlib.Path(__file__).parent / "page.css").read_text(encoding="utf-8")

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
<dl class="read">{figures}</dl>
</header>
<main>
{main}
</main>
{footer}</body>
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


def page(title, figures, sections, footer=""):
    """The whole page. @figures: [(word, number)] for its head; @sections and @footer are HTML."""
    head = "".join(element("div", element("dt", escape(word)) + element("dd", escape(number))) for word, number in figures)
    return PAGE.format(title=escape(title), style=STYLE, figures=head, main="\n".join(filter(None, sections)),
                       footer=element("footer", footer) + "\n" if footer else "")


def publish(folder, out):
    """Put a new report where the old one is, which was whole until now."""
    folder.chmod(0o755)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    old = folder.with_name(folder.name + ".old")
    if out.exists():
        out.rename(old)
    folder.rename(out)
    shutil.rmtree(old, ignore_errors=True)
