# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that are kept from run to run: one process at a time writes them, and only what changes."""

import contextlib
import fcntl


@contextlib.contextmanager
def locked(folder):
    """While this is open, other processes wait that want @folder locked."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_name(folder.name + ".lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read_if_there(path):
    """The bytes of a file, or None if there is no such file."""
    return path.read_bytes() if path.is_file() else None


def write_if_changed(path, content):
    """Write bytes to a file. One that has them already keeps its time, so that make sees no change."""
    if read_if_there(path) != content:
        path.write_bytes(content)
