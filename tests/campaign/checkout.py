# SPDX-License-Identifier: GPL-2.0-or-later
"""A copy of the project whose tree has a planted bug, and its scripts/campaign: crashes in a test are real ones."""

import json
import os
import pathlib
import shutil
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# Found within seconds, but by few of the seeds: AFL++ has something to begin with.
BUG = "dup-last-gap"

# What is no source, or would make the copy a checkout of its own.
NOT_COPIED = {"build", "out", ".git"}


class Failure(Exception):
    """The campaign did not do what it must."""


def check(truth, text):
    if not truth:
        raise Failure(text)


def make_checkout(folder):
    """Copy the project to @folder and plant the bug. What was built there before is kept, so that only changes are built."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name != "build":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in ROOT.iterdir():
        if path.name in NOT_COPIED:
            continue
        if path.is_dir():
            shutil.copytree(path, folder / path.name)
        else:
            shutil.copy2(path, folder / path.name)
    patch = ROOT / "tests/planted" / (BUG + ".patch")
    subprocess.run(["patch", "-s", "-p1", "-i", patch], cwd=folder, check=True)


class Command:
    """scripts/campaign of a checkout."""

    def __init__(self, checkout):
        self.script = checkout / "scripts/campaign"

    def run(self, *words, code, **environment):
        """Run a verb, which must end with @code. Return its output and its complaints."""
        done = subprocess.run([self.script, *words], env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)
        check(done.returncode == code, "campaign %s: exit code %d, not %d\n%s%s" %
              (" ".join(map(str, words)), done.returncode, code, done.stdout, done.stderr))
        return done.stdout, done.stderr

    def status(self, folder):
        """What `status --json` says, which exits with 1 if something was found."""
        done = subprocess.run([self.script, "status", "--json", folder], capture_output=True, text=True, check=False)
        check(done.returncode in (0, 1), "campaign status: exit code %d\n%s" % (done.returncode, done.stderr))
        status = json.loads(done.stdout)
        check(status["divergence"] == (done.returncode == 1), "status says %d about %s" % (done.returncode, status["tokens"]))
        return status


def wait(seconds, text, condition):
    """Wait until condition() is true. Return what it gave."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.5)
    raise Failure("not within %d s: %s" % (seconds, text))
