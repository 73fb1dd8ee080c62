# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the processes of libFuzzer until one of them finds something, or their time is over."""

import signal
import subprocess
import sys
import threading
import time

from common.build import target_path
from common.command import ignore_signals
from common.engine import LIBFUZZER_FLAGS, sanitizer_environment
from common.totals import read_totals
from common.words import say

# Exit codes of libFuzzer that are no finding: done, and interrupted.
ENGINE_CLEAN = (0, 72)


class Fuzzer:
    """One process of the engine."""

    def __init__(self, number, arguments, command, work):
        self.totals_file = work / ("totals-%d" % number)
        environment = dict(sanitizer_environment(), MAPLEFUZZ_STATS=str(self.totals_file))
        if arguments.strict:
            environment["MAPLEFUZZ_STRICT"] = "1"
        pipe = subprocess.PIPE if arguments.jobs > 1 else None
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL,
                                        stdout=pipe, stderr=subprocess.STDOUT if pipe else None)
        self.printer = threading.Thread(target=self.print_lines, args=("[%d] " % number,), daemon=True)
        if pipe:
            self.printer.start()

    def print_lines(self, prefix):
        for line in self.process.stdout:
            sys.stdout.write(prefix + line.decode(errors="replace"))
            sys.stdout.flush()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)

    def finish(self):
        """Wait for the end of the process and of its output. Return its exit code."""
        try:
            code = self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        if self.printer.ident:
            self.printer.join(timeout=5)
        return code

    def totals(self):
        return read_totals(self.totals_file)


def going_on(fuzzers):
    """Are there processes at work, and has none of them found something?"""
    codes = [fuzzer.process.poll() for fuzzer in fuzzers]
    return None in codes and all(code in (None, 0) for code in codes)


def run_engine(arguments, seeds, work):
    """Run the processes until one finds something or all are done. Return (fuzzers, exit codes, interrupted)."""
    command = [target_path(arguments.folder, arguments.target), *LIBFUZZER_FLAGS,
               "-max_total_time=%d" % arguments.time, "-artifact_prefix=%s/" % arguments.crashes,
               *arguments.engine_flags, arguments.corpus, seeds]
    say(command)
    fuzzers = []
    interrupted = False
    try:
        fuzzers.extend(Fuzzer(number, arguments, command, work) for number in range(arguments.jobs))
        while going_on(fuzzers):
            time.sleep(0.1)
    except KeyboardInterrupt:
        interrupted = True
    ignore_signals()
    for fuzzer in fuzzers:
        fuzzer.stop()
    return fuzzers, [fuzzer.finish() for fuzzer in fuzzers], interrupted
