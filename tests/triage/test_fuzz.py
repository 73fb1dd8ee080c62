#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: test_fuzz.py BUILD: what scripts/fuzz says at its end, and that each command in it works from where its user stands.

The checkout is a stand-in: its maplefuzz has a planted bug, and its engine finds at once what it is told to find.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import planted_crashes
from planted_crashes import ROOT

# Places of builds: a maplefuzz and an engine that are files already.
CMAKE = """\
cmake_minimum_required(VERSION 3.25)
project(stand_in NONE)
file(COPY %(stock)s/maplefuzz DESTINATION ${CMAKE_BINARY_DIR}/fuzz/tool)
if(MAPLEFUZZ_LINUX)
  file(COPY_FILE %(stock)s/maplefuzz-linux ${CMAKE_BINARY_DIR}/fuzz/tool/maplefuzz)
endif()
file(COPY %(stock)s/fuzz-dup DESTINATION ${CMAKE_BINARY_DIR}/fuzz/targets)
"""

# Says of each build that it is of another Linux tree.
OTHER_TREE = """\
#!/bin/sh
[ "$1" != --identity ] || exec echo '{"name": "linux", "folder": "linux-6.99.0-'$(echo "$0" | sha256sum | head -c 6)'"}'
exec '%(stock)s/maplefuzz' "$@"
"""

# Each run of the engine finds one of the programs that are in the folder of finds, unless it has been found before.
ENGINE = """\
#!/usr/bin/python3
import hashlib, os, pathlib, shutil, sys
prefix = next(word for word in sys.argv if word.startswith("-artifact_prefix=")).partition("=")[2]
folders = [pathlib.Path(word) for word in sys.argv[1:] if not word.startswith("-")]
(folders[0] / hashlib.sha1(b"new").hexdigest()).write_bytes(b"new")
print("#1 NEW cov: 1 ft: 1 corp: 1/1b\\n" * 100)
for path in sorted(pathlib.Path(%(finds)r).iterdir()):
    data = path.read_bytes()
    crash = pathlib.Path(prefix + "crash-" + hashlib.sha1(data).hexdigest())
    if not crash.exists():
        crash.write_bytes(data)
        sys.exit(77)
    if any(data == file.read_bytes() for folder in folders for file in folder.iterdir()):
        print("this input is known to crash, and is in the corpus")
        sys.exit(77)
sys.exit(int(os.environ.get("ENGINE_EXIT", 0)))
"""

TOKENS = ("mas_store:validate", "store_range:validate")


