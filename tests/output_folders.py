#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Folders that scripts write: whole or not at all, and nothing of anybody else's is lost; and how scripts end."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "lib"))

from common.command import Failure  # noqa: E402  # pylint: disable=wrong-import-position
from common.folder import check_new, check_output, named_folder, replacing, unfinished  # noqa: E402  # pylint: disable=wrong-import-position


class Folders(unittest.TestCase):

    def setUp(self):
        self.top = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())).resolve()
        self.out = self.top / "out"

    def write(self, kind="triage", text="x"):
        check_output(self.out, kind)
        with replacing(self.out, kind) as folder:
            (folder / "below").mkdir()
            (folder / "below/page").write_text(text, encoding="utf-8")

    def page(self):
        return (self.out / "below/page").read_text(encoding="utf-8")

    def refused(self, complaint, function, *arguments):
        before = sorted(self.top.rglob("*"))
        with self.assertRaisesRegex(Failure, complaint):
            function(*arguments)
        self.assertEqual(sorted(self.top.rglob("*")), before)

    def test_replaces_its_own(self):
        self.write(text="old")
        self.write(text="new")
        self.assertEqual(self.page(), "new")
        self.assertEqual(os.listdir(self.top), ["out"])

    def test_an_empty_one(self):
        self.out.mkdir()
        self.write()
        self.assertEqual(self.page(), "x")

    def test_somebody_elses(self):
        self.out.mkdir()
        (self.out / "thesis.txt").touch()
        self.refused("thesis.txt", self.write)
        self.refused("not empty", check_new, self.out, "name another")

    def test_another_command_s(self):
        self.write()
        self.refused("scripts/coverage has not put there", self.write, "coverage")

    def test_a_note_in_its_own(self):
        self.write()
        (self.out / "below/note").touch()
        self.refused("below/note", self.write)

    def test_a_note_that_comes_meanwhile(self):
        self.write(text="old")
        with self.assertRaisesRegex(Failure, "note"):
            with replacing(self.out, "triage"):
                (self.out / "note").touch()
        self.assertEqual(self.page(), "old")
        self.assertEqual(os.listdir(self.top), ["out"])

    def test_current_folder(self):
        for stand in (".", "below"):
            self.write()
            before = os.getcwd()
            os.chdir(self.out / stand)
            try:
                self.refused("current folder", check_output, self.out, "triage")
            finally:
                os.chdir(before)

    def test_current_folder_for_a_new_one(self):
        self.out.mkdir()
        before = os.getcwd()
        os.chdir(self.out)
        try:
            self.refused("current folder", check_new, pathlib.Path("."), "name another")
        finally:
            os.chdir(before)

    def test_an_input(self):
        self.write()
        self.refused("is read", check_output, self.out, "triage", [self.out / "below/page"])

    def test_symbolic_link(self):
        link = self.top / "link"
        link.symlink_to(self.out)
        self.write(text="old")
        with replacing(link, "triage") as folder:
            (folder / "page").touch()
        self.assertTrue(link.is_symlink())
        self.assertTrue((self.out / "page").exists())

    def test_interrupted(self):
        for function, arguments in ((replacing, [self.out, "triage"]), (unfinished, [self.out])):
            with self.assertRaises(KeyboardInterrupt):
                with function(*arguments) as folder:
                    (folder / "half").touch()
                    raise KeyboardInterrupt
            self.assertEqual(os.listdir(self.top), [])

    def test_names(self):
        """A mere name is in out/, unless there is such a folder here."""
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.top)
        with unittest.mock.patch.dict(os.environ, MAPLEFUZZ_OUT=str(self.out)):
            self.assertEqual(named_folder("night", "campaigns"), self.out / "campaigns/night")
            for name in ("", ".", "..", "./night", "/night", "a/night"):
                self.assertEqual(named_folder(name, "campaigns"), pathlib.Path(name))
            (self.top / "night").mkdir()
            self.assertEqual(named_folder("night", "campaigns"), pathlib.Path("night"))

    def test_new(self):
        with unfinished(self.out) as folder:
            (folder / "page").touch()
            self.assertFalse(self.out.exists())
        self.assertEqual(os.listdir(self.out), ["page"])

    def test_new_where_something_comes_meanwhile(self):
        with self.assertRaises(OSError):
            with unfinished(self.out) as folder:
                (folder / "page").touch()
                self.out.mkdir()
                (self.out / "thesis.txt").touch()
        self.assertEqual(os.listdir(self.out), ["thesis.txt"])


