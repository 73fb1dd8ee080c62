# SPDX-License-Identifier: GPL-2.0-or-later
"""Which files of fuzzing engines are inputs, and which are finds."""

import pathlib
import re

from .command import Failure
from .words import for_people

# Where AFL++ keeps its finds; a run that resumes moves the old ones to crashes.DATE.
CRASH_FOLDER = re.compile(r"(crashes|hangs)(\.|$)")
# Where engines keep inputs that do not crash.
INPUT_FOLDERS = ("queue", "corpus", "seeds")
# What libFuzzer calls a find, wherever it is. A slow unit is an input that it only remarks on.
FIND = re.compile(r"(crash|timeout|oom|leak|slow-unit)-[0-9a-f]{40}(\.txt)?$")
REMARK = re.compile(r"slow-unit-")


def check_inputs(paths):
    """Refuse early what has no file in it, or is none."""
    for path in map(pathlib.Path, paths):
        if not path.exists():
            raise Failure("%s: there is no such file or folder" % for_people(path))
        if path.is_dir() and not any(below.is_file() for below in path.rglob("*")):
            raise Failure("%s: there is no input in this folder" % for_people(path))


def check_files(paths):
    """Refuse early what is no file."""
    for path in paths:
        if not path.is_file():
            raise Failure("%s: no such file" % for_people(path))


def files_below(folder):
    """The files below @folder, each with the time of its last change: one that is written again counts as new."""
    found = set()
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                found.add((path, path.stat().st_mtime_ns))
        except FileNotFoundError:  # another run of the engine replaced it by a smaller one
            continue
    return found


def in_crash_folder(path, top):
    """Is @path in a folder of finds, which may be the folder @top itself?"""
    below = path.relative_to(top.parent).parent
    return any(CRASH_FOLDER.match(part) for part in below.parts)
