#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the cut by which coverage is counted: scripts/lib/common/coverage.py, on a small program."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "scripts" / "lib"))

from common.coverage import measure, merge, uncovered  # noqa: E402

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


if __name__ == "__main__":
    unittest.main()
