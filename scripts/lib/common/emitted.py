# SPDX-License-Identifier: GPL-2.0-or-later
"""From files that were named to C files in a folder. A program is emitted first, as `maplefuzz emit` does it."""

import re

from .kept import write_if_changed
from .tool import GaveUp, last_line

# Seconds that `maplefuzz emit` may take for one program.
EMIT_TIMEOUT = 120


# What the first comment says of what the harness did around the tree's known issues.
KNOWN = re.compile(r"^ \* Known issues stepped around, and how often: (.*)\.$", re.M)


class Emitted:
    """
    @file: as it was named, @name: what it is called here, @complaint: why it can't be tried, or None; @known: how often its C steps around
    known issues, by their names.
    """

    def __init__(self, file, name):
        self.file = file
        self.name = name
        self.complaint = None
        self.known = {}


def name_files(files, unfit=r"[^A-Za-z0-9._-]", instead="-"):
    """Give each file a name that is fit for make, and no other file's. @unfit: letters that it may not have, for which it has @instead."""
    named, taken = [], set()
    for file in files:
        plain = name = re.sub(unfit, instead, file.stem if file.suffix in (".c", ".txt") else file.name)
        number = 1
        while name in taken:
            number += 1
            name = "%s%s%d" % (plain, instead, number)
        taken.add(name)
        named.append(Emitted(file, name))
    return named


def emit(tool, emitted, form, seen):
    """The C of a program, as bytes, in the form that is the option @form of `maplefuzz emit`. @seen: complaints that do not count."""
    try:
        done = tool.run(["emit", form, *tool.options, emitted.file], EMIT_TIMEOUT)
    except GaveUp as gave_up:
        emitted.complaint = "maplefuzz emit: %s" % gave_up
        return b""
    if done.returncode:
        said = last_line(done.stderr).removeprefix("%s: " % emitted.file)
        if not (seen and seen.search(said)):
            emitted.complaint = said or "maplefuzz emit: exit code %d" % done.returncode
    return done.stdout.encode()


def known_issues(text):
    """Those that a C file steps around, with how often."""
    match = KNOWN.search(text)
    return {name: int(times) for name, times in (issue.split() for issue in match[1].split(", "))} if match else {}


def write_sources(named, folder, form, tool, seen=None, suffix=".c"):
    """Put the C of all into @folder, in files with @suffix. @tool: gives the tool for those that are programs; @seen: see emit()."""
    for emitted in named:
        content = emitted.file.read_bytes() if emitted.file.suffix == ".c" else emit(tool(), emitted, form, seen)
        emitted.known = known_issues(content.decode(errors="replace"))
        if not emitted.complaint:
            write_if_changed(folder / (emitted.name + suffix), content)
