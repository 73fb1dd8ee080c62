#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripts as commands: called through symbolic links, on machines that are not fit; and which module imports which."""

import ast
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import types
import unittest
import unittest.mock

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIB = ROOT / "scripts" / "lib"
sys.path.insert(0, str(LIB))

import fuzz.progress  # noqa: E402  # pylint: disable=wrong-import-position
from common.command import Parser  # noqa: E402  # pylint: disable=wrong-import-position
from common.options import add_strict_option, linux_words, strict_words  # noqa: E402  # pylint: disable=wrong-import-position
from common.paths import builds_folder  # noqa: E402  # pylint: disable=wrong-import-position
from common.words import shell_line  # noqa: E402  # pylint: disable=wrong-import-position

# Packages that others may import.
SHARED = {"common", "report"}

# An ordinary user, whom root becomes to be refused something.
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


# What stands for maplefuzz in a checkout: a program that prints its arguments.
STAND_IN = """\
cmake_minimum_required(VERSION 3.25)
project(stand_in NONE)
file(WRITE ${CMAKE_BINARY_DIR}/program "#!/bin/sh\\necho \\"$@\\"\\n")
file(COPY ${CMAKE_BINARY_DIR}/program DESTINATION ${CMAKE_BINARY_DIR}/fuzz/tool FILE_PERMISSIONS OWNER_READ OWNER_EXECUTE)
file(RENAME ${CMAKE_BINARY_DIR}/fuzz/tool/program ${CMAKE_BINARY_DIR}/fuzz/tool/maplefuzz)
"""


def commands(folder):
    return sorted(path for path in (ROOT / folder).iterdir() if path.is_file() and os.access(path, os.X_OK))


class Links(unittest.TestCase):
    """What a symbolic link in another folder does, under another name."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.folder.chmod(0o755)

    def run_link(self, script, *words, prefix=(), **environment):
        link = self.folder / ("a link to " + script.name)
        link.symlink_to(script)
        return subprocess.run([*prefix, link, *words], cwd=self.folder, env={**os.environ, **environment},
                              capture_output=True, text=True, check=False)

    def check(self, done, code, complaint=""):
        """The exit code must be @code, and the complaint one line with @complaint in it."""
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        if complaint:
            self.assertIn(complaint, done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_help(self):
        scripts = [*commands("scripts"), *commands("bench")]
        self.assertGreater(len(scripts), 10)
        for script in scripts:
            done = self.run_link(script, "--help")
            self.check(done, 0)
            self.assertIn("usage: %s" % script.relative_to(ROOT), done.stdout)

    def test_wrong_use(self):
        for script in commands("scripts"):
            done = self.run_link(script, "--wrong")
            if script.name != "replay":  # which asks maplefuzz
                self.check(done, 2, "%s: " % script.name)

    def test_replay(self):
        seed = min((ROOT / "corpus").glob("*/seeds/*.txt"))
        self.check(self.run_link(ROOT / "scripts/replay", seed), 0)

    def make_checkout(self):
        """As much of a checkout as it takes to fail."""
        checkout = self.folder / "checkout"
        shutil.copytree(ROOT / "scripts", checkout / "scripts")
        shutil.copy(ROOT / "CMakePresets.json", checkout)
        return checkout

    def replay_unwritable(self, checkout, folder, **environment):
        folder.chmod(0o555)
        try:
            return self.run_link(checkout / "scripts/replay", "seed.txt", prefix=NOBODY if os.geteuid() == 0 else (), **environment)
        finally:
            folder.chmod(0o755)

    def test_unwritable_checkout(self):
        checkout = self.make_checkout()
        self.check(self.replay_unwritable(checkout, checkout), 2, "build: there can be no folder %s/build" % checkout)

    def test_unwritable_build(self):
        checkout = self.make_checkout()
        (checkout / "build").mkdir()
        self.check(self.replay_unwritable(checkout, checkout / "build"), 2, "build/dev.lock can't be written")

    def test_builds_elsewhere(self):
        """A checkout that can't be written to is built in MAPLEFUZZ_BUILD."""
        checkout = self.make_checkout()
        (checkout / "CMakeLists.txt").write_text(STAND_IN, encoding="utf-8")
        builds = self.folder / "builds"
        builds.mkdir()
        builds.chmod(0o777)
        self.folder.chmod(0o755)
        done = self.replay_unwritable(checkout, checkout, MAPLEFUZZ_BUILD=str(builds))
        self.check(done, 0)
        self.assertEqual(done.stdout, "replay seed.txt\n")
        self.assertFalse((checkout / "build").exists())

    def test_no_command_knows_better(self):
        """Where builds are, one function says."""
        for path in sorted((ROOT / "scripts/lib").rglob("*.py")):
            if path.name != "paths.py":
                self.assertNotRegex(path.read_text(encoding="utf-8"), r'ROOT / "build["/]', path)
        with unittest.mock.patch.dict(os.environ, MAPLEFUZZ_BUILD=str(self.folder)):
            self.assertEqual(builds_folder(), self.folder)

    def replay_without_dpkg(self, *words):
        path = self.folder / "bin"
        path.mkdir()
        for program in ("bash", "cat", "dirname", "git", "grep", "readlink", "realpath"):
            (path / program).symlink_to(shutil.which(program))
        return self.run_link(ROOT / "scripts/replay", *words, "seed.txt", PATH=str(path))

    def test_setup_fails(self):
        self.check(self.replay_without_dpkg(), 2, "setup: this is no Debian system; install by hand: ")

    def test_setup_fails_in_a_bisection(self):
        """To git bisect run, 1 and 2 would mean that the tree is bad."""
        tree = self.folder / "linux"
        subprocess.run(["git", "init", "-q", tree], check=True)
        (tree / ".git/BISECT_START").touch()
        (tree / "lib").mkdir()
        (tree / "lib/maple_tree.c").touch()
        self.check(self.replay_without_dpkg("--linux", tree), 125, "setup: this is no Debian system")


