# SPDX-License-Identifier: GPL-2.0-or-later
"""The benchmark harness: what the checks cost beside the bare calls, target by target, on both trees."""

import re
import statistics
import subprocess
import sys
import typing

from common.command import Failure
from common.paths import ROOT
from common.targets import targets

from . import ratios, trees
from .trees import about  # pylint: disable=unused-import

ABOUT = "programs of each target with all checks, as fuzzing makes them, beside the bare calls of the same programs"

# Columns that are flush left.
LEFT = 1

PRESET = "release"

# Rounds over all programs of a target, each way in turn.
ROUNDS = 9
QUICK = 3

ROUND = re.compile(r"^round: (\w+),(\d+),([\d.]+)$", re.MULTILINE)


def builds(linux):
    """The folders, by the name of the tree."""
    return trees.builds(linux, PRESET)


class Slice(typing.NamedTuple):
    """A round: @way: checked or bare; so many @calls in @seconds."""
    subject: str
    target: str
    way: str
    calls: int
    seconds: float

    @property
    def nanoseconds(self):
        """Of a call."""
        return 1e9 * self.seconds / self.calls


def run(subject, folder, target, rounds):
    """Let bench-harness measure."""
    done = subprocess.run([folder / "bench" / "bench-harness", ROOT / "corpus" / target / "seeds", str(rounds)], capture_output=True, text=True, check=False)
    if done.returncode < 0:
        # Bare calls are not led around the known issues of a tree (docs/findings.md), as the harness's are.
        print("harness: %s, %s is left out: a call crashes" % (subject, target), file=sys.stderr)
        return
    if done.returncode:
        raise Failure("bench-harness: %s" % (done.stderr.strip().splitlines() or ["exit code %d" % done.returncode])[-1])
    for way, calls, seconds in ROUND.findall(done.stdout):
        yield Slice(subject, target, way, int(calls), float(seconds))


def measure(folders, quick):
    """All rounds. @folders: the builds, by the name of the subject."""
    return [one for target in targets() if (ROOT / "corpus" / target / "seeds").is_dir()
            for subject, folder in folders.items() for one in run(subject, folder, target, QUICK if quick else ROUNDS)]


def compare(slices):
    """By target and subject: nanoseconds of a call with checks, of a bare one, and how many times as long the first takes."""
    groups = {}
    for one in slices:
        groups.setdefault((one.target, one.subject), {"checked": [], "bare": []})[one.way].append(one.nanoseconds)
    return {key: (statistics.median(group["checked"]), statistics.median(group["bare"]), ratios.neighbours(group["checked"], group["bare"]))
            for key, group in groups.items()}


def titled(slices):
    """The table, with its title."""
    compared = compare(slices)
    subjects = list(dict.fromkeys(one.subject for one in slices))
    rows = [("target", *(word for subject in subjects for word in ("%s: with checks" % subject, "bare", "ratio", "quartiles")))]
    for target in dict.fromkeys(target for target, _ in compared):
        row = [target]
        for subject in subjects:
            if (target, subject) in compared:
                checked, bare, ratio = compared[target, subject]
                row += ["%.0f" % checked, "%.0f" % bare, *ratio.words()]
            else:
                row += ["-"] * 4
        rows.append(tuple(row))
    yield "nanoseconds of a call", rows


def remarks(slices):
    return ratios.noise(ratio for _, _, ratio in compare(slices).values())


def worst(slices):
    """Where checks cost most, in words, and the ratio."""
    ratio, (target, subject) = max((ratio.median, key) for key, (_, _, ratio) in compare(slices).items())
    return "%s, %s, calls with checks to bare ones" % (subject, target), ratio
