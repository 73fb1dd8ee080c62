#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A build for 32 bits: it says so, its nodes are of that size, and what does not fit is cut, and told of."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

TOOL = sys.argv.pop(1) if len(sys.argv) > 1 else None

# 31 ranges and the emptiness behind them: one leaf of 32 slots. 600 ranges: more than 16 leaves below a root that tracks gaps.
NODES = """\
fill t0 [0] v1 stride 1 count 31
init t1 alloc
fill t1 [0] v1 stride 1 count 600
"""

# Twice what does not fit: a range, and a size.
CUT = """\
trees alloc
store_range t0 [0x1000, 0x100001fff] v1
load t0 [0x200001234]
alloc_range t0 [0, ULONG_MAX] v2 size 0x100000000
"""


class Bits32(unittest.TestCase):
    """The maplefuzz command on text programs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="maplefuzz-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_tool(self, *words):
        done = subprocess.run([TOOL, *words], cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def trace(self, text):
        """What show --trace prints of the calls of a program, and what is said of it on stderr."""
        (self.folder / "a.txt").write_text(text)
        done = self.run_tool("show", "--trace", "a.txt")
        return re.findall(r"^ +\d+  (.+)$", done.stdout, re.MULTILINE), done.stderr

    def test_nodes(self):
        calls, said = self.trace(NODES)
        self.assertRegex(calls[0], r"31 ranges, 1 node, height 1$")
        self.assertRegex(calls[2], r"600 ranges, (1[89]|2\d) nodes, height 2$")
        self.assertEqual(said, "")

    def test_cut(self):
        calls, said = self.trace(CUT)
        self.assertRegex(calls[0], r"^store_range t0 \[0x1000, 0x1fff\] v1 +error 0; t0: 1 range,")
        self.assertRegex(calls[1], r"^load t0 \[0x1234\] +entry v1;")
        self.assertRegex(calls[2], r"^alloc_range t0 \[0, 0xffffffff\] v2 size 0 ")
        self.assertEqual(said, "a.txt:2:25: 0x100001fff does not fit 32 bits and is cut to 0x1fff, as is every such number\n")

    def test_cut_once(self):
        for name in ("a.txt", "b.txt"):
            (self.folder / name).write_text(CUT)
        said = self.run_tool("replay", "a.txt", "b.txt").stderr
        self.assertEqual(len(said.splitlines()), 1, said)

    def test_bytes(self):
        """Operands of bytes have 64 bits, of which 32 count."""
        program = self.folder / "a"
        program.with_suffix(".txt").write_text("store t0 [7] v1\n")
        self.run_tool("asm", "a.txt", "-o", "a")
        data = bytearray(program.read_bytes())
        self.assertEqual(data[12:20], (7).to_bytes(8, "little"))
        data[16] = 1
        program.write_bytes(data)
        self.assertRegex(self.run_tool("show", "a").stdout, r"(?m)^store t0 \[7\] v1$")

    def test_identity(self):
        self.assertRegex(self.run_tool("--subject").stdout, r"\bfiles \w+, 32 bits\)$")
        self.assertRegex(json.loads(self.run_tool("--identity").stdout)["folder"], r"-32$")


if __name__ == "__main__":
    unittest.main()
