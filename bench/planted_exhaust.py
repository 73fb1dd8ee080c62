# SPDX-License-Identifier: GPL-2.0-or-later
"""Which planted bugs `maplefuzz exhaust` finds: in which scope, by which sweep, in how many programs; and why it does not find the others."""

import pathlib
import re
import signal
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent / name) for name in ("scripts/lib", "tests/planted")]
# pylint: disable=wrong-import-position
import beyond  # noqa: E402
import check_planted as planted  # noqa: E402
from planted_runs import measure_each  # noqa: E402
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_INTERRUPTED, Failure  # noqa: E402
from exhaust.tables import names  # noqa: E402

# The scopes that are tried, the smallest first.
SCOPES = ("tiny", "small", "default")

SWEEPS = names("sweeps.def")

SUMMARY = re.compile(r": (\d+) programs: (?:no divergence|divergence (\S+))$", re.MULTILINE)

# Seconds within which maplefuzz ends when it is asked to.
PATIENCE = 60


class Find:
    """How a bug was found: by a sweep in a scope, in so many programs of that sweep. The sweep is None if it was not."""

    def __init__(self, bug):
        self.bug = bug
        self.scope = self.sweep = self.token = None
        self.programs = 0
        self.cut = []  # sweeps that were ended before they were done

    def row(self):
        """What the table has of it."""
        if self.sweep:
            return beyond.Row(self.bug.name, self.scope, self.sweep, f"{self.programs:,}", self.token)
        return beyond.Row(self.bug.name, "", "", "", "")

    def line(self, reasons):
        if self.sweep:
            return f"{self.bug.name:<28}{self.scope:<9}{self.sweep:<11}{self.programs:>14,}  {self.token}"
        cut = f" (cut short: {', '.join(self.cut)})" if self.cut else ""
        return f"{self.bug.name:<28}not found{cut}: {beyond.reason(self.bug, reasons) or 'and there is no reason in beyond.txt'}"


def run_sweep(program, scope, sweep, seconds):
    """Run a sweep. Return (programs, token or None, whether it was done)."""
    command = [str(program), "exhaust", planted.STRICT, "--scope", scope, "--sweeps", sweep, "--timeout", str(planted.PROGRAM_TIMEOUT),
               "--save", "/dev/null"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        try:
            text, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            text, _ = process.communicate(timeout=PATIENCE)
    match = SUMMARY.search(text)
    if not match or process.returncode not in (EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_INTERRUPTED):
        raise Failure("%s ends with %d: %s" % (" ".join(command), process.returncode, text[-500:].strip()))
    return int(match[1]), match[2], process.returncode != EXIT_INTERRUPTED


def look_for(find, program, scope, sweeps, seconds):
    """Run @sweeps of @scope, until one finds it."""
    for sweep in sweeps:
        programs, token, done = run_sweep(program, scope, sweep, seconds)
        if token:
            find.scope, find.sweep, find.programs, find.token = scope, sweep, programs, token
            return
        if not done:
            find.cut.append(f"{scope} {sweep}")


def measure(bug, folder, work, arguments):
    find = Find(bug)
    if beyond.has_processes(bug):
        return find
    place = work / bug.name
    place.mkdir()
    program = planted.build_subject(planted.Build(folder), bug.name, place)
    for scope in SCOPES[:SCOPES.index(arguments.scope) + 1]:
        if not find.sweep:
            look_for(find, program, scope, arguments.sweeps if scope == arguments.scope else SWEEPS, arguments.time)
    return find


def measure_all(bugs, arguments, reasons):
    """Print a line for each bug as it is measured, and write its row, if that is asked for: a run may be cut into slices. Return the finds."""
    finds = []
    for find in measure_each(bugs, arguments.jobs, lambda bug, folder, work: measure(bug, folder, work, arguments)):
        finds.append(find)
        print(find.line(reasons), flush=True)
        if arguments.readme:
            beyond.write_row(find.row())
    return finds


def good(find, reasons):
    """Is it found, or is there a reason? One that is found needs none."""
    return bool(find.sweep) != bool(beyond.reason(find.bug, reasons))


def exhaust(bugs, arguments):
    """Try @bugs. Return the exit code."""
    reasons = beyond.read_beyond()
    print(f"{'bug':<28}{'scope':<9}{'sweep':<11}{'programs':>14}  found as")
    finds = measure_all(bugs, arguments, reasons)
    found = sum(bool(find.sweep) for find in finds)
    bad = [find.bug.name for find in finds if not good(find, reasons)]
    print(f"{found} of {len(finds)} planted bugs are found up to scope {arguments.scope}")
    if bad:
        print(f"not as beyond.txt has it: {', '.join(bad)}")
    return EXIT_DIVERGENCE if bad else EXIT_CLEAN
