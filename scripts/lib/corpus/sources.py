# SPDX-License-Identifier: GPL-2.0-or-later
"""Where inputs are, in what other runs and machines have: folders of engines, archives, single files."""

import os
import pathlib
import zipfile
import zlib

from common.command import Failure
from common.files import FIND, INPUT_FOLDERS, in_crash_folder
from common.folder import LIST
from common.words import for_people

# In which inputs are, where an engine keeps other things beside them. Ours has regressions.
FOLDERS = (*INPUT_FOLDERS, "regressions")

# Text is at most this long in bytes, as in fuzz/tool/input.c.
MAX_TEXT = 1 << 20


class Unusable(Exception):
    """Why something is no input."""


def files_below(top):
    """The files below @top, and whether some of its folders are an engine's."""
    files, mixed = [], False
    for name, folders, names in os.walk(top):
        # Reports have copies of what was found.
        folders[:] = sorted(below for below in folders if not below.startswith(".") and not (pathlib.Path(name) / below / LIST).exists())
        mixed = mixed or any(below in FOLDERS for below in folders)
        files.extend(pathlib.Path(name) / below for below in sorted(names) if not below.startswith((".", "README")))
    return [path for path in files if path.is_file()], mixed


def in_input_folder(path, top):
    return any(part in FOLDERS for part in path.relative_to(top).parent.parts)


def sort_out(source):
    """Return (the files at @source that may be inputs, its crashes and hangs)."""
    top = pathlib.Path(os.path.abspath(source))
    if not top.exists():
        raise Failure("%s: there is no such file or folder" % for_people(source))
    files, mixed = files_below(top) if top.is_dir() else ([top], False)
    finds = [path for path in files if in_crash_folder(path, top) or FIND.match(path.name)]
    known = set(finds)
    return [path for path in files if path not in known and (not mixed or in_input_folder(path, top))], finds


def read_zip(path):
    """Yield (name, bytes or Unusable) for each file of an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if not info.is_dir():
                    yield "%s/%s" % (path, info.filename), read_member(archive, info)
    except (zipfile.BadZipFile, OSError) as failure:
        yield str(path), Unusable("no whole archive: %s" % failure)


def read_member(archive, info):
    try:
        with archive.open(info) as member:
            return member.read(MAX_TEXT + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as failure:
        return Unusable("can't be unpacked: %s" % failure)


def read_all(path):
    """Yield (name, bytes or Unusable) for all that the file @path holds."""
    if path.suffix == ".zip":
        yield from read_zip(path)
        return
    try:
        with path.open("rb") as file:
            yield str(path), file.read(MAX_TEXT + 1)
    except OSError as failure:
        yield str(path), Unusable(failure.strerror)
