# SPDX-License-Identifier: GPL-2.0-or-later
"""The folder of a report: only an old report is replaced, and it is whole until the new one is."""

import shutil
import signal

from common.command import Failure
from common.words import for_people


def check_output(out, marker, kind):
    """Refuse to replace what is neither an empty folder nor a report, which has the file @marker. @kind: whose report."""
    if not out.exists() or (out / marker).is_file():
        return
    if not out.is_dir() or any(out.iterdir()):
        raise Failure("%s is there and no report of %s; name another folder with -o" % (for_people(out), kind))


def publish(folder, out):
    """Put the new report @folder where the old one is, @out."""
    folder.chmod(0o755)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    old = folder.with_name(folder.name + ".old")
    if out.exists():
        out.rename(old)
    folder.rename(out)
    shutil.rmtree(old, ignore_errors=True)
