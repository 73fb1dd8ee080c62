# SPDX-License-Identifier: GPL-2.0-or-later
"""The results of a triage: the words that its page and its text share, and a list in JSON for other programs."""

import json

from common.options import linux_words, strict_words
from common.paths import script
from common.words import plural, shell_line

from .group import DIVERGENCE, KERNEL, ORIGINAL, PICTURE, PROGRAM, TEST, TRACE

# The format of the list: it goes up when an old reader would misread it.
VERSION = 2

# What each file of a group is, in the order in which a reader wants them.
CONTENTS = (
    (PROGRAM, "the program, minimised, as text"),
    (DIVERGENCE, "the divergence"),
    (PICTURE, "the trees before and after the last call"),
    (TRACE, "what each call gives, and how large the trees are then"),
    (TEST, "a test case in C that stands alone"),
    (KERNEL, "a function for the kernel's lib/test_maple_tree.c"),
    (ORIGINAL, "the program as it was found"),
)

# Folders of the finds that are in no group.
UNSTABLE, NOT_REPRODUCED = "unstable", "not-reproduced"


class Report:
    """Everything that was found out.

    @folder: where the report is written, @destination: where it will be found.
    @finds: all programs, @file_count: in how many files they were.
    """

    def __init__(self, arguments, subject, finds, file_count):
        self.target = arguments.target
        self.subject = subject
        self.destination = arguments.destination
        self.options = [*linux_words(arguments.linux, arguments.bits32), "--target", arguments.target, *strict_words(arguments.strict)]
        self.finds = finds
        self.file_count = file_count
        self.folder = None
        self.groups = []

    @property
    def unstable(self):
        return [find for find in self.finds if find.verdict.diverged and not find.verdict.stable]

    @property
    def not_reproduced(self):
        return [find for find in self.finds if not find.verdict.diverged]

    @property
    def title(self):
        return "Triage of %s on %s" % (self.target, self.subject)

    def read(self):
        """What was read, as pairs of a number and a word."""
        numbers = ((self.file_count, "file"), (self.file_count - len(self.finds), "duplicate"), (len(self.groups), "group"))
        return (*((number, plural(number, word)) for number, word in numbers),
                (len(self.unstable), "unstable"), (len(self.not_reproduced), "not reproduced"))

    def replay_command(self, group):
        """The command that replays the group's find, once the report is in its place; wherever its reader stands."""
        return shell_line([script("replay"), *self.options, *group.schedule, self.destination / group.name / group.program],
                          anywhere=True)


def headline(group):
    """What diverges, and where."""
    return " at ".join(filter(None, (", ".join(group.tokens), group.place)))


def operations(group):
    """Operations before and after, for people."""
    return "%s → %s" % tuple("?" if count is None else count for count in (group.before, group.after))


def verdict_words(find):
    """What came of a find, in a few words."""
    verdict = find.verdict
    if verdict.diverged and verdict.stable:
        return " at ".join(word for word in (verdict.token, verdict.place) if word)
    return "unstable: " + unstable_why(find) if verdict.diverged else "not reproduced: " + missing_why(find)


def unstable_why(find):
    return " then ".join(outcome.token or outcome.why for outcome in find.verdict.outcomes)


def missing_why(find):
    why = find.verdict.outcomes[0].why
    return why + "; a remark of libFuzzer, no find" if find.is_remark else why


def others(report):
    """The finds that are in no group: (folder, title, what that means, [(find, why)])."""
    yield (UNSTABLE, "Unstable", "Two replays gave different tokens: the run does not depend on the program alone.",
           [(find, unstable_why(find)) for find in report.unstable])
    yield (NOT_REPRODUCED, "Not reproduced",
           "Neither replay diverged, with all checks after every call or with those of fuzzing.",
           [(find, missing_why(find)) for find in report.not_reproduced])


def contents(group):
    """The files of a group that could be made: (name, what it is)."""
    return [(name, what) for name, what in CONTENTS if (group.folder / name).exists()]


def find_entry(find, folder, **more):
    return {"sha1": find.sha1, "size": find.size, "file": "%s/%s" % (folder, find.name),
            "names": [str(path) for path in find.paths], **more}


def group_entry(group):
    return {"name": group.name, "token": group.token, "tokens": group.tokens, "place": group.place, "first_seen": int(group.first_seen),
            "operations": {"before": group.before, "after": group.after}, "program": group.program,
            "remarks": group.remarks, "files": [find_entry(find, group.name) for find in group.finds]}


def as_json(report):
    """The list for other programs; its paths are those of the report's folder, but for the names of the finds."""
    return json.dumps({
        "version": VERSION,
        "target": report.target,
        "subject": report.subject,
        "files": report.file_count,
        "groups": [group_entry(group) for group in report.groups],
        "unstable": [find_entry(find, UNSTABLE, why=unstable_why(find)) for find in report.unstable],
        "not_reproduced": [find_entry(find, NOT_REPRODUCED, why=missing_why(find)) for find in report.not_reproduced],
    }, indent=1) + "\n"
