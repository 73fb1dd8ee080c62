# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of a campaign: how it went, what each worker gave, and the crashes with their reports."""

import collections
import json
import os
import pathlib
import shlex
import subprocess
import tempfile

from campaign_plot import draw_all
from campaign_state import FIND_FIELDS, read_json, read_rows
from campaign_status import big, duration, gather, percent
from common import EXIT_CLEAN, EXIT_DIVERGENCE, ROOT, Failure, for_people, say
from page import block, code, element, escape, link, page, publish, table, wide

# By which an old report is known.
PAGE_NAME = "index.html"
FIGURES = "status.json"


class Contents:
    """What a report is made of. @charts: [(file, title)]; @groups: triage's, or None; @coverage: the page, or None."""

    def __init__(self, campaign, status):
        self.campaign = campaign
        self.status = status
        self.finds = read_rows(campaign.path("finds.csv"), FIND_FIELDS)
        self.charts = []
        self.groups = None
        self.coverage = None


# ---- What others make --------------------------------------------------------


def run_script(command):
    """Run another script, its output going where ours goes. Return whether it worked; that something diverged is no failure."""
    say(command)
    return subprocess.run(command, check=False).returncode in (EXIT_CLEAN, EXIT_DIVERGENCE)


def triage(campaign, folder):
    """Let scripts/triage make its report of the crashes. Return its list of groups; None if there is nothing to report."""
    if not campaign.crash_files():
        return None
    settings = campaign.settings
    out = folder / "triage"
    command = [ROOT / "scripts" / "triage", campaign.path("crashes"), "--target", settings["target"], *campaign.linux_words,
               *campaign.strict_words, "--tool", campaign.tool, "-o", out]
    if not run_script(command):
        raise Failure("scripts/triage made no report")
    return read_json(out / "groups.json")


def cover(campaign, folder):
    """Let scripts/coverage show what the corpus reaches of the tree. Return the page; None if it could not be had."""
    command = [ROOT / "scripts" / "coverage", "--html", folder / "coverage", *campaign.linux_words, campaign.path("corpus")]
    if run_script(command):
        return "coverage/index.html"
    return None


# ---- The page ----------------------------------------------------------------


def section(title, inside):
    return element("section", element("h2", escape(title)) + inside)


def charts_section(contents):
    images = ['<img src="%s" alt="%s">' % (name, escape(title)) for name, title in contents.charts]
    inside = "".join(element("h3", escape(title)) + wide(image, title, "div")
                     for (_, title), image in zip(contents.charts, images))
    return section("Course", inside or element("p", "It has not run long enough for a line."))


def contributions(finds):
    """{worker: Counter of kinds} of what was found first by each."""
    counts = collections.defaultdict(collections.Counter)
    for find in finds:
        counts[find["worker"]]["input" if find["kind"] == "input" else "crash"] += 1
    return counts


def workers_section(contents):
    found = contributions(contents.finds)
    workers = contents.status["workers"]
    rows = [(code(name), escape(worker["about"]), big(worker["executions"] or 0), big(worker["calls"] or 0), percent(worker),
             found[name]["input"], found[name]["crash"], worker["restarts"]) for name, worker in workers.items()]
    # Other machines, merged campaigns, and workers of before.
    rows += [(code(name), "not of the workers now", "–", "–", "–", count["input"], count["crash"], "–")
             for name, count in sorted(found.items()) if name not in workers]
    head = ("Worker", "What", "Executions", "Calls", "Edges", "Inputs found first", "Crashes found first", "Restarts")
    return section("Workers", table(head, rows, "Workers"))


def crashes_section(contents):
    groups = contents.groups
    if groups is None:
        return section("Crashes", element("p", "None."))
    rows = [(element("a", escape(group["token"]), href="triage/index.html#" + group["name"]), code(group["frame"]) if group["frame"] else "–",
             len(group["files"])) for group in groups["groups"]]
    others = ["%d %s" % (len(groups[key]), words)
              for key, words in (("unstable", "unstable"), ("not_reproduced", "not reproduced")) if groups[key]]
    report = element("p", ", ".join([link("triage/index.html", "The report of triage"), *others]))
    return section("Crashes", (table(("Token", "Frame", "Files"), rows, "Crashes") if rows else "") + report)


def coverage_section(contents):
    if contents.coverage:
        return section("Coverage of the tree", element("p", link(contents.coverage, "Every line and branch, with counts")
                       + ": what the corpus reaches, checks left out"))
    return section("Coverage of the tree", element("p", "Not measured.", class_="remark"))


def command_line(worker):
    """What a shell would be given to run a worker."""
    variables = ["%s=%s" % (name, shlex.quote(value)) for name, value in worker["environment"].items()]
    return " ".join([*variables, shlex.join(worker["command"])])


def settings_section(contents):
    settings = contents.campaign.settings
    names = ("target", "subject", "linux", "strict", "commit", "created", "jobs", "disk_floor")
    rows = [(escape(name), "–" if settings[name] is None else escape(settings[name])) for name in names]
    rows += [("merged of", escape(", ".join(settings["merged"])))] if "merged" in settings else []
    commands = "\n".join(map(command_line, settings["workers"]))
    return section("Settings", table(("Setting", "Value"), rows, "Settings") + element("h3", "Command lines, in the campaign's folder")
                   + block(commands, "Command lines"))


def campaign_page(contents):
    status = contents.status
    figures = (("run time", duration(status["seconds"])), ("executions", big(status["executions"])), ("calls", big(status["calls"])),
               ("executions a second", big(status["executions_per_second"])), ("inputs", status["corpus"]),
               ("crashes", status["crashes"]), ("restarts", status["restarts"]))
    title = "Campaign %s: %s on %s" % (status["campaign"], status["target"], status["subject"])
    sections = (charts_section, crashes_section, workers_section, coverage_section, settings_section)
    return page(title, figures, [make(contents) for make in sections])


# ---- The folder --------------------------------------------------------------


def check_output(out):
    if out.exists() and any(out.iterdir()) and not (out / FIGURES).exists():
        raise Failure("%s is there and no report of a campaign; name another folder with -o" % for_people(out))


def report(arguments, campaign):
    """Write the report into a new folder, and put it in the place of the old one."""
    out = arguments.output or pathlib.Path(os.environ.get("MAPLEFUZZ_OUT", ROOT / "out")) / "campaigns" / campaign.name
    out = out.absolute()
    check_output(out)
    if subprocess.run([ROOT / "scripts" / "setup", "gnuplot-nox"], check=False).returncode:
        raise Failure("the charts need gnuplot")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".%s-" % out.name, dir=out.parent, ignore_cleanup_errors=True) as name:
        folder = pathlib.Path(name) / "report"
        folder.mkdir()
        contents = Contents(campaign, gather(campaign))
        contents.charts = draw_all(campaign, folder)
        contents.groups = triage(campaign, folder)
        contents.coverage = cover(campaign, folder) if not arguments.no_coverage else None
        (folder / PAGE_NAME).write_text(campaign_page(contents), encoding="utf-8")
        (folder / FIGURES).write_text(json.dumps(contents.status, indent=1) + "\n", encoding="utf-8")
        publish(folder, out)
    print("page: %s" % for_people(out / PAGE_NAME))
    return EXIT_DIVERGENCE if contents.status["divergence"] else EXIT_CLEAN
