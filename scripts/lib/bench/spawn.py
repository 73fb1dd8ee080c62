# SPDX-License-Identifier: GPL-2.0-or-later
"""The benchmark spawn: fork() by the number of VMAs, with the columns of the work on __mt_dup()."""

import statistics
import subprocess
import typing

from common.command import Failure
from common.page import Picture

from . import ratios
from .trees import about, builds  # pylint: disable=unused-import

ABOUT = "fork() by the number of VMAs, as the work on __mt_dup() measured it"

# Columns that are flush left.
LEFT = 0

VMAS = (21, 121, 221, 421, 821, 1621, 3221, 6421, 12821, 25621, 51221)

# By how many per cent more processes were spawned in ten seconds, as that work gives it for Linux.
PUBLISHED = (2.19, 8.92, 19.88, 34.64, 42.37, 44.64, 48.28, 50.17, 51.68, 53.74, 52.42)

# What is repeated for the subjects in turn, slices of each way in turn, and milliseconds of a slice.
ROUNDS, SLICES, MILLISECONDS = 3, 5, 50
QUICK = 3, 3, 2

TITLES = {"tree": "the tree alone: __mt_dup() against insertion one by one, microseconds",
          "fork": "fork() and exit() of src/mm in ten seconds: by insertion, and by __mt_dup()"}


class Slice(typing.NamedTuple):
    """A stretch of time: @way: insert or dup; @count: how often it was done in @seconds."""
    subject: str
    table: str
    vmas: int
    way: str
    count: int
    seconds: float


def run(subject, folder, vmas, slices, milliseconds):
    """Let bench-spawn measure."""
    done = subprocess.run([folder / "bench" / "bench-spawn", str(vmas), str(slices), str(milliseconds)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure("bench-spawn: %s" % (done.stderr.strip().splitlines() or ["exit code %d" % done.returncode])[-1])
    for line in done.stdout.splitlines():
        table, number, way, count, seconds = line.split(",")
        yield Slice(subject, table, int(number), way, int(count), float(seconds))


def measure(folders, quick):
    """All slices. @folders: the builds, by the name of the subject."""
    rounds, slices, milliseconds = QUICK if quick else (ROUNDS, SLICES, MILLISECONDS)
    return [one for _ in range(rounds) for vmas in VMAS for subject, folder in folders.items()
            for one in run(subject, folder, vmas, slices, milliseconds)]


def rates(slices, *key):
    """How often a second, slice by slice, of those of this (subject, table, vmas, way)."""
    return [one.count / one.seconds for one in slices if one[:4] == key]


def gains(slices, subject, table, vmas):
    """By how much more often the new way is done: the rates of neighbouring slices, divided."""
    before, after = (rates(slices, subject, table, vmas, way) for way in ("insert", "dup"))
    return ratios.neighbours(after, before)


def subjects_of(slices):
    return list(dict.fromkeys(one.subject for one in slices))


def tree_row(slices, subject, vmas):
    micros = [1e6 / statistics.median(rates(slices, subject, "tree", vmas, way)) for way in ("insert", "dup")]
    return (str(vmas), "%.2f" % micros[0], "%.2f" % micros[1], *gains(slices, subject, "tree", vmas).words())


def percent(ratio):
    return 100 * (ratio - 1)


def fork_row(slices, subject, vmas, published):
    tens = [10 * statistics.median(rates(slices, subject, "fork", vmas, way)) for way in ("insert", "dup")]
    gain = gains(slices, subject, "fork", vmas)
    return (str(vmas), "%.0f" % tens[0], "%.0f" % tens[1], "%.2f %%%s" % (percent(gain.median), "?" if gain.noisy else ""),
            "%.2f to %.2f" % (percent(gain.low), percent(gain.high)), "%.2f %%" % published)


HEADS = {"tree": ("VMAs", "insertion", "__mt_dup()", "ratio", "quartiles"),
         "fork": ("VMAs", "before", "after", "gain", "quartiles", "published")}


def rows(slices, subject, table):
    """The head of a table, and its rows."""
    if table == "tree":
        return [HEADS[table], *(tree_row(slices, subject, vmas) for vmas in VMAS)]
    return [HEADS[table], *(fork_row(slices, subject, vmas, published) for vmas, published in zip(VMAS, PUBLISHED))]


def titled(slices):
    """All tables, with their titles."""
    for table, title in TITLES.items():
        for subject in subjects_of(slices):
            yield "%s: %s" % (subject, title), rows(slices, subject, table)


def remarks(slices):
    return ratios.noise(gains(slices, subject, table, vmas) for subject in subjects_of(slices) for table in TITLES for vmas in VMAS)


def picture(slices):
    """The gain of a fork."""
    lines = {"published": list(zip(VMAS, PUBLISHED))}
    for subject in subjects_of(slices):
        lines[subject] = [(vmas, percent(gains(slices, subject, "fork", vmas).median)) for vmas in VMAS]
    return Picture("Gain by the number of VMAs", "VMAs", "more forks in ten seconds, per cent", lines)


def worst(slices):
    """What gains the least by the new way, in words, and the ratio."""
    ratio, subject, table, vmas = min((gains(slices, subject, table, vmas).median, subject, table, vmas)
                                      for subject in subjects_of(slices) for table in TITLES for vmas in VMAS)
    return "%s, %s, %d VMAs, dup to insertion" % (subject, table, vmas), ratio
