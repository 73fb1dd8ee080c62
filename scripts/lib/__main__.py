# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a package of this folder as a command: `python3 scripts/lib PACKAGE ARGUMENT...`. People call scripts/NAME."""

import runpy
import sys

if __name__ == "__main__":
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
