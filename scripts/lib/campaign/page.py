# SPDX-License-Identifier: GPL-2.0-or-later
"""The report of a campaign as a page for a browser."""

import collections
import pathlib
import shlex
import time

from common.words import date
from report.page import render

from .state import FIND_FIELDS, read_rows
from .status import big, duration, percent

TEMPLATE = pathlib.Path(__file__).with_name("page.html.j2")


def strict_text(strict):
    if not strict:
        return "stepped around"
    return "divergences, too" if strict is True else "%s is a divergence, the others are stepped around" % strict


def settings_rows(settings):
    """The settings in words: (name, value)."""
    yield "target", settings["target"]
    yield "tree", settings["subject"]
    yield "Linux source tree", settings["linux"] or "none: the embedded tree"
    yield "known issues", strict_text(settings["strict"])
    yield "commit of maplefuzz", settings["commit"]
    yield "created", settings["created"]
    yield "workers", settings["jobs"]
    yield "pauses when the disk has less than", "%d MB free" % settings["disk_floor"]
    yield "told of new tokens (--on-crash)", settings.get("on_crash") or "nobody"
    if "merged" in settings:
        yield "merged of", ", ".join(settings["merged"])


def contributions(finds, workers):
    """{worker: {"input": number, "crash": number}} of what each found first; those of @workers are always in it."""
    counts = collections.defaultdict(lambda: {"input": 0, "crash": 0}, {name: {"input": 0, "crash": 0} for name in workers})
    for find in finds:
        counts[find["worker"]]["input" if find["kind"] == "input" else "crash"] += 1
    return counts


def first_finds(groups, finds):
    """{name of a group: when and by whom its first file was found}; a campaign that was merged does not know when."""
    first = {}
    for find in finds:
        first.setdefault(find["sha1"], (float(find["seconds"]), find["worker"]))
    times = {group["name"]: sorted(first[file["sha1"]] for file in group["files"] if file["sha1"] in first) for group in groups}
    return {name: {"after": duration(found[0][0]) if found else "–", "worker": found[0][1] if found else "–"}
            for name, found in times.items()}


def command_line(worker):
    """What a shell would be given to run a worker."""
    variables = ["%s=%s" % (name, shlex.quote(value)) for name, value in worker["environment"].items()]
    return " ".join([*variables, shlex.join(worker["command"])])


def figures(status):
    """The head of the page."""
    now = status["state"] + (": %s" % status["why"] if status["why"] and status["state"] != "running" else "")
    return (("state", now), ("at the time of this page (UTC)", date(time.time())),
            ("run time", duration(status["seconds"])), ("executions", big(status["executions"])),
            ("calls", big(status["calls"])), ("executions a second", big(status["executions_per_second"])),
            ("inputs", status["corpus"]), ("crashes", status["crashes"]), ("restarts", status["restarts"]))


def campaign_page(campaign, status, charts, triage, coverage):
    """
    The whole page. @status: as gather() gives it; @charts: [(file, the narrow one, what it shows)]; @triage: the list of
    triage's report, or None; @coverage: the page and the rows of scripts/coverage, or None.
    """
    finds = read_rows(campaign.path("finds.csv"), FIND_FIELDS)
    return render(TEMPLATE, title="Campaign %s: %s on %s" % (status["campaign"], status["target"], status["subject"]),
                  figures=figures(status), charts=charts, triage=triage, coverage=coverage, workers=status["workers"],
                  found=contributions(finds, status["workers"]), settings=list(settings_rows(campaign.settings)), big=big,
                  percent=percent, date=date, first_finds=first_finds(triage["groups"] if triage else [], finds),
                  commands="\n".join(map(command_line, campaign.settings["workers"])))
