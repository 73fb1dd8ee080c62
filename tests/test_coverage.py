#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the cut by which coverage is counted, and of who reaches what has changed; on small programs."""

import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "scripts" / "lib"))

from common.command import Failure  # noqa: E402
from common.coverage import measure, merge, uncovered  # noqa: E402
from coverage.changes import Changes, changed_lines, check_revision  # noqa: E402
from coverage.reach import who_reaches  # noqa: E402

PROGRAM = """\
#define CONFIG_DEBUG_MAPLE_TREE 1
#define BOTH(a, b) ((a) && (b))

#ifdef CONFIG_DEBUG_MAPLE_TREE
void mas_check_all(int x)
{
	if (x)
		x++;
}
#else
#define mas_check_all(x)
#endif

void mt_dump_node(int x)
{
	if (x)
		x++;
}

int mt_next(int x)
{
	if (x > 1)
		return BOTH(x, x);
	if (x < 0)
		return 4;
	return x;
}

int mt_prev(int x)
{
	return x;
}

int main(int argc, char **argv)
{
	(void)argv;
	return mt_next(argc) != 1;
}
"""


class Cut(unittest.TestCase):

    def setUp(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        source, program = folder / "tree.c", folder / "tree"
        source.write_text(PROGRAM, encoding="utf-8")
        subprocess.run(["clang-19", "-fprofile-instr-generate", "-fcoverage-mapping", source, "-o", program], check=True)
        subprocess.run([program], env={"LLVM_PROFILE_FILE": str(folder / "raw")}, check=True)
        self.found = measure(program, merge([folder / "raw"], folder / "profile"), [source])

    def test_counts(self):
        """Debug functions do not count, nor do the branches of BOTH(). Of main() and mt_next() all but two lines run."""
        functions, lines, sides = self.found.rows()
        self.assertEqual(functions, (2, 3))
        self.assertEqual(lines, (9, 14))
        self.assertEqual(sides, (2, 4))
        self.assertEqual(self.found.words(), ["66.7 %", "64.3 %", "50.0 %"])

    def test_uncovered(self):
        self.assertEqual([(function.name, words) for function, words in uncovered(self.found)], [
            ("mt_next", "lines 23, 25; 22:6 never true; 24:6 never true"),
            ("mt_prev", "never called, 3 lines"),
        ])


# A maplefuzz of which a program, a file, is the names of the functions that it calls; "crash" ends the process.
TOOL = """\
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern void mas_store(void);
extern void mas_erase(void);

int main(int argc, char **argv)
{
	for (int i = 2; i < argc; i++) {
		char word[32];
		FILE *in = fopen(argv[i], "r");

		while (in && fscanf(in, "%31s", word) == 1) {
			if (!strcmp(word, "store"))
				mas_store();
			else if (!strcmp(word, "erase"))
				mas_erase();
			else if (!strcmp(word, "crash"))
				_Exit(1);
		}
	}
	return 0;
}
"""

OLD_TREE = """\
static int count;

void mas_store(void)
{
	count++;
}

void mas_erase(void)
{
	if (count > 9)
		count = 0;
}
"""

NEW_TREE = """\
/* Counts. */
static int count;

void mas_store(void)
{
	count += 2;
	count -= 1;
}

void mas_erase(void)
{
	if (count > 8)
		count = 1;
}
"""

DEBIAN = {version: pathlib.Path("/usr/src/linux-source-%s.tar.xz" % version) for version in ("6.1", "6.12")}


def make_repository(folder, file, *texts):
    """A git repository in which @file was each of @texts, from commit to commit; the last one is not committed."""
    git = ["git", "-C", folder, "-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run(["git", "init", "-q", folder], check=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        file.write_bytes(text)
        if number + 1 < len(texts):
            subprocess.run([*git, "add", "."], check=True)
            subprocess.run([*git, "commit", "-q", "-m", "x"], check=True)


class Diff(unittest.TestCase):
    """The lines that have changed since a commit, and who reaches them."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.file = self.folder / "linux/lib/maple_tree.c"

    def build(self):
        """The tool, with the coverage of all programs."""
        make_repository(self.folder / "linux", self.file, OLD_TREE.encode(), NEW_TREE.encode())
        tool = self.folder / "tool"
        (self.folder / "tool.c").write_text(TOOL, encoding="utf-8")
        subprocess.run(["clang-19", "-fprofile-instr-generate", "-fcoverage-mapping", self.folder / "tool.c", self.file, "-o", tool],
                       check=True)
        corpus = self.folder / "corpus"
        corpus.mkdir()
        for name, text in (("both", "store erase"), ("a", "store"), ("nothing", "load"), ("ends", "store crash"), (".hidden", "erase")):
            (corpus / name).write_text(text, encoding="utf-8")
        for number in range(6):
            (corpus / ("nothing-%d" % number)).write_text("load", encoding="utf-8")
        subprocess.run([tool, "replay", *(corpus / name for name in ("a", "both", "nothing"))],
                       env={"LLVM_PROFILE_FILE": str(self.folder / "raw")}, check=True)
        return tool, corpus, measure(tool, merge([self.folder / "raw"], self.folder / "profile"), [self.file])

    def test_who_reaches(self):
        tool, corpus, found = self.build()
        changes = Changes([self.file], check_revision([self.file], "HEAD"), found)
        with contextlib.redirect_stdout(io.StringIO()):
            programs, ended = who_reaches(tool, [([], [corpus])], [self.file], changes.reached, 1)
        self.assertEqual(ended, [corpus / "ends"])
        place, a, both = (os.path.relpath(path) for path in (self.file, corpus / "a", corpus / "both"))
        self.assertEqual(list(changes.lines(programs)), [
            "5 lines changed, 4 of them code that is counted",
            "%s:6-7: mas_store(): 2 programs: %s, %s" % (place, a, both),
            "%s:12: mas_erase(): 1 program: %s" % (place, both),
            "%s:13: mas_erase(): no program: count = 1;" % place,
            "no program reaches 1 changed line",
        ])

    @unittest.skipUnless(all(tarball.exists() for tarball in DEBIAN.values()), "Debian's packages of Linux are missing")
    def test_debian(self):
        """From Debian's 6.1 to its 6.12: git and difflib see the same number of lines that are new in all, and each is really new."""
        texts = [subprocess.run(["tar", "-xOf", tarball, "--occurrence=1", "linux-source-%s/lib/maple_tree.c" % version],
                                stdout=subprocess.PIPE, check=True).stdout for version, tarball in DEBIAN.items()]
        make_repository(self.folder / "linux", self.file, *texts)
        changed = changed_lines(self.file, check_revision([self.file], "HEAD"))
        old, new = (text.decode().splitlines() for text in texts)
        kept = [line for number, line in enumerate(new, 1) if number not in changed]
        self.assertGreater(len(changed), 1000)
        at = 0
        for line in kept:  # what has not changed is in the old file, in that order
            at = old.index(line, at) + 1

    def refused(self, complaint, revision):
        with self.assertRaisesRegex(Failure, complaint):
            check_revision([self.file], revision)

    def test_refused(self):
        make_repository(self.folder / "linux", self.file, b"x\n", b"y\n")
        self.refused("no such commit", "nope")
        self.refused("no such commit", "--output=x")
        self.file = self.file.with_name("other.c")
        self.file.touch()
        self.refused("git does not know .*other.c", "HEAD")


if __name__ == "__main__":
    unittest.main()
