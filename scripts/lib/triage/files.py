# SPDX-License-Identifier: GPL-2.0-or-later
"""Which files below a folder are the finds of a fuzzing engine."""

import hashlib
import os
import pathlib

from common.command import Failure
from common.files import CRASH_FOLDER, FIND, INPUT_FOLDERS, REMARK, in_crash_folder
from common.words import for_people

# A report's list for other programs, by which its folder is known as one.
GROUPS = "groups.json"


class Find:
    """A program that an engine kept, under all the names that it has."""

    def __init__(self, path, sha1):
        self.sha1 = sha1
        self.paths = []
        self.size = path.stat().st_size
        self.first_seen = None
        # To maplefuzz, a name that ends in .txt means a text.
        self.suffix = ".txt" if path.suffix == ".txt" else ""
        self.verdict = None

    def add_name(self, path):
        self.paths.append(path)
        seen = path.stat().st_mtime
        self.first_seen = seen if self.first_seen is None else min(seen, self.first_seen)

    @property
    def name(self):
        """Its name in the report: the same, wherever it was found."""
        return "crash-" + self.sha1 + self.suffix

    @property
    def is_remark(self):
        """Is it slow at most?"""
        return all(REMARK.match(path.name) for path in self.paths)


def is_report(folder):
    return (folder / GROUPS).is_file()


def is_input_folder(folder):
    return folder.name in INPUT_FOLDERS or folder.name.startswith(".")


def walk(top):
    """The files below @top that may be finds, and whether there are others among them: of an engine, or of a report."""
    files, mixed = [], is_report(top)
    for name, folders, names in os.walk(top):
        folder = pathlib.Path(name)
        mixed = mixed or any(CRASH_FOLDER.match(below) or below in INPUT_FOLDERS for below in folders)
        folders[:] = sorted(below for below in folders
                            if not is_input_folder(folder / below) and not is_report(folder / below))
        files.extend(folder / below for below in sorted(names) if not below.startswith((".", "README")))
    return [path for path in files if path.is_file()], mixed


def finds_below(top):
    """The finds below the folder @top: every file, unless that is more than a folder of finds."""
    files, mixed = walk(top)
    if not mixed:
        return files
    return [path for path in files if in_crash_folder(path, top) or FIND.match(path.name)]


def files_of(arguments):
    """The files that the command was given, in folders or by name; each once, though folders may overlap."""
    found = {}
    for argument in arguments:
        top = pathlib.Path(os.path.abspath(argument))
        if not top.exists():
            raise Failure("%s: there is no such file or folder" % for_people(argument))
        found.update(dict.fromkeys(finds_below(top) if top.is_dir() else [top]))
    return list(found)


def check_paths(arguments):
    """Refuse early where nothing is found."""
    if not files_of(arguments):
        raise Failure("there is no find in %s" % ", ".join(map(for_people, arguments)))


def gather(arguments):
    """The finds in files and folders, each content once; and in how many files they were."""
    finds = {}
    files = files_of(arguments)
    for path in files:
        with path.open("rb") as data:
            sha1 = hashlib.file_digest(data, "sha1").hexdigest()
        finds.setdefault((sha1, path.suffix == ".txt"), Find(path, sha1)).add_name(path)
    return list(finds.values()), len(files)
