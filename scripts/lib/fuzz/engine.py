# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the processes of libFuzzer until one of them finds something, or their time is over."""

import collections
import re
import signal
import subprocess
import sys
import threading
import time

from common.build import target_path
from common.command import Failure, uninterrupted
from common.engine import LIBFUZZER_FINDS, LIBFUZZER_FLAGS, sanitizer_environment, strict_environment
from common.totals import read_totals, sum_totals
from common.words import say

# Exit codes of libFuzzer that are no finding: done, and interrupted.
DONE, INTERRUPTED = 0, 72

# How many of a process's last lines are kept: if it fails, they say why.
LAST_LINES = 20

# What libFuzzer says about its options is for the user, also of a quiet run.
REMARK = re.compile(r"WARNING: unrecognized flag|ERROR: ")

# So often may a process end with a find that it has had before, one time after the other: it would go on so for ever.
BARREN_LIMIT = 5


class Fuzzer:
    """One process of the engine. @prefix: what its lines begin with."""

    def __init__(self, number, arguments, work):
        self.totals_file = work / ("totals-%d" % number)
        self.environment = {**sanitizer_environment(), **strict_environment(arguments.strict),
                            "MAPLEFUZZ_STATS": str(self.totals_file)}
        self.verbose = arguments.verbose
        self.prefix = "[%d] " % number if arguments.jobs > 1 else ""
        self.last_lines = collections.deque(maxlen=LAST_LINES)
        self.process = self.reader = None
        self.barren = 0

    def start(self, command):
        self.process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.reader = threading.Thread(target=self.read_lines, args=(self.process.stdout,), daemon=True)
        self.reader.start()

    def read_lines(self, stream):
        for line in stream:
            text = line.decode(errors="replace")
            self.last_lines.append(text)
            if self.verbose or REMARK.match(text):
                sys.stdout.write(self.prefix + text)
                sys.stdout.flush()

    def code(self):
        """The exit code; None as long as the process runs."""
        return self.process.poll() if self.process else DONE

    def interrupt(self):
        if self.code() is None:
            self.process.send_signal(signal.SIGINT)

    def finish(self):
        """Wait for the end of the process and of its output."""
        if not self.process:
            return
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join(timeout=5)


class Engine:
    """The processes of a run. @corpora: the folders that they read and write."""

    def __init__(self, arguments, corpora, work):
        self.arguments = arguments
        self.corpora = corpora
        self.fuzzers = [Fuzzer(number, arguments, work) for number in range(arguments.jobs)]
        self.begun = time.monotonic()

    @property
    def seconds(self):
        """How long it has run."""
        return time.monotonic() - self.begun

    def totals(self):
        return sum_totals(read_totals(fuzzer.totals_file) for fuzzer in self.fuzzers)

    def command(self):
        """What a process runs that is to end when the time of all is over."""
        arguments = self.arguments
        seconds = max(1, round(arguments.time - self.seconds)) if arguments.time else 0
        return [target_path(arguments.folder, arguments.target), *LIBFUZZER_FLAGS,
                "-max_total_time=%d" % seconds, "-artifact_prefix=%s/" % arguments.crashes,
                *arguments.engine_flags, *self.corpora.folders()]

    def start(self):
        say(self.command())
        for fuzzer in self.fuzzers:
            fuzzer.start(self.command())

    def goes_on(self, finds):
        """Is a process at work, and no reason to end it? With --keep-going those that have found something begin again."""
        running = False
        for fuzzer in self.fuzzers:
            if fuzzer.code() not in (None, DONE) and not (self.arguments.keep_going and self.take(fuzzer, finds)):
                return False
            running = running or fuzzer.code() is None
        return running

    def take(self, fuzzer, finds):
        """Take what a process has found out of its way, and start it again. Return whether that was a find and all goes on."""
        new = finds.take()
        self.corpora.drop(new)
        fuzzer.barren = 0 if new else fuzzer.barren + 1
        if fuzzer.barren == BARREN_LIMIT or (fuzzer.barren and fuzzer.code() not in LIBFUZZER_FINDS):
            return False
        if not self.arguments.time or self.seconds < self.arguments.time:
            fuzzer.start(self.command())
        return True

    def stop(self):
        for fuzzer in self.fuzzers:
            fuzzer.interrupt()
        for fuzzer in self.fuzzers:
            fuzzer.finish()

    def check_codes(self):
        """Fail if a process has ended neither as it should, nor with a find."""
        for fuzzer in self.fuzzers:
            if fuzzer.code() not in (DONE, INTERRUPTED):
                if not fuzzer.verbose:
                    sys.stderr.write("".join(fuzzer.last_lines))
                raise Failure("libFuzzer ended with exit code %d and left no reproducer" % fuzzer.code())


def run_engine(engine, finds, progress):
    """Run the processes until one finds something or all are done. Return whether that was interrupted."""
    interrupted = False
    try:
        engine.start()
        while engine.goes_on(finds):
            progress.show()
            time.sleep(0.1)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        with uninterrupted():
            engine.stop()
        progress.clear()
    return interrupted
