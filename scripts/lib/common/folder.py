# SPDX-License-Identifier: GPL-2.0-or-later
"""Folders that commands write: whole or not at all, and nothing of anybody else's is ever removed."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import tempfile

from .command import Failure, uninterrupted
from .paths import out_folder
from .words import for_people

# The list of all that is in a folder which a command may replace; its first line says which command's it is.
LIST = ".maplefuzz-files"

# How the names of hidden folders end in which others are made.
UNFINISHED = ".unfinished"


def real(path):
    """The place that @path names, also behind symbolic links and where nothing is yet."""
    return pathlib.Path(os.path.realpath(path))


def contents(folder):
    """The files below @folder, and the folders that have none."""
    for path in folder.rglob("*"):
        if not path.is_dir() or path.is_symlink() or not any(path.iterdir()):
            yield str(path.relative_to(folder))


def foreign_file(folder, kind):
    """The first file in @folder, by its name, that is none of the command @kind; None if there is none."""
    try:
        owner, *listed = (folder / LIST).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except (FileNotFoundError, ValueError):
        owner, listed = "", []
    own = {LIST, *listed} if owner == kind else set()
    if not own:
        return min((path.name for path in folder.iterdir()), default=None)
    return min((name for name in contents(folder) if name not in own), default=None)


def stands_in(folder):
    """Is the current folder @folder, or below it?"""
    return real(os.curdir).is_relative_to(folder)


def check_place(out):
    """Refuse a place where there can be no folder."""
    above = next(above for above in out.parents if above.exists())
    if not above.is_dir():
        raise Failure("%s is no folder" % for_people(above))
    if not os.access(above, os.W_OK | os.X_OK):
        raise Failure("%s can't be written to" % for_people(above))


def check_folder(folder):
    """Refuse a place where there can be no folder to put files into."""
    if folder.exists() and not folder.is_dir():
        raise Failure("%s is no folder" % for_people(folder))
    check_place(real(folder) / "file")


def named_folder(text, kind):
    """The folder that the argument @text names. A mere name is that of a folder in out/@kind, unless there is one here."""
    path = pathlib.Path(text)
    return path if not path.name or path.name != text or path.exists() else out_folder() / kind / text


def check_new(out, advice):
    """Refuse a place for a new folder where there is something. @advice: what to do instead."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Failure("%s is there already and not empty; %s" % (for_people(out), advice))
    if out.exists() and stands_in(real(out)):
        raise Failure("%s is the current folder; %s" % (for_people(out), advice))
    check_place(real(out))


def check_output(out, kind, inputs=()):
    """Refuse to replace a folder with anything in it that is none of an older report of @kind, or that is read or stood in."""
    out = real(out)
    advice = "name another folder"
    if out.exists() and not out.is_dir():
        raise Failure("%s is no folder; %s" % (for_people(out), advice))
    foreign = foreign_file(out, kind) if out.exists() else None
    if foreign:
        raise Failure("%s has %s in it, which scripts/%s has not put there; %s" % (
            for_people(out), printable_name(foreign), kind, advice))
    if out.exists() and stands_in(out):
        raise Failure("%s would be replaced, and is the current folder; %s" % (for_people(out), advice))
    for path in inputs:
        if real(path).is_relative_to(out):
            raise Failure("%s would be replaced, and is read: %s; %s" % (for_people(out), for_people(path), advice))
    check_place(out)


def printable_name(name):
    """A name in a folder; for_people() would take it for one in the current folder."""
    return for_people(pathlib.PurePath(name))


@contextlib.contextmanager
def held(folder):
    """Whether @folder is held by nobody else: it is until the end of this process at the latest, however that comes."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(descriptor)


def remove_unfinished(out):
    """Remove what commands left beside @out that were killed while they made it. An older @out that one of them had put aside stays."""
    for left in out.parent.glob(".*" + UNFINISHED):
        ours = left.name.startswith(".%s-" % out.name) and os.access(left, os.R_OK | os.W_OK | os.X_OK)
        if ours and os.listdir(left) == [out.name]:
            with held(left) as free:
                if free:
                    shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def beside(out):
    """A new folder in a hidden one, which is removed with all that is in it at the end."""
    out.parent.mkdir(parents=True, exist_ok=True)
    remove_unfinished(out)
    with tempfile.TemporaryDirectory(prefix=".%s-" % out.name, suffix=UNFINISHED, dir=out.parent, ignore_cleanup_errors=True) as name, held(name):
        folder = pathlib.Path(name) / out.name
        folder.mkdir()
        yield folder


@contextlib.contextmanager
def unfinished(out):
    """A folder beside the new folder @out, which becomes that when all has gone well, and is removed otherwise."""
    out = real(out)
    with beside(out) as folder:
        yield folder
        # Over an empty folder, but over no other.
        folder.rename(out)


@contextlib.contextmanager
def replacing(out, kind):
    """The same for a folder that may have been there before, and may be replaced again: by @kind alone."""
    out = real(out)
    with beside(out) as folder:
        yield folder
        lines = [kind, *sorted(contents(folder))]
        (folder / LIST).write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogateescape")
        # What was put there meanwhile is somebody's, too.
        check_output(out, kind)
        with uninterrupted():
            if out.exists():
                out.rename(folder.with_name(folder.name + ".old"))
            folder.rename(out)
