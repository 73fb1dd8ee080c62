# SPDX-License-Identifier: GPL-2.0-or-later
"""A group of finds that are probably one bug, and the files that say what it is."""

import collections
import re
import shutil

from common.command import EXIT_CLEAN, EXIT_DIVERGENCE
from common.tool import GaveUp, last_line

from .replay import check_of, replay_once

# Seconds that making a program small may take; only a hang takes that long.
MIN_SECONDS = 120

# The files of a group: its program, made small and as it was found; what it does; C that can be worked with.
PROGRAM, ORIGINAL, DIVERGENCE, TRACE, PICTURE, TEST, KERNEL = (
    "program.txt", "original.txt", "divergence.txt", "trace.txt", "picture.svg", "test.c", "kernel.c")


class Group:
    """The finds with one place in the subject and one check, whatever the operation; where there is no such place, with one token.

    @token, @tokens: that of the smallest find; all of them, each with the number of its files, most first.
    @folder: where its files are.
    @program: the name of the reproducer to use: PROGRAM, or a find if that can't be made smaller.
    @before, @after: the operations of the smallest find, and of what was made of it; None if not known.
    @remarks: what could not be done, one line each.
    """

    def __init__(self, finds):
        self.finds = sorted(finds, key=lambda find: (find.size, find.sha1))
        self.token = self.smallest.verdict.token
        self.place = self.smallest.verdict.place
        self.tokens = collections.Counter()
        for find in self.finds:
            self.tokens[find.verdict.token] += len(find.paths)
        self.name = "-".join(re.sub(r"[^\w.]", "-", word) for word in (self.token, self.place) if word)
        self.schedule = self.smallest.verdict.schedule
        self.folder = None
        self.program = self.smallest.name
        self.before = self.after = None
        self.remarks = []

    @property
    def smallest(self):
        return self.finds[0]

    @property
    def file_count(self):
        return sum(len(find.paths) for find in self.finds)

    @property
    def first_seen(self):
        return min(find.first_seen for find in self.finds)

    def text(self, name):
        """What the file @name says; empty if it could not be made."""
        path = self.folder / name
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def key_of(outcome):
    """What tells one bug from others: the check and the place in the subject; else the token."""
    return (check_of(outcome.token), outcome.place) if outcome.place else outcome.token


def group_finds(finds):
    """Group the finds that reproduce; the groups with most files first."""
    groups = {}
    for find in finds:
        groups.setdefault(key_of(find.verdict), []).append(find)
    return sorted(map(Group, groups.values()), key=lambda group: (-group.file_count, group.name))


def minimise(tool, group):
    """Make PROGRAM of the smallest find. Return what it gives; None after a remark, if there is no smaller one."""
    group.before, after, failure = tool.minimise(group.smallest.name, PROGRAM, group.schedule, MIN_SECONDS, group.folder)
    outcome = None if failure else replay_once(tool, PROGRAM, group.schedule, group.folder)
    if outcome and outcome.token != group.token and key_of(outcome) != key_of(group):
        failure = "the small program gives %s" % (outcome.token or outcome.why)
    if failure:
        group.remarks.append("The program is as it was found; maplefuzz min: %s." % failure)
        return None
    group.after = after
    group.program = PROGRAM
    if outcome.place != group.place:
        group.remarks.append("Minimised, it diverges at %s: the same token, but perhaps another bug. "
                             "%s is the program as it was found." % (outcome.place or "no place in the tree", ORIGINAL))
    return outcome


def save(tool, group, name, words):
    """Keep in the file @name what a verb prints of the program. If it fails, that is a remark."""
    try:
        done = tool.run([words[0], *tool.options, *words[1:], group.program], tool.hang_seconds, group.folder)
    except GaveUp as gave_up:
        group.remarks.append("There is no %s: maplefuzz %s: %s." % (name, words[0], gave_up))
        return
    if done.stdout:
        (group.folder / name).write_text(done.stdout, encoding="utf-8")
    if done.returncode not in (EXIT_CLEAN, EXIT_DIVERGENCE) or not done.stdout:
        group.remarks.append("%s is not whole: maplefuzz %s: %s." % (name, words[0], last_line(done.stderr)))


def describe(tool, group, replay_command):
    """Write the files of a group into its folder. @replay_command: gives the command that replays its program."""
    for find in group.finds:
        shutil.copyfile(find.paths[0], group.folder / find.name)
    save(tool, group, ORIGINAL, ["show"])
    outcome = minimise(tool, group)
    if not outcome:
        outcome = group.smallest.verdict.outcomes[0]
        (group.folder / PROGRAM).write_text(group.text(ORIGINAL), encoding="utf-8")
    # The block names the file as maplefuzz was given it; a reader wants a command that can be pasted.
    command = "Replay:   " + replay_command(group)
    report = re.sub(r"^Replay: .*$", lambda _: command, outcome.report, flags=re.MULTILINE)
    (group.folder / DIVERGENCE).write_text(report, encoding="utf-8")
    save(tool, group, TRACE, ["show", "--trace"])
    save(tool, group, PICTURE, ["dot", "--svg", *group.schedule])
    save(tool, group, TEST, ["emit", *group.schedule])
    save(tool, group, KERNEL, ["emit", "--kernel", *group.schedule])
