# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks git."""

import subprocess

from .command import Failure

# A user's configuration may have other rules of white space, a diff of another form, and colours.
GIT = ["git", "-c", "core.whitespace=blank-at-eol,blank-at-eof,space-before-tab", "-c", "color.ui=never",
       "-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false"]


def git(folder, *words):
    """Run a command of git in @folder. Return (its exit code, what it printed, its complaint)."""
    try:
        done = subprocess.run([*GIT, *words], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise Failure("there is no git") from error
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace").strip()


def commit(folder, name):
    """The commit that @name stands for, or None."""
    code, out, _ = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}")
    return out.strip() if code == 0 else None
