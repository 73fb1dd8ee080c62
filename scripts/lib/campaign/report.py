# SPDX-License-Identifier: GPL-2.0-or-later
"""The report of a campaign: a page with its course and its workers, triage's report of its crashes, its coverage."""

import json
import subprocess

from common.build import install
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure
from common.folder import check_output, replacing
from common.paths import ROOT
from common.words import for_people, say
from report.page import require_jinja2

from .page import campaign_page
from .plot import draw_all
from .state import read_json
from .status import gather

PAGE_NAME = "index.html"
# Whose folders may be replaced.
KIND = "campaign report"
# The status, for programs.
FIGURES = "status.json"


def run_script(command):
    """Run another script, which prints where we do. Return whether it worked; that something diverged is no failure."""
    say(command)
    return subprocess.run(command, check=False).returncode in (EXIT_CLEAN, EXIT_DIVERGENCE)


def triage(campaign, folder, destination):
    """
    Let scripts/triage report on the crashes, in @folder, which will be @destination.
    Return its list of groups; None if there is no crash.
    """
    if not campaign.crash_files():
        return None
    command = [ROOT / "scripts" / "triage", campaign.path("crashes"), "--target", campaign.settings["target"],
               *campaign.linux_words, *campaign.strict_words, "--tool", campaign.tool_path, "-o", folder, "--destination", destination]
    if not run_script(command):
        raise Failure("scripts/triage made no report")
    return read_json(folder / "groups.json")


def cover(campaign, folder):
    """Let scripts/coverage show what the corpus reaches of the tree. Return its page and its figures in words; None if there are none."""
    command = [ROOT / "scripts" / "coverage", "--html", folder / "coverage", *campaign.linux_words,
               campaign.path("corpus")]
    if not run_script(command):
        return None
    figures = read_json(folder / "coverage/figures.json")
    return {"page": "coverage/index.html",
            "rows": [(word, "%.1f %%" % (100 * covered / total), total) for word, (covered, total) in figures.items() if total]}


def write(campaign, folder, destination, with_coverage):
    """Write the report into @folder, which will be @destination. Return the status that it shows."""
    status = gather(campaign)
    charts = draw_all(campaign, folder)
    groups = triage(campaign, folder / "triage", destination / "triage")
    coverage = cover(campaign, folder) if with_coverage else None
    page = campaign_page(campaign, status, charts, groups, coverage)
    (folder / PAGE_NAME).write_text(page, encoding="utf-8")
    (folder / FIGURES).write_text(json.dumps(status, indent=1) + "\n", encoding="utf-8")
    return status


def report(arguments, campaign):
    """Write the report into a new folder, and put it in the place of the old one."""
    out = (arguments.output or campaign.path("report")).absolute()
    check_output(out, KIND, [campaign.folder])
    install("gnuplot-nox")
    require_jinja2()
    with replacing(out, KIND) as folder:
        status = write(campaign, folder, out, not arguments.no_coverage)
    print("page: %s" % for_people(out / PAGE_NAME))
    return EXIT_DIVERGENCE if status["divergence"] else EXIT_CLEAN
