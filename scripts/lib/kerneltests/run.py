# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a program of the suite, within limits."""

import os
import subprocess

from common.engine import SYMBOLIZER

# Bytes that a program may print.
OUTPUT_LIMIT = 1 << 26


class Run:
    """@code: the exit code, negative for a signal, None if it was stopped; @output: what it printed."""

    def __init__(self, code, output):
        self.code = code
        self.output = output


def run(program, log, timeout, count_leaks):
    """Run @program where it is, with its output in the file @log. Without @count_leaks, LeakSanitizer is off."""
    environment = {"ASAN_SYMBOLIZER_PATH": SYMBOLIZER, **os.environ}
    if not count_leaks:
        environment["ASAN_OPTIONS"] = "detect_leaks=0"
    command = ["prlimit", "--core=0", "--fsize=%d" % OUTPUT_LIMIT, program]
    with log.open("wb") as out:
        try:
            code = subprocess.run(command, cwd=program.parent, env=environment, stdin=subprocess.DEVNULL, stdout=out,
                                  stderr=out, timeout=timeout, check=False).returncode
        except subprocess.TimeoutExpired:
            code = None
    return Run(code, log.read_text(encoding="utf-8", errors="replace"))
