#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--linux PATH@REF: the files of a revision, from git repositories that are made up here."""

import hashlib
import os
import pathlib
import subprocess
import sys
import unittest

from repository import Case

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCE, HEADER, TESTS = "lib/maple_tree.c", "include/linux/maple_tree.h", "lib/test_maple_tree.c"

sys.path.insert(0, str(ROOT / "scripts" / "lib"))
# pylint: disable=wrong-import-position
from common.build import TREE  # noqa: E402
from common.options import is_revision  # noqa: E402


class Revisions(Case):
    def setUp(self):
        super().setUp()
        self.tree.mkdir()
        self.git("init", "-q")
        for text in ("old", "new"):
            self.write("Makefile", text)
            self.write(SOURCE, text)
            self.write(HEADER, text)
            self.commit(text)

    def commit(self, tag, folder=None):
        self.git("add", "-A", folder=folder)
        self.git("commit", "-q", "--allow-empty", "-m", tag, folder=folder)
        self.git("tag", tag, folder=folder)

    def ask(self, linux):
        done = subprocess.run(["bash", "-c", TREE, "-", ROOT, linux], cwd=self.folder, check=False, capture_output=True, text=True,
                              env={**os.environ, "MAPLEFUZZ_OUT": str(self.folder / "out")})
        return done.returncode, done.stdout.removesuffix("\n"), done.stderr

    def check(self, linux, text, commit):
        """The folder has the files as they were, and says where they are from."""
        self.assertTrue(is_revision(str(self.folder / linux)))
        code, folder, said = self.ask(linux)
        self.assertEqual((code, said), (0, ""))
        folder = pathlib.Path(folder)
        for name in (SOURCE, HEADER, "Makefile"):
            self.assertEqual((folder / name).read_text(encoding="utf-8"), text)
        self.assertFalse((folder / TESTS).exists())
        self.assertEqual((folder / ".maplefuzz-origin").read_text(encoding="utf-8"),
                         "commit %s\nhash %s\n" % (commit, hashlib.sha256(text.encode() * 2).hexdigest()))
        return folder

    def check_refused(self, linux, *words):
        code, folder, said = self.ask(linux)
        self.assertEqual((code, folder, said.count("\n")), (2, "", 1), said)
        for word in ("build: --linux ", *words):
            self.assertIn(word, said)

    def test_not_the_checkout(self):
        self.write(SOURCE, "not committed")
        old = self.check("linux@old", "old", self.git("rev-parse", "old"))
        new = self.check("linux@new", "new", self.git("rev-parse", "new"))
        self.assertNotEqual(old, new)
        self.assertEqual(self.check("linux@HEAD~1", "old", self.git("rev-parse", "old")), old)
        self.assertEqual((self.tree / SOURCE).read_text(encoding="utf-8"), "not committed")

    def test_once(self):
        folder = self.check("linux@old", "old", self.git("rev-parse", "old"))
        os.utime(folder / SOURCE, ns=(1, 1))
        self.check("linux@old", "old", self.git("rev-parse", "old"))
        self.assertEqual((folder / SOURCE).stat().st_mtime_ns, 1)

    def test_bare(self):
        self.git("clone", "-q", "--bare", str(self.tree), str(self.folder / "bare"))
        self.check("bare@old", "old", self.git("rev-parse", "old"))

    def test_below_the_top(self):
        top = self.folder / "top"
        (self.tree / ".git").rename(self.folder / "unused")
        top.mkdir()
        self.tree.rename(top / "linux")
        self.git("init", "-q", folder=top)
        self.commit("all", folder=top)
        self.check("top/linux@all", "new", self.git("rev-parse", "all", folder=top))

    def test_signs(self):
        """A revision may have an @ in it, and so may a folder."""
        self.check("linux@@{0}", "new", self.git("rev-parse", "new"))
        self.tree = self.tree.rename(self.folder / "li@nux")
        self.check("li@nux@old", "old", self.git("rev-parse", "old"))
        self.assertEqual(self.ask("li@nux"), (0, str(self.tree), ""))
        self.assertFalse(is_revision(str(self.tree)))

    def test_tests_of_the_tree(self):
        self.write(TESTS, "tests")
        self.commit("tests")
        self.assertEqual((pathlib.Path(self.ask("linux@tests")[1]) / TESTS).read_text(encoding="utf-8"), "tests")

    def test_refused(self):
        self.check_refused("linux@nothing", "no revision 'nothing'")
        self.check_refused("linux@--all", "no revision '--all'")
        self.check_refused("linux@", "no revision ''")
        self.check_refused("nowhere@old", "no such directory")
        (self.folder / "plain").mkdir()
        self.check_refused("plain@old", "is no git repository")
        (self.tree / HEADER).unlink()
        self.commit("less")
        self.check_refused("linux@less", "has no " + HEADER)
        self.assertEqual(self.ask("linux@old")[0], 0)


if __name__ == "__main__":
    unittest.main(verbosity=1)
