#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/soak finds what is planted into the embedded tree: races, readers that are led astray, nodes freed too early, a hang."""

import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TREE = ROOT / "src" / "maple_tree"
BUILD = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else None
sys.path.insert(0, str(ROOT / "scripts" / "lib"))

from common.make import launcher  # noqa: E402  # pylint: disable=wrong-import-position

# A bug is met within seconds. A run ends with the first difference; one that only races takes its time. Another seed makes other writes.
SECONDS = 3
SEEDS = range(1, 7)


def compiled(copy, work):
    """Compile the tree in the folder @copy as the build did. Return its objects."""
    objects = []
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        if pathlib.Path(entry["file"]).parent != TREE:
            continue
        words = shlex.split(entry["command"].replace(str(TREE), str(copy)))
        objects.append(work / (pathlib.Path(entry["file"]).stem + ".o"))
        words[words.index("-o") + 1] = str(objects[-1])
        subprocess.run([*launcher(), *words], cwd=entry["directory"], check=True)
    return objects


def planted(patch, work):
    """The program on a tree with @patch applied."""
    copy = work / "src" / "maple_tree"
    shutil.copytree(TREE, copy)
    subprocess.run(["patch", "-s", "-p1", "-d", work, "-i", patch], check=True)
    parts = (BUILD / "tests" / "soak" / "parts.txt").read_text().split()
    program = work / "soak"
    subprocess.run(["clang-19", "-fsanitize=thread", "-o", program, *compiled(copy, work), *parts, "-lpthread"], check=True)
    return program


class Planted(unittest.TestCase):
    """Each bug is found by what is given."""

    def find(self, patch, found, *options):
        # Always the same place: the compiler's cache knows what is there again.
        work = BUILD / "tests" / "soak" / "work"
        shutil.rmtree(work, ignore_errors=True)
        self.addCleanup(shutil.rmtree, work)
        program = planted(patch, work)
        for seed in SEEDS:
            done = subprocess.run([ROOT / "scripts" / "soak", "--program", program, "--time", str(SECONDS), "--threads", "2",
                                   "--seed", str(seed), *options], capture_output=True, text=True, check=False)
            if done.returncode:
                break
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertRegex(done.stdout, re.compile(found, re.MULTILINE))

    def test_plain_slot(self):
        """A slot that readers look into is written by a plain store."""
        self.find(HERE / "plain-slot.patch", r"data race: write in publish_node\(\):\d+ beside atomic read in ")

    def test_plain_parent(self):
        """So is the parent of a node."""
        self.find(HERE / "plain-parent.patch", r"data race: write in publish_parent\(\):\d+ beside atomic read in ")

    def test_dead_mark(self):
        """A node that has left the tree is not marked: who stands on it goes on there."""
        self.find(ROOT / "tests" / "planted" / "rcu-dead-mark.patch", r"^maplefuzz: soak: diverged: |^ThreadSanitizer: \d+ report|ended with exit code")

    def test_free_at_once(self):
        """Nodes are freed without a grace period."""
        self.find(ROOT / "tests" / "planted" / "rcu-free-at-once.patch", r"(heap-use-after-free|data race)|^maplefuzz: soak: diverged: ")

    def test_lock_kept(self):
        """A write that does not drop the lock."""
        self.find(HERE / "lock-kept.patch", r"^hang: for 3 s the writer does not go on$", "--hang", "3")


if __name__ == "__main__":
    unittest.main()
