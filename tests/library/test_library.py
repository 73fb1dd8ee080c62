#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Install the library of a build, given as the argument, and compile the example of docs/library.md with it as a newcomer would."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "docs/examples/maple_tree.c"
COMPILERS = ("gcc", "clang-14", "clang-19")

# A program with names of its own that the library uses inside.
NAMES = """#include <linux/maple_tree.h>
int path_walk, commit_node, plan_walk, mas_take, printed;
int main(void)
{
	maple_tree_init();
	return path_walk + commit_node + plan_walk + mas_take + printed;
}
"""

# The names that the library may give a program, beside those that its headers declare of the maple tree.
GROUND = re.compile(r"ground_\w+")


def run(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, **options).stdout


class Library(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="maplefuzz-")))
        cls.prefix = cls.folder / "usr"
        run("cmake", "--install", BUILD, "--prefix", cls.prefix)
        packages = str(next(cls.prefix.rglob("pkgconfig")))
        cls.words = run("pkg-config", "--cflags", "--libs", "maple-tree", env={**os.environ, "PKG_CONFIG_PATH": packages}).split()

    def compile(self, compiler, source):
        """Compile a program with the library. Return what it prints."""
        program = self.folder / "program"
        run(compiler, "-Wall", "-Wextra", "-Werror", source, *self.words, "-o", program)
        return run(program)

    def test_example(self):
        """It prints what docs/library.md says."""
        said = re.search(r"It prints:\n\n((?: {4}.*\n)+)", (ROOT / "docs/library.md").read_text(encoding="utf-8"))[1]
        expected = re.sub(r"^ {4}", "", said, flags=re.M)
        for compiler in filter(shutil.which, COMPILERS):
            with self.subTest(compiler):
                self.assertEqual(self.compile(compiler, EXAMPLE), expected)

    def test_names_of_the_program(self):
        source = self.folder / "names.c"
        source.write_text(NAMES, encoding="utf-8")
        self.compile("gcc", source)

    def test_names_of_the_library(self):
        """It defines the functions of its header, all of them, and what begins with ground_."""
        header = (self.prefix / "include/maple-tree/linux/maple_tree.h").read_text(encoding="utf-8")
        declared = set(re.findall(r"^(?!static|#|extern)[a-z]\w*[\w ]*[ *]+(\w+)\([^{]*?\);$", header, re.M))
        self.assertGreater(len(declared), 40)
        defined = set(run("nm", "-g", "--defined-only", "--format=posix", next(self.prefix.rglob("*.a"))).split("\n"))
        names = {line.split()[0] for line in defined if len(line.split()) > 1}
        self.assertEqual(declared - names, set())
        rest = {name for name in names - declared if not GROUND.fullmatch(name)}
        self.assertEqual(rest, {"maple_tree_tests_run", "maple_tree_tests_passed"})


if __name__ == "__main__":
    BUILD = sys.argv.pop(1)
    unittest.main(verbosity=2)
