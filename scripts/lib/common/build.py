# SPDX-License-Identifier: GPL-2.0-or-later
"""Building presets, installing packages, and where the programs of a build are."""

import subprocess

from .command import Explained
from .options import check_linux, linux_words
from .paths import ROOT
from .targets import executable


def build(preset, linux=None):
    """Build a preset for the subject @linux, as --linux has it. Return its folder. scripts/build has said what goes wrong."""
    check_linux(linux)
    done = subprocess.run([ROOT / "scripts" / "build", *linux_words(linux), preset], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise Explained("there is no build to run")
    return ROOT / done.stdout.decode().strip()


def tool_path(folder):
    """The maplefuzz command of the build in @folder."""
    return folder / "fuzz" / "tool" / "maplefuzz"


def target_path(folder, target):
    """The fuzz target @target of the build in @folder."""
    return folder / "fuzz" / "targets" / executable(target)


def install(*packages):
    """Install the Debian packages that are missing. scripts/setup has said what goes wrong."""
    if subprocess.run([ROOT / "scripts" / "setup", *packages], check=False).returncode:
        raise Explained("packages are missing: %s" % " ".join(packages))
