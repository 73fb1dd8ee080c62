#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Trees that can't be the subject: one clear line each, and no compiler error.

With the path of a C compiler. The trees are made up here."""

import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

MAKEFILE = "VERSION = %d\nPATCHLEVEL = %d\nSUBLEVEL = 3\nEXTRAVERSION =\n"
SOURCE, HEADER = "lib/maple_tree.c", "include/linux/maple_tree.h"
GOOD = {
    "Makefile": MAKEFILE % (6, 12),
    SOURCE: "#include <linux/maple_tree.h>\n#include <linux/slab.h>\n",
    HEADER: "#include <linux/kernel.h>\n",
}

# What is different in each tree, None for a file that is not there; and what has to be said.
TREES = {
    "empty": ({"Makefile": None, SOURCE: None, HEADER: None}, [SOURCE, "give the top of a Linux source tree"]),
    "no-header": ({HEADER: None}, ["(Linux 6.12.3)", HEADER]),
    "old": ({"Makefile": MAKEFILE % (5, 19), SOURCE: None, HEADER: None}, ["Linux 5.19.3", "too old", "6.1"]),
    "header-lacks": ({HEADER: "#include <linux/no_such_header.h>\n"},
                     [HEADER, "(Linux 6.12.3)", "<linux/no_such_header.h>", "ground lacks"]),
    "source-lacks": ({SOURCE: GOOD[SOURCE] + "#include <linux/no_such_header.h>\n"},
                     [SOURCE, "<linux/no_such_header.h>", "ground lacks"]),
    "leak": ({HEADER: "#include <linux/mempolicy.h>\n"}, [HEADER, "<linux/mempolicy.h>", "ground lacks"]),
    "no-makefile": ({"Makefile": None, HEADER: "#include <asm/no_such_header.h>\n"},
                    [HEADER, "unknown version", "<asm/no_such_header.h>"]),
    "nodes": ({HEADER: GOOD[HEADER] + "enum maple_type { /* {not}, these */\n\tmaple_dense,\n\tmaple_leaf_64,\n\tmaple_range_64, maple_copy,\n"
               "\tmaple_leaf_16 = 9, // new\n\tmaple_marks_64,\n};\n"},
              [HEADER, "(Linux 6.12.3)", "cannot look into: maple_leaf_16, maple_marks_64; add"]),
    "unreadable": ({SOURCE: None, SOURCE + "/directory": ""}, [SOURCE, "can't be read"]),
}


def make_tree(tree, changes):
    for name, text in {**GOOD, **changes}.items():
        if text is not None:
            path = tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def configure(compiler, tree, build):
    command = ["cmake", "-S", ROOT, "-B", build, "-DCMAKE_C_COMPILER=" + compiler, "-DMAPLEFUZZ_TESTS=OFF",
               "-DMAPLEFUZZ_LINUX=%s" % tree]
    environment = dict(os.environ, LC_ALL="C")
    return subprocess.run(command, capture_output=True, check=False, env=environment)


def check(compiler, work, name, changes, wanted):
    """Return what is wrong, or nothing."""
    tree, build = work / name, work / "build"
    tree.mkdir()
    make_tree(tree, changes)
    done = configure(compiler, tree, build)
    complaint = build / "linux-complaint"
    said = done.stderr.decode()
    if not done.returncode or not complaint.exists():
        return "%s was taken\n%s" % (name, said)
    line = complaint.read_text()
    if line.count("\n") != 1 or line not in said.replace("\n\n", "\n").replace("   ", ""):
        return "%s: not one line: %s\n%s" % (name, line, said)
    missing = [words for words in [str(tree), *wanted] if words not in line]
    return "%s: no %s in: %s" % (name, missing, line) if missing else None


def main():
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        work = pathlib.Path(name)
        wrong = [check(sys.argv[1], work, tree, *expected) for tree, expected in TREES.items()]
    for message in filter(None, wrong):
        print(message)
    return any(wrong)


if __name__ == "__main__":
    sys.exit(main())
