# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks git what has changed, and since when."""

from common.command import Failure
from common.git import commit, git


def find_base(folder):
    """Where the work in @folder begins: the commit to compare with, or None if there is none, as in a shallow clone."""
    head = commit(folder, "HEAD")
    if not head:
        return None
    for branch in ("refs/remotes/origin/main", "refs/heads/main"):
        code, out, _ = git(folder, "merge-base", branch, head)
        if code == 0 and out.strip() != head:
            return out.strip()
    if git(folder, "diff", "--quiet", head, "--")[0]:
        return head  # nothing is committed yet
    return commit(folder, "HEAD~1")


def white_space(folder, base):
    """The lines that `git diff --check` prints."""
    code, out, complaint = git(folder, "diff", "--check", base, "--")
    if complaint or code not in (0, 2):
        raise Failure("git diff --check: %s" % complaint)
    return out


def clang_format(folder, base):
    """The diff from the changed lines to what clang-format makes of them."""
    _, out, complaint = git(folder, "clang-format", "--diff", "--quiet", "--extensions", "c,h", base, "--")
    if complaint:
        raise Failure("git clang-format: %s" % complaint.splitlines()[-1])
    return out if out.startswith("diff ") else ""  # or a line that says that there is none
