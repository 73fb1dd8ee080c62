#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Known issues of a Linux tree: the reproducer of each is stepped around, also in the C that is emitted, and diverges under --strict.

Which issues a tree has, the harness finds out by itself; of some trees it is known here, too."""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TABLE = ROOT / "fuzz" / "harness" / "known" / "issues.c"

# What every tree of these versions has, of the issues in the table.
EVERY = {"prev-below-min", "erase-enomem", "rcu-destroy-full", "rcu-destroy-metadata", "reader-emptied", "parent-slot",
         "empty-area-overflow", "store-returns"}
PRESENT = {
    "6.1": EVERY | {"destroy-attributes", "prev-needs-lock", "empty-area-arguments", "null-retry", "erase-stale", "limit-states",
                    "nomem-spin"},
    "6.12": EVERY | {"null-leaf", "insert-over-all", "nomem-spin", "erase-leak", "first-node", "limit-unwalked",
             "prev-narrowed", "prev-root"},
    "6.16": EVERY | {"null-leaf", "insert-over-all", "nomem-spin", "erase-leak", "first-node", "limit-unwalked",
             "prev-narrowed", "prev-root", "build-deficient", "cyclic-stale", "cyclic-wrapped",
             "retry-heights"},
}

# Ranges of ten side by side in RCU mode, then a destroy. At this number the root has 15 children, which does no harm: the
# node that metadata is mistaken for a child in lies below the root.
HARMLESS_RANGES = 3166

# The attributes are lost when the tree is destroyed: older versions promise no more.
LOSES_ATTRIBUTES = "trees alloc\nstore t0 [5] v1\n"


class Failure(Exception):
    """An issue is not met as it should be; the message says which and how."""


class Issue:
    """A row of the table of known issues."""

    def __init__(self, row):
        self.name = re.search(r'\.name = "([^"]+)"', row).group(1)
        self.reproducer = ROOT / re.search(r'\.reproducer = "([^"]+)"', row).group(1)
        self.difference = ".difference = true" in row


def parse_arguments():
    parser = argparse.ArgumentParser(prog="tests/subjects/known_issues.py", description=__doc__, allow_abbrev=False)
    parser.add_argument("tool", metavar="MAPLEFUZZ", help="the maplefuzz command of a build with a Linux tree")
    return parser.parse_args()


def issues():
    rows = re.findall(r"^\t\{\n(\t\t\.name = \".*?)^\t\},", TABLE.read_text(), re.MULTILINE | re.DOTALL)
    if not rows:
        raise Failure("no row is found in %s" % TABLE)
    return [Issue(row) for row in rows]


def replay(tool, path, *options):
    """Return the exit code, and the names of the issues that were stepped around."""
    done = subprocess.run([tool, "replay", *options, str(path)], capture_output=True, check=False)
    output = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
    if done.returncode not in (0, 1):
        raise Failure("replay %s %s: exit code %d\n%s" % (" ".join(options), path, done.returncode, output))
    return done.returncode, set(re.findall(r"^known issue (\S+): stepped around \d+ times", output, re.MULTILINE))


def expect(tool, path, options, code, met):
    """Replay @path: it ends with @code, and the issues of @met are stepped around among others."""
    got_code, got_met = replay(tool, path, *options)
    if got_code != code or not met <= got_met:
        raise Failure("replay %s %s: exit code %d, stepped around: %s; it should be %d: %s" % (
            " ".join(options), path, got_code, sorted(got_met), code, sorted(met)))
    return got_met


def check_issue(tool, issue, others):
    """Return whether the tree has the issue."""
    met = expect(tool, issue.reproducer, [], 0, set())
    if issue.name not in met:
        expect(tool, issue.reproducer, ["--strict=" + issue.name], 0, set())
        return False
    diverging = expect(tool, issue.reproducer, ["--strict=" + issue.name], 1, set())
    if issue.name in diverging:
        raise Failure("--strict=%s steps around it" % issue.name)
    # A program may meet more than one. Who is strict about the others says nothing of it.
    unmet = sorted({other.name for other in others} - met)
    expect(tool, issue.reproducer, ["--strict=" + ",".join(unmet)], 0, {issue.name})
    # Where other issues are met, too, they are strict.
    if issue.difference and not met & {other.name for other in others if not other.difference}:
        expect(tool, issue.reproducer, ["--strict"], 0, {issue.name})
    else:
        expect(tool, issue.reproducer, ["--strict"], 1, set())
    return True


def check_emitted(tool, issue):
    """What is emitted steps around it as the run did: it passes."""
    done = subprocess.run([tool, "emit", "--check", str(issue.reproducer)], capture_output=True, text=True, check=False)
    if done.returncode != 0 or not done.stdout.endswith(": no divergence: the test passes, as it should\n"):
        raise Failure("emit --check %s: exit code %d\n%s%s" % (issue.reproducer, done.returncode, done.stdout, done.stderr))


def check_present(tool, present):
    identity = json.loads(subprocess.run([tool, "--identity"], capture_output=True, check=True).stdout)
    version = identity["text"]
    match = re.fullmatch(r"(\d+\.\d+)\.\d+", identity["version"])
    expected = PRESENT.get(match.group(1)) if match else None
    if expected is not None and present != expected:
        raise Failure("%s should have %s, it has %s" % (version, sorted(expected), sorted(present)))
    return version


def harmless_program():
    """A program whose last call destroys a root of 15 children, the nodes below which are small ones."""
    fills = ["fill t0 [%d, %d] v0 stride 1 count %d\n" % (10 * at, 10 * at + 9, min(1024, HARMLESS_RANGES - at))
             for at in range(0, HARMLESS_RANGES, 1024)]
    return "trees rcu\n" + "".join(fills) + "destroy t0\n"


def check_programs(tool, work):
    """Programs that are not stepped around, or always."""
    harmless, attributes = work / "harmless.txt", work / "attributes.txt"
    harmless.write_text(harmless_program())
    attributes.write_text(LOSES_ATTRIBUTES)
    for options in (["--light"], ["--light", "--strict"]):
        met = expect(tool, harmless, options, 0, set()) & {"rcu-destroy-full", "rcu-destroy-metadata"}
        if met:
            raise Failure("%d ranges in RCU mode and a destroy: %s is stepped around" % (HARMLESS_RANGES, sorted(met)))
    expect(tool, attributes, ["--strict"], 0, set())


def check(tool):
    table = issues()
    present = {issue.name for issue in table
               if check_issue(tool, issue, [other for other in table if other is not issue])}
    for issue in table:
        if issue.name in present:
            check_emitted(tool, issue)
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        check_programs(tool, pathlib.Path(name))
    print("%s has %d of %d issues: %s" % (check_present(tool, present), len(present), len(table), ", ".join(sorted(present))))


def main():
    try:
        check(parse_arguments().tool)
    except (Failure, OSError, subprocess.CalledProcessError) as failure:
        print("known_issues: %s" % failure, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
