# SPDX-License-Identifier: GPL-2.0-or-later
"""One screen that says how a campaign stands."""

import json
import time

from common.command import EXIT_CLEAN, EXIT_DIVERGENCE
from common.totals import read_totals, sum_totals
from common.words import columns, for_people

from .disk import free_megabytes
from .tokens import NOT_REPRODUCED, count_tokens, crash_tokens, diverges

# Seconds that a status may take to replay crashes.
REPLAY_SECONDS = 5

CLEAR_SCREEN = "\033[H\033[2J"


def duration(seconds):
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return "%d d %02d h %02d min" % (days, hours, minutes)
    return "%d h %02d min %02d s" % (hours, minutes, seconds) if hours else "%d min %02d s" % (minutes, seconds)


def big(number):
    """A number in four digits."""
    for unit, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if number >= size and number >= 1e4:
            return "%.4g%s" % (number / size, unit)
    return "%.4g" % number


def total_counts(campaign):
    """What all workers that there ever were have counted."""
    return sum_totals(read_totals(path) for path in campaign.path("workers").glob("*.totals"))


def state_name(campaign, state):
    """What the campaign does now: its supervisor may have been killed before it could write that down."""
    if campaign.supervisor():
        return state.get("state", "starting")
    if not state:
        return "not run yet"
    return "killed" if state["state"] in ("running", "paused") else state["state"]


def gather(campaign, seconds=REPLAY_SECONDS):
    """All that a status says, as --json prints it."""
    state = campaign.state()
    totals = total_counts(campaign)
    run_seconds = max(state.get("seconds", 0), 1)
    workers = state.get("workers", {})
    tokens = crash_tokens(campaign, seconds)
    now = state_name(campaign, state)
    if now not in ("running", "paused"):
        for worker in workers.values():
            worker.update(state=now, executions_now=0, calls_now=0)
    return {
        "campaign": campaign.name,
        "state": now,
        "why": state.get("why"),
        "target": campaign.settings["target"],
        "subject": campaign.settings["subject"],
        "seconds": state.get("seconds", 0),
        "run_until": campaign.settings["run_until"],
        "executions": totals.executions,
        "calls": totals.calls,
        "known_issues": totals.known,
        "executions_per_second": round(totals.executions / run_seconds, 1),
        "calls_per_second": round(totals.calls / run_seconds, 1),
        "executions_now": round(sum(worker["executions_now"] for worker in workers.values()), 1),
        "calls_now": round(sum(worker["calls_now"] for worker in workers.values()), 1),
        "corpus": campaign.corpus_size(),
        "crashes": len(tokens),
        "tokens": {token or "waiting": count for token, count in count_tokens(tokens)},
        "divergence": any(diverges(crash, token) for crash, token in tokens.items()),
        "restarts": sum(worker["restarts"] for worker in workers.values()),
        "disk_free_mb": free_megabytes(campaign.folder),
        "disk_floor_mb": campaign.settings["disk_floor"],
        "workers": workers,
    }


def percent(worker):
    if not worker["edges"] or not worker["edges_total"]:
        return "-"
    return "%.1f%%" % (100 * worker["edges"] / worker["edges_total"])


def worker_row(name, worker):
    stability = "-" if worker["stability"] is None else "%.2f%%" % worker["stability"]
    restarts = str(worker["restarts"])
    if worker["after_finds"]:
        restarts += " (%d)" % worker["after_finds"]
    return [name, worker["state"], big(worker["executions_now"]), big(worker["calls_now"]), big(worker["executions"] or 0),
            str(worker["corpus"] or "-"), str(worker["edges"] or "-"), percent(worker), stability, restarts]


def token_lines(status):
    if not status["tokens"]:
        return ["crashes     none"]
    lines = ["crashes     %d files" % status["crashes"]]
    names = {"waiting": "(not replayed yet)", NOT_REPRODUCED: "(not reproduced)"}
    return lines + ["  %8d  %s" % (count, names.get(token, token)) for token, count in status["tokens"].items()]


def screen(campaign, status):
    until = " of %s" % duration(status["run_until"]) if status["run_until"] else ""
    why = ": %s" % status["why"] if status["why"] and status["state"] != "running" else ""
    rows = [["worker", "", "exec/s", "calls/s", "executions", "corpus", "edges", "", "stability", "restarts"]]
    rows += [worker_row(name, worker) for name, worker in status["workers"].items()]
    lines = [
        "%s on %s, %s: %s%s" % (status["target"], status["subject"], for_people(campaign.folder), status["state"], why),
        "run time    %s%s" % (duration(status["seconds"]), until),
        "executions  %s, %s/s now, %s/s in all" % (big(status["executions"]), big(status["executions_now"]),
                                                  big(status["executions_per_second"])),
        "calls       %s, %s/s now, %s/s in all" % (big(status["calls"]), big(status["calls_now"]), big(status["calls_per_second"])),
        "corpus      %d inputs" % status["corpus"],
        "disk        %d MB free, pauses below %d MB" % (status["disk_free_mb"], status["disk_floor_mb"]),
        "", *columns(rows, left=2), "", *token_lines(status),
    ]
    if any(worker["after_finds"] for worker in status["workers"].values()):
        lines.append("\nrestarts (n): n of them because libFuzzer ends with a find")
    return "\n".join(lines)


def status(arguments, campaign):
    code = EXIT_CLEAN
    while True:
        found = gather(campaign)
        code = EXIT_DIVERGENCE if found["divergence"] else EXIT_CLEAN
        if arguments.json:
            print(json.dumps(found, indent=1))
        else:
            print((CLEAR_SCREEN if arguments.watch else "") + screen(campaign, found), flush=True)
        if not arguments.watch:
            return code
        time.sleep(arguments.watch)