# A command that writes a folder for a minute.
SLOW = """
import pathlib, time
from common.command import run_main
from common.folder import unfinished
def main():
    with unfinished(pathlib.Path("out")):
        print("at work", flush=True)
        time.sleep(60)
run_main("slow", main)
"""

# One that fails as no user can mend.
MISTAKEN = """
from common.command import run_main
def main():
    raise ValueError("a mistake")
run_main("mistaken", main)
"""

PRINTING = """
from common.command import run_main
def main():
    print("x" * 10000, "\\u2192 \\udcff")
    return 0
run_main("printing", main)
"""


# It ends as no handler can prevent.
KILLED = """
import os, pathlib, signal
from common.folder import replacing, unfinished
with {}:
    {}
    os.kill(os.getpid(), signal.SIGKILL)
"""


class Ends(unittest.TestCase):
    """The exit codes of scripts, and what they leave behind."""

    def setUp(self):
        self.top = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def start(self, code, **options):
        return subprocess.Popen([sys.executable, "-B", "-c", code], cwd=self.top, text=True, stderr=subprocess.PIPE,
                                env={**os.environ, "PYTHONPATH": str(ROOT / "scripts/lib"), **options.pop("environment", {})}, **options)

    def test_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.start(SLOW, stdout=subprocess.PIPE) as process:
                self.assertEqual(process.stdout.readline(), "at work\n")
                process.send_signal(number)
                self.assertEqual(process.wait(timeout=30), 130)
                self.assertEqual(process.stderr.read(), "")
            self.assertEqual(os.listdir(self.top), [])

    def test_nohup(self):
        with self.start(SLOW, stdout=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as process:
            self.assertEqual(process.stdout.readline(), "at work\n")
            process.send_signal(signal.SIGHUP)
            time.sleep(0.5)
            self.assertIsNone(process.poll())
            process.terminate()

    def test_our_own_mistake_is_no_divergence(self):
        with self.start(MISTAKEN, stdout=subprocess.PIPE) as process:
            self.assertIn("ValueError: a mistake", process.stderr.read())
            self.assertEqual(process.wait(), 2)

    def lost(self, words):
        done = subprocess.run(["sh", "-c", "exec \"$@\" " + words, "sh", sys.executable, "-B", "-c", PRINTING], capture_output=True,
                              text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "scripts/lib")}, check=False)
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (2, 1), done.stderr)
        self.assertRegex(done.stderr, "printing: .*(standard output is closed|No space left)")

    def left(self):
        """What is in each of the hidden folders."""
        return sorted(sorted(os.listdir(place)) for place in self.top.iterdir() if place.name.startswith("."))

    def test_killed(self):
        """Whoever makes the same folder next removes what is left, but not what somebody is at work on, and no older folder."""
        out, aside = self.top / "a", ["a", "a.old"]
        for how, what in (("replacing(pathlib.Path('a'), 'triage') as folder", "(folder.parent / 'a.old').mkdir()"),
                          ("unfinished(pathlib.Path('a')) as folder", "(folder / 'half').touch()")):
            self.start(KILLED.format(how, what)).communicate()
        self.assertEqual(self.left(), [["a"], aside])
        with unfinished(self.top / "a-b"), unfinished(self.top / "b"):
            self.assertEqual(self.left(), [["a"], aside, ["a-b"], ["b"]])
        with replacing(out, "triage"), unfinished(out):
            self.assertEqual(self.left(), [["a"], ["a"], aside])
        self.assertEqual(self.left(), [aside])

    def test_lost_output(self):
        self.lost(">&-")
        self.lost(">/dev/full")

    def test_a_terminal_without_letters(self):
        with self.start(PRINTING, stdout=subprocess.PIPE, environment={"PYTHONIOENCODING": "ascii"}) as process:
            self.assertTrue(process.stdout.read().endswith(" \\u2192 \\udcff\n"))
            self.assertEqual(process.wait(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2, argv=sys.argv)
