# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the kernel's userspace tests of a tree in a folder of ours. Nothing is written to the tree."""

import hashlib
import os
import pathlib
import re
import shlex
import shutil
import subprocess

from common.command import Failure
from common.kept import read_if_there
from common.make import clean_environment, complaint, launcher
from common.paths import builds_folder
from common.words import for_people

from .tree import PARTS, SUITE

# What of ours is built with the tests.
OURS = tuple(pathlib.Path(__file__).with_name(name) for name in ("maplefuzz.mk", "maplefuzz_main.c", "maplefuzz_compat.h"))


def digest(tree):
    """A hash of all that is compiled, so that a change is seen whatever the times of the files."""
    total = hashlib.sha256()
    folders = [tree / part for part in PARTS if part != "tools/testing"] + [tree / SUITE, tree / SUITE.with_name("shared")]
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".c", ".h", ".mk", "")]
    for path in [*sorted(found), *OURS]:
        if path.is_file():
            total.update(b"%s\n%s\n" % (str(path).encode(), hashlib.sha256(path.read_bytes()).digest()))
    return total.hexdigest().encode()


def link_entries(source, target, but):
    """Let @target have all that the folder @source has, but for one entry."""
    target.mkdir(parents=True)
    for entry in source.iterdir():
        if entry.name != but:
            (target / entry.name).symlink_to(entry)


def copy_sources(source, target):
    """Copy a folder that make writes to, without what it has made there."""
    ignored = set((read_if_there(source / ".gitignore") or b"").decode().split())
    for path in source.rglob("*"):
        name = path.relative_to(source)
        if path.is_file() and path.suffix not in (".o", ".d") and str(name) not in ignored:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / name)


class Suite:
    """@tree: the Linux tree, @folder: ours, @place: where the tests are built and run, @functions: where functions go."""

    def __init__(self, tree):
        name = re.sub(r"[^A-Za-z0-9._]", "-", tree.name)
        self.tree = tree
        self.folder = builds_folder() / ("kernel-tests-%s-%s" % (name, hashlib.sha256(str(tree).encode()).hexdigest()[:6]))
        self.place = self.folder / SUITE
        self.functions = self.folder / "functions"

    def set_up(self):
        """Make the folder. It begins anew when a file of the tree has changed."""
        stamp, wanted = self.folder / ".digest", digest(self.tree)
        if read_if_there(stamp) == wanted:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.functions.mkdir(parents=True)
        for name in ("include", "lib"):
            (self.folder / name).symlink_to(self.tree / name)
        link_entries(self.tree / "tools", self.folder / "tools", "testing")
        link_entries(self.tree / SUITE.parent, self.folder / SUITE.parent, SUITE.name)
        copy_sources(self.tree / SUITE, self.place)
        for path in OURS:
            shutil.copyfile(path, self.place / path.name)
        stamp.write_bytes(wanted)

    def make(self, *words):
        """Run make where the tests are. Return whether it went well, and its log."""
        log = self.folder / "make.log"
        environment = {**clean_environment(), "CFLAGS": "-include maplefuzz_compat.h"}
        compiler = shlex.join([*launcher(), "gcc"])
        command = ["make", "-C", self.place, "-j%d" % (os.cpu_count() or 1), "CC=%s" % compiler, "-f", "maplefuzz.mk", *words]
        with log.open("wb") as out:
            done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
        return done.returncode == 0, log

    def build(self, program):
        """Build a program that does not build only if the tests do not. Return its path."""
        path = self.place / program
        if path.exists():
            return path
        print("kernel-tests: building the tests of %s in %s" % (for_people(self.tree), for_people(self.folder)), flush=True)
        good, log = self.make(program)
        if not good:
            raise Failure("the tests of %s do not build: %s; the log is %s"
                          % (for_people(self.tree), complaint(log), for_people(log)))
        return path

    def build_functions(self, names):
        """Build a program for each function that has changed. Of those that do not compile there is none afterwards."""
        # Without a target, make would build the whole suite.
        if not names:
            return
        print("kernel-tests: building the functions with the tests of %s in %s"
              % (for_people(self.tree), for_people(self.folder)), flush=True)
        good, _ = self.make("-k", *("../../../functions/%s.test" % name for name in names))
        if not good:
            # Is it the functions that do not compile?
            self.build("maplefuzz-nothing")