class End(unittest.TestCase):
    """One checkout, with blanks and quotes in its name; each test has its own place for what is written."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        stock = cls.folder / "stock"
        stock.mkdir()
        cls.finds = cls.folder / "finds"
        shutil.copy(planted_crashes.build_tool(cls.folder, cls.build), stock / "maplefuzz")
        (stock / "fuzz-dup").write_text(ENGINE % {"finds": str(cls.finds)}, encoding="utf-8")
        (stock / "maplefuzz-linux").write_text(OTHER_TREE % {"stock": stock}, encoding="utf-8")
        for name in ("fuzz-dup", "maplefuzz-linux"):
            (stock / name).chmod(0o755)
        cls.checkout = cls.folder / "a user's checkout"
        shutil.copytree(ROOT / "scripts", cls.checkout / "scripts")
        shutil.copy(ROOT / "CMakePresets.json", cls.checkout)
        (cls.checkout / "CMakeLists.txt").write_text(CMAKE % {"stock": stock}, encoding="utf-8")
        (cls.checkout / "fuzz/targets").mkdir(parents=True)
        shutil.copy(ROOT / "fuzz/targets/targets.def", cls.checkout / "fuzz/targets")
        cls.bytes = {program: planted_crashes.assemble(stock / "maplefuzz", text, cls.folder / "program.txt")
                     for program, text in planted_crashes.PROGRAMS.items()}

    def setUp(self):
        self.place = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="here and there ")))
        self.out = self.place / "out"

    def fuzz(self, programs, *words, code, **environment):
        """Run scripts/fuzz; its engine finds @programs. Return what it prints on stdout."""
        shutil.rmtree(self.finds, ignore_errors=True)
        self.finds.mkdir()
        for number, program in enumerate(programs):
            (self.finds / str(number)).write_bytes(self.bytes[program])
        done = subprocess.run([self.checkout / "scripts/fuzz", *words], cwd=self.place, capture_output=True, text=True, check=False,
                              env={**os.environ, "MAPLEFUZZ_OUT": str(self.out), **environment})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.complaint = done.stderr
        return done.stdout

    def blocks(self, printed):
        """{token: {name: text}} of the blocks of finds."""
        blocks = {}
        for part in printed.split("\n==== ")[1:]:
            token, _, text = part.partition("\n")
            blocks[token] = dict(re.findall(r"^(\w+): +(.*)$", text.partition("\n\n")[0], re.MULTILINE))
        return blocks

    def run_line(self, line, code):
        done = subprocess.run(["bash", "-c", line], cwd=self.place, capture_output=True, text=True, check=False,
                              env={**os.environ, "MAPLEFUZZ_OUT": str(self.out)})
        self.assertEqual(done.returncode, code, line + "\n" + done.stdout + done.stderr)
        return done.stdout

    def test_find(self):
        printed = self.fuzz(["mas_store"], code=1)
        [(token, block)] = self.blocks(printed).items()
        self.assertEqual(token, "mas_store:validate")
        self.assertRegex(block["tree"], r"^embedded \(.*files .*\)$")
        self.assertIn("is_leaf", block["found"])
        self.assertRegex(block["place"], r"^check_node:\d+$")
        self.assertRegex(block["program"], r"^2 operations, minimised from \d: out/minimised/dup/mas_store-validate-\w{8}\.txt$")
        self.assertIn("\n    mas_store t0 [0, 0xa] v2\n", printed)
        self.assertRegex(printed.splitlines()[-1], r"^dup on embedded \(.*\): .*: divergence mas_store:validate$")
        self.assertEqual(printed.count("found:"), 1)
        self.assertLess(len(printed.splitlines()), 25)
        self.assertTrue((self.place / block["crash"]).is_file())

    def test_commands(self):
        block = self.blocks(self.fuzz(["mas_store"], code=1))["mas_store:validate"]
        self.assertIn("divergence mas_store:validate ", self.run_line(block["replay"], 1))
        self.assertIn("int main(", self.run_line(block["emit"], 0))
        self.run_line(block["dot"], 0)
        self.assertIn("<svg", (self.place / "mas_store-validate.svg").read_text(encoding="utf-8"))
        self.assertIn("1 group", self.run_line(block["triage"], 1))

    def test_verbose(self):
        self.assertNotIn("cov: 1 ft", self.fuzz([], code=0))
        self.assertIn("cov: 1 ft", self.fuzz([], "--verbose", code=0))

    def test_no_find(self):
        printed = self.fuzz([], code=0)
        self.assertEqual(self.blocks(printed), {})
        self.assertRegex(printed.splitlines()[-1], r"^dup on embedded \(.*\): .* 1 new inputs, .*: no divergence$")

    def test_keep_going(self):
        corpus = self.out / "corpus/dup"
        corpus.mkdir(parents=True)
        known = corpus / "known"
        known.write_bytes(self.bytes["mas_store again"])
        printed = self.fuzz(["mas_store", "mas_store again", "store_range"], "--keep-going", "--jobs", "2", code=1)
        blocks = self.blocks(printed)
        self.assertEqual(tuple(blocks), TOKENS)
        self.assertIn(", and 1 larger file with this token", blocks[TOKENS[0]]["crash"])
        self.assertEqual(sorted(path.read_bytes() for path in corpus.iterdir()), sorted([b"new", known.read_bytes()]))
        self.assertEqual(len(list((self.out / "crashes/dup").iterdir())), 3)

    def test_first_find_ends_it(self):
        self.assertEqual(len(self.blocks(self.fuzz(["mas_store", "store_range"], code=1))), 1)

    def test_not_reproduced(self):
        block = self.blocks(self.fuzz(["good"], code=1))["not-reproduced"]
        self.run_line(block["replay"], 0)

    def test_engine_fails(self):
        self.fuzz([], code=2, ENGINE_EXIT="3")
        self.assertIn("cov: 1 ft", self.complaint)
        self.assertEqual(self.complaint.splitlines()[-1], "fuzz: libFuzzer ended with exit code 3 and left no reproducer")

    def test_trees_keep_apart(self):
        for name in ("linux", "other linux"):
            (self.place / name / "lib").mkdir(parents=True)
            (self.place / name / "lib/maple_tree.c").touch()
            block = self.blocks(self.fuzz(["mas_store"], "--linux", name, code=1))["mas_store:validate"]
            self.assertIn("--linux '%s'" % name if " " in name else "--linux linux ", block["replay"])
            self.run_line(block["replay"], 1)
        self.fuzz(["mas_store"], code=1)
        names = {kind: sorted(re.sub(r"-\w{6}$", "-HASH", path.name) for path in (self.out / kind).iterdir())
                 for kind in ("corpus", "crashes", "minimised")}
        self.assertEqual(names["corpus"], ["dup", "dup-linux-HASH", "dup-other-linux-HASH"])
        self.assertEqual(names["crashes"], ["dup", "dup-linux-6.99.0-HASH", "dup-linux-6.99.0-HASH"])
        self.assertEqual(names["minimised"], names["crashes"])

    def test_unknown_issue(self):
        self.fuzz([], "--strict=nope", code=2)
        self.assertIn("there is no known issue 'nope'", self.complaint)
        self.assertFalse((self.out / "corpus").exists())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    End.build = pathlib.Path(sys.argv.pop())
    unittest.main(verbosity=2)
