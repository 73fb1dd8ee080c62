#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What src/linux/identity.cmake says of trees that are made up here: git checkouts, Debian's packages, plain folders."""

import hashlib
import os
import pathlib
import re
import subprocess
import sys
import unittest

from repository import Case

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCRIPT = ROOT / "src/linux/identity.cmake"
SOURCE, HEADER = "lib/maple_tree.c", "include/linux/maple_tree.h"

# What a CMake script would stumble over, if it did not read it as it is.
TEXT = 'char a[] = "x;\\\\y";\t/* ${b} @c@ [[ ]] */\n'


class Identity(Case):
    def setUp(self):
        super().setUp()
        self.write("Makefile", "VERSION = 6\nPATCHLEVEL = 13\nSUBLEVEL = 0\nEXTRAVERSION = -rc1\n")
        self.write(SOURCE, TEXT)
        self.write(HEADER, "/* the header */\n")

    def commit(self, *paths):
        """Return the commit with @paths in it, as it is printed."""
        self.git("add", "-f", *paths)
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "--short=12", "HEAD")

    def ask(self, name="linux", tree=None, **environment):
        """Return the macros of the header, as a dictionary."""
        self.header = self.folder / "identity.h"
        done = subprocess.run(["cmake", "-DNAME=" + name, "-DTREE=%s" % (tree or self.tree), "-DOUTPUT=%s" % self.header, "-P", SCRIPT],
                              check=False, capture_output=True, text=True, env={**os.environ, **environment})
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        return {name: value.strip('"') for name, value in
                re.findall(r"^#define IDENTITY_(\w+) (.*)$", self.header.read_text(encoding="utf-8"), re.MULTILINE)}

    def hash(self):
        return hashlib.sha256((self.tree / SOURCE).read_bytes() + (self.tree / HEADER).read_bytes()).hexdigest()

    def check_text(self, from_where, **environment):
        said = self.ask(**environment)
        self.assertEqual(said["TEXT"], "linux 6.13.0-rc1 (%sfiles %s)" % (from_where, self.hash()[:12]))
        return said

    def test_plain_folder(self):
        said = self.check_text("")
        self.assertEqual(said["HASH"], self.hash())
        self.assertEqual(said["FOLDER"], "linux-6.13.0-rc1-" + self.hash()[:12])
        self.assertEqual((said["NAME"], said["VERSION"], said["COMMIT"], said["DIRTY"]), ("linux", "6.13.0-rc1", "", "0"))

    def test_no_makefile(self):
        (self.tree / "Makefile").unlink()
        self.assertEqual(self.ask()["TEXT"], "linux (files %s)" % self.hash()[:12])

    def test_checkout(self):
        self.git("init", "-q")
        first = self.commit(SOURCE, HEADER)
        said = self.check_text("commit %s, " % first)
        self.assertEqual((said["COMMIT"], said["DIRTY"]), (first, "0"))
        # Other files do not matter, nor does what is staged.
        self.write("lib/other.c", "other\n")
        self.check_text("commit %s, " % first)
        self.write(SOURCE, TEXT + "/* changed */\n")
        self.assertEqual(self.check_text("commit %s-dirty, " % first)["DIRTY"], "1")
        self.git("add", SOURCE)
        self.check_text("commit %s-dirty, " % first)
        second = self.commit()
        self.check_text("commit %s, " % second)
        # A step of a bisection.
        self.git("checkout", "-q", first)
        self.check_text("commit %s, " % first)

    def test_commit_of_other_files(self):
        """Another commit with the same files: the header changes, the hash does not."""
        self.git("init", "-q")
        self.commit(SOURCE, HEADER)
        before = self.ask()
        self.write("lib/other.c", "other\n")
        after = self.check_text("commit %s, " % self.commit("lib/other.c"))
        self.assertNotEqual(before["COMMIT"], after["COMMIT"])
        self.assertEqual((before["HASH"], before["FOLDER"]), (after["HASH"], after["FOLDER"]))

    def test_written_once(self):
        """What depends on the header is not compiled anew, unless it changes."""
        self.ask()
        os.utime(self.header, ns=(1, 1))
        self.ask()
        self.assertEqual(self.header.stat().st_mtime_ns, 1)
        self.write(HEADER, "/* changed */\n")
        self.ask()
        self.assertNotEqual(self.header.stat().st_mtime_ns, 1)

    def test_folder_in_a_checkout(self):
        """A checkout around the tree that does not track it knows nothing of it."""
        self.git("init", "-q", folder=self.folder)
        self.git("commit", "-q", "--allow-empty", "-m", "x", folder=self.folder)
        self.check_text("")

    def test_run_by_git(self):
        """A hook of another repository has variables in its environment that speak of that."""
        self.git("init", "-q")
        commit = self.commit(SOURCE, HEADER)
        other = self.folder / "other"
        self.git("init", "-q", str(other))
        self.check_text("commit %s, " % commit, GIT_DIR=str(other / ".git"), GIT_WORK_TREE=str(other))

    def origin(self, *lines):
        self.write(".maplefuzz-origin", "".join(line + "\n" for line in lines))

    def test_package(self):
        self.origin("package linux-source-6.13 6.13~rc1-1+deb13u1", "hash " + self.hash())
        said = self.check_text("Debian linux-source-6.13 6.13~rc1-1+deb13u1, pristine, ")
        self.assertEqual((said["PACKAGE"], said["PRISTINE"]), ("linux-source-6.13 6.13~rc1-1+deb13u1", "1"))
        self.write(HEADER, "/* changed */\n")
        self.assertEqual(self.check_text("Debian linux-source-6.13 6.13~rc1-1+deb13u1, patched, ")["PRISTINE"], "0")

    def test_files_of_a_commit(self):
        self.origin("commit 0123456789abcdef0123456789abcdef01234567", "hash " + self.hash())
        said = self.check_text("commit 0123456789ab, ")
        self.assertEqual((said["COMMIT"], said["DIRTY"]), ("0123456789ab", "0"))
        self.write(SOURCE, "changed\n")
        self.check_text("commit 0123456789ab-dirty, ")

    def test_strange_origin(self):
        """It goes into C: what is no name is left out."""
        self.origin('package "x" \\', "hash " + self.hash())
        self.check_text("")

    def test_embedded(self):
        """All sources, and the last commit that changed any of them."""
        tree = self.folder / "maplefuzz/src/maple_tree"
        self.tree = tree
        self.write("store.c", "int store;\n")
        self.write("include/linux/maple_tree.h", "int header;\n")
        self.git("init", "-q", folder=self.folder / "maplefuzz")
        commit = self.commit(".")
        self.git("commit", "-q", "--allow-empty", "-m", "elsewhere")
        said = self.ask("embedded")
        short = said["HASH"][:12]
        self.assertEqual(said["TEXT"], "embedded (commit %s, files %s)" % (commit, short))
        self.assertEqual(said["FOLDER"], "embedded-" + short)
        for change in (lambda: self.write("new.c", "int added;\n"), (tree / "new.c").unlink, (tree / "store.c").unlink):
            change()
            said = self.ask("embedded")
            self.assertEqual("commit %s-dirty, " % commit in said["TEXT"], said["HASH"][:12] != short, said)

    def test_this_build(self):
        """What the command in this build says is what the script says of its tree."""
        said = subprocess.run([MAPLEFUZZ, "--subject"], check=True, capture_output=True, text=True).stdout
        if said.startswith("embedded "):
            self.assertEqual(said, self.ask("embedded", ROOT / "src/maple_tree")["TEXT"] + "\n")


if __name__ == "__main__":
    MAPLEFUZZ = sys.argv.pop(1)
    unittest.main(verbosity=1)
