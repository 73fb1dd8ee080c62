#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/style on small repositories."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent

OLD = "int  untouched( void );\n\nint twice(int n)\n{\n\treturn 2 * n;\n}\n"


class Style(unittest.TestCase):
    """A repository with a file that was badly formatted before, on a branch from main."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.repository = self.folder / "repository"
        self.repository.mkdir()
        shutil.copy(ROOT / ".clang-format", self.repository)
        self.git("init", "-q", "-b", "main")
        self.commit(OLD)
        self.git("checkout", "-q", "-b", "work")

    def git(self, *words):
        person = {"GIT_%s_%s" % (who, what): "nobody@example.org"
                  for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        subprocess.run(["git", *words], cwd=self.repository, env={**os.environ, **person}, check=True)

    def write(self, text):
        (self.repository / "file.c").write_text(text)

    def commit(self, text):
        self.write(text)
        self.git("add", ".")
        self.git("commit", "-q", "-m", "a change")

    def check(self, code, what, *words, root=None):
        done = subprocess.run([ROOT / "scripts/style", "--root", root or self.repository, *words],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertIn(what, done.stdout + done.stderr)
        return done.stdout

    def test_good(self):
        self.commit(OLD.replace("2 * n", "n + n"))
        self.check(0, "are fine")

    def test_bad(self):
        self.commit(OLD.replace("2 * n", "n+n"))
        printed = self.check(1, "+\treturn n + n;")
        self.assertIn("git clang-format", printed)
        self.assertNotIn("-int  untouched", printed)

    def test_indentation(self):
        self.commit(OLD.replace("\treturn", "    return"))
        self.check(1, "+\treturn 2 * n;")

    def test_single_line_if(self):
        self.commit(OLD.replace("\treturn", "\tif (!n) return 0;\n\treturn"))
        self.check(1, "+\tif (!n)\n+\t\treturn 0;")

    def test_uncommitted(self):
        self.write(OLD.replace("2 * n", "n+n"))
        self.check(1, "+\treturn n + n;")

    def test_white_space(self):
        self.commit(OLD + "\n/* The end. */ \n")
        self.check(1, "file.c:8: trailing whitespace")

    def test_layout_by_hand(self):
        """What clang-format would align and break otherwise is left alone."""
        self.commit(OLD + "\n#define A\t1\n#define LONG 2\t/* two */\n\n"
                    "static const int table[] = {\n\t1, 2, 3,\n\tA, LONG,\n};\n\nint n;\t\t\t/* a number */\n")
        self.check(0, "are fine")

    def test_on_main(self):
        """There, the last commit counts, until something is changed."""
        self.git("checkout", "-q", "main")
        self.commit(OLD.replace("2 * n", "n+n"))
        self.check(1, "+\treturn n + n;")
        self.write((self.repository / "file.c").read_text() + "\nint n;\n")
        self.check(0, "are fine")

    def test_base(self):
        self.commit(OLD.replace("2 * n", "n+n"))
        self.check(0, "are fine", "--base", "HEAD")
        self.check(1, "n + n", "--base", "HEAD~1")
        self.check(2, "style: there is no commit nowhere", "--base", "nowhere")

    def test_no_base(self):
        self.commit(OLD.replace("2 * n", "n+n"))
        shallow = self.folder / "shallow"
        subprocess.run(["git", "clone", "-q", "--depth", "1", "file://%s" % self.repository, shallow], check=True)
        self.check(0, "nothing is checked", root=shallow)

    def test_no_repository(self):
        self.check(2, "style: ", root=self.folder)


if __name__ == "__main__":
    unittest.main(verbosity=2, argv=sys.argv)