class Cache(unittest.TestCase):
    """What scripts/lib/cache.sh puts before the compiler."""

    def launcher(self, programs, **environment):
        """What it is where these programs are."""
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for program in programs:
            (folder / program).symlink_to("/bin/true")
        (folder / "realpath").symlink_to(shutil.which("realpath"))
        done = subprocess.run(["/bin/bash", "-euc", '. "$0"; use_cache; echo "${CMAKE_C_COMPILER_LAUNCHER-none}"', LIB / "cache.sh"],
                              env={"PATH": str(folder), "builds": "/a/build", **environment}, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    def test_with_the_builds(self):
        self.assertEqual(self.launcher(["ccache"]), "env;CCACHE_DIR=/a/build/ccache;CCACHE_MAXSIZE=2G;CCACHE_NOHASHDIR=1;ccache")

    def test_the_users_own(self):
        self.assertEqual(self.launcher(["ccache"], CCACHE_DIR="/b", CCACHE_MAXSIZE="9G"), "env;CCACHE_DIR=/b;CCACHE_MAXSIZE=9G;CCACHE_NOHASHDIR=1;ccache")
        for launcher in ("sccache", ""):
            self.assertEqual(self.launcher(["ccache"], CMAKE_C_COMPILER_LAUNCHER=launcher), launcher)

    def test_not_installed(self):
        self.assertEqual(self.launcher([]), "none")


class Lines(unittest.TestCase):
    """Commands that people are told to run."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())).resolve()
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)

    def test_here(self):
        tool, file = self.folder / "bin/tool", self.folder / "a file"
        self.assertEqual(shell_line([tool, "--target", "dup", file]), "bin/tool --target dup 'a file'")
        self.assertEqual(shell_line([self.folder / "tool", self.folder / "-x"]), "./tool ./-x")
        self.assertEqual(shell_line([tool, self.folder.parent]), "bin/tool %s" % self.folder.parent)

    def test_anywhere(self):
        self.assertEqual(shell_line([pathlib.Path("tool"), pathlib.Path("file"), "text"], anywhere=True),
                         "%s/tool %s/file text" % (self.folder, self.folder))

    def test_a_shell_reads_them(self):
        words = ["a b", "it's", "$HOME", "*", "", "x\x1b[31m\n", "\udcff", "\\'"]
        done = subprocess.run(["bash", "-c", shell_line(["/usr/bin/printf", "%s\\0", *words])], stdout=subprocess.PIPE, check=True)
        self.assertEqual(done.stdout.split(b"\0")[:-1], list(map(os.fsencode, words)))

    def test_linux(self):
        """A tree is a path like any other, a package is not."""
        self.assertEqual(shell_line(["/x", *linux_words("a tree")], anywhere=True), "/x --linux '%s/a tree'" % self.folder)
        self.assertEqual(shell_line(["/x", *linux_words("debian:6.1")], anywhere=True), "/x --linux debian:6.1")

    def test_strict(self):
        """Only --strict=NAME has an argument, and is handed on as it was given."""
        parser = Parser()
        parser.add_argument("file", nargs="?")
        add_strict_option(parser)
        for words, file, handed_on in (([], None, []), (["--strict"], None, ["--strict"]), (["--strict", "f"], "f", ["--strict"]),
                                       (["--strict=null-leaf", "f"], "f", ["--strict=null-leaf"])):
            arguments = parser.parse_args(words)
            self.assertEqual((arguments.file, strict_words(arguments.strict)), (file, handed_on))


class Terminal(io.StringIO):

    def isatty(self):
        return True


class Progress(unittest.TestCase):
    """The line of scripts/fuzz, while there is nothing to tell."""

    totals = staticmethod(lambda: types.SimpleNamespace(executions=1, calls=20))
    new_inputs = staticmethod(lambda: 3)
    groups = ()
    seconds = 4.5

    def shown(self, stream, **options):
        """What @stream gets of two lines that are due."""
        with unittest.mock.patch.object(sys, "stderr", stream), unittest.mock.patch.object(fuzz.progress, "ELSEWHERE", 0), \
                unittest.mock.patch.object(fuzz.progress, "ON_TERMINAL", 0):
            progress = fuzz.progress.Progress(types.SimpleNamespace(**{"time": 60, "verbose": False, **options}), self, self, self)
            progress.show()
            progress.show()
            progress.clear()
        return stream.getvalue()

    def test_log(self):
        line = "4 of 60 s: 1 execution, 20 calls, 3 new inputs, 0 tokens\n"
        self.assertEqual(self.shown(io.StringIO()), 2 * line)

    def test_terminal(self):
        line = "\r\033[K4 s: 1 execution, 20 calls, 3 new inputs, 0 tokens"
        self.assertEqual(self.shown(Terminal(), time=0), 2 * line + "\r\033[K")

    def test_verbose(self):
        self.assertEqual(self.shown(Terminal(), verbose=True), "")


def imports(path):
    """The modules of LIB that the module @path imports, as `package.module`, or `package` for all of it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = ".".join([path.parent.name, *([node.module] if node.module else [])])
            names = [base] if node.module else ["%s.%s" % (base, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module]
        else:
            continue
        yield from (name for name in names if (LIB / name.partition(".")[0]).is_dir())


class Imports(unittest.TestCase):
    """The modules of scripts/lib import only downwards."""

    @classmethod
    def setUpClass(cls):
        cls.imported = {"%s.%s" % (path.parent.name, path.stem): set(imports(path)) for path in LIB.glob("*/*.py")}

    def test_commands_keep_apart(self):
        self.assertGreater(len(self.imported), 40)
        for module, imported in self.imported.items():
            package = module.partition(".")[0]
            allowed = {package, "common"} if package in SHARED else {package, *SHARED}
            for name in imported:
                self.assertIn(name.partition(".")[0], allowed, "%s imports %s" % (module, name))
                self.assertIn(name, self.imported, "%s imports %s" % (module, name))

    def test_no_circle(self):
        left = dict(self.imported)
        while left:
            free = [module for module, imported in left.items() if not imported & left.keys()]
            self.assertTrue(free, "these import each other in a circle, or what does: %s" % sorted(left))
            for module in free:
                del left[module]


if __name__ == "__main__":
    unittest.main(verbosity=2, argv=sys.argv)
