# SPDX-License-Identifier: GPL-2.0-or-later
"""The report of triage as a page for a browser."""

import pathlib

from common.words import count, date, for_people
from report.page import render

from .group import DIVERGENCE, KERNEL, PICTURE, PROGRAM, TEST, TRACE
from .report import contents, operations, others

TEMPLATE = pathlib.Path(__file__).with_name("page.html.j2")

# What the template calls the files of a group.
NAMES = {"program": PROGRAM, "divergence": DIVERGENCE, "picture": PICTURE, "test": TEST, "kernel": KERNEL, "trace": TRACE}


def triage_page(report):
    """The whole page. The template gets the groups, the other finds, and functions that put figures into words."""
    return render(TEMPLATE, title=report.title, figures=[(word, number) for number, word in report.read()],
                  groups=report.groups, others=others(report), names=NAMES, replay_command=report.replay_command,
                  contents=contents, operations=operations, date=date, count=count, for_people=for_people)
