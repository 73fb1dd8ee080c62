# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the maplefuzz command."""

import json
import os
import re
import subprocess
import typing

from .command import EXIT_USAGE, Failure
from .engine import sanitizer_environment
from .options import strict_words

# Which checks a replay makes: all after every call; or those of fuzzing, which see what only shows while nothing looks.
SCHEDULES = ([], ["--light"])

# What `maplefuzz min` says at the beginning and at the end.
BEFORE = re.compile(r": \S+, (\d+) operations$", re.MULTILINE)
AFTER = re.compile(r" operations before, (\d+) after, ")

DIVERGENCE = re.compile(r"^divergence (\S+) ", re.MULTILINE)


class GaveUp(Exception):
    """A verb did not come to its end in time. @said: what it had written to stderr."""

    def __init__(self, seconds, said):
        super().__init__("given up after %d s" % seconds)
        self.said = said


class Replayed(typing.NamedTuple):
    """What replaying a file gave. @token: None if nothing diverged; @report: on stderr; @schedule: of checks, which showed it."""
    token: str | None
    report: str
    schedule: list


class Minimised(typing.NamedTuple):
    """What `maplefuzz min` did. @before, @after: operations, None if not known; @failure: why there is no smaller program, or None."""
    before: int | None
    after: int | None
    failure: str | None


def token_of(printed):
    """The token of the first divergence that `maplefuzz replay` lists; None if it lists none."""
    match = DIVERGENCE.search(printed)
    return match.group(1) if match else None


def last_line(complaint):
    """The last line that maplefuzz wrote to stderr, without its name in front."""
    lines = complaint.strip().splitlines()
    return lines[-1].removeprefix("maplefuzz: ") if lines else ""


class Tool:
    """The maplefuzz command @program. @options: those that every verb gets which runs programs. @target: None for all operations."""

    def __init__(self, program, target=None, strict=False):
        self.program = program.absolute()
        self.target = target
        self.options = [*(["--target", target] if target else []), *strict_words(strict)]
        self.environment = sanitizer_environment()

    def run(self, words, seconds=None, folder=None):
        """Run the command in @folder, to its end or for @seconds."""
        try:
            return subprocess.run([self.program, *words], cwd=folder, env=self.environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, errors="replace", timeout=seconds, check=False)
        except subprocess.TimeoutExpired as expired:
            raise GaveUp(seconds, (expired.stderr or b"").decode(errors="replace")) from expired

    def subject(self, seconds=None):
        """Which tree it speaks of, in one line for people."""
        return self.run(["--subject"], seconds).stdout.strip()

    def identity(self, seconds=None):
        """Which tree it speaks of, as a dictionary: what fuzz/harness/identity.h says, "folder" and "hash" among it."""
        return json.loads(self.run(["--identity"], seconds).stdout)

    def check_options(self):
        """Refuse options that it does not know, such as the name of a known issue that there is none of."""
        done = self.run(["replay", *self.options, os.devnull])
        if done.returncode == EXIT_USAGE:
            raise Failure(last_line(done.stderr))

    def assemble(self, text, program):
        """Write the bytes of the text program in the file @text to the file @program. Fail if it is no program."""
        done = self.run(["asm", text, "-o", program])
        if done.returncode:
            raise Failure(last_line(done.stderr))

    def replay(self, path, *options):
        """Replay the file @path by each schedule until it diverges."""
        for schedule in SCHEDULES:
            done = self.run(["replay", *self.options, *options, *schedule, path])
            token = token_of(done.stdout)
            if token:
                return Replayed(token, done.stderr, schedule)
        return Replayed(None, "", [])

    def trial(self, verb, words, schedule, seconds=None, folder=None):
        """Run a verb that runs programs, with the checks of @schedule."""
        return self.run([verb, *self.options, *schedule, *words], seconds, folder)

    def minimise(self, path, small, schedule, seconds, folder=None, options=()):
        """Make a small program, the file @small, of the file @path, within @seconds of processor time; give up after twice that."""
        try:
            done = self.trial("min", [*options, "--time", str(seconds), path, "-o", small], schedule, 2 * seconds, folder)
            said, failure = done.stderr, last_line(done.stderr) if done.returncode else None
        except GaveUp as gave_up:
            said, failure = gave_up.said, str(gave_up)
        before, after = BEFORE.search(said), AFTER.search(said)
        return Minimised(int(before[1]) if before else None, int(after[1]) if after and not failure else None, failure)
