# SPDX-License-Identifier: GPL-2.0-or-later
"""A Linux tree in a folder of its own, and the git commands that a test needs of it."""

import pathlib
import subprocess
import tempfile
import unittest

GIT = ["git", "-c", "user.name=x", "-c", "user.email=x", "-c", "commit.gpgsign=false"]


class Case(unittest.TestCase):
    """@folder: temporary; @tree: where the tree goes, below that."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())).resolve()
        self.tree = self.folder / "linux"

    def write(self, name, text):
        (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
        (self.tree / name).write_text(text, encoding="utf-8")

    def git(self, *words, folder=None):
        return subprocess.run([*GIT, *words], cwd=folder or self.tree, check=True, capture_output=True, text=True).stdout.strip()
