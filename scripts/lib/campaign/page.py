# SPDX-License-Identifier: GPL-2.0-or-later
"""The report of a campaign as a page for a browser."""

import collections
import pathlib
import shlex

from report.page import render

from .state import FIND_FIELDS, read_rows
from .status import big, duration, percent

TEMPLATE = pathlib.Path(__file__).with_name("page.html.j2")

SETTINGS = ("target", "subject", "linux", "strict", "commit", "created", "jobs", "disk_floor")


def contributions(finds, workers):
    """{worker: {"input": number, "crash": number}} of what each found first; those of @workers are always in it."""
    counts = collections.defaultdict(lambda: {"input": 0, "crash": 0}, {name: {"input": 0, "crash": 0} for name in workers})
    for find in finds:
        counts[find["worker"]]["input" if find["kind"] == "input" else "crash"] += 1
    return counts


def command_line(worker):
    """What a shell would be given to run a worker."""
    variables = ["%s=%s" % (name, shlex.quote(value)) for name, value in worker["environment"].items()]
    return " ".join([*variables, shlex.join(worker["command"])])


def figures(status):
    """The head of the page."""
    return (("run time", duration(status["seconds"])), ("executions", big(status["executions"])),
            ("calls", big(status["calls"])), ("executions a second", big(status["executions_per_second"])),
            ("inputs", status["corpus"]), ("crashes", status["crashes"]), ("restarts", status["restarts"]))


def campaign_page(campaign, status, charts, triage, coverage):
    """
    The whole page. @status: as gather() gives it; @charts: [(file, what it shows)]; @triage: the list of
    triage's report, or None; @coverage: the page of scripts/coverage, or None.
    """
    settings = [(name, campaign.settings[name]) for name in SETTINGS]
    if "merged" in campaign.settings:
        settings.append(("merged of", ", ".join(campaign.settings["merged"])))
    finds = read_rows(campaign.path("finds.csv"), FIND_FIELDS)
    return render(TEMPLATE, title="Campaign %s: %s on %s" % (status["campaign"], status["target"], status["subject"]),
                  figures=figures(status), charts=charts, triage=triage, coverage=coverage, workers=status["workers"],
                  found=contributions(finds, status["workers"]), settings=settings, big=big, percent=percent,
                  commands="\n".join(map(command_line, campaign.settings["workers"])))
