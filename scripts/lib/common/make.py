# SPDX-License-Identifier: GPL-2.0-or-later
"""Running make and compilers, and what their logs say."""

import os
import re

# A linker's, a compiler's and make's complaint, the most telling first.
COMPLAINTS = (r"undefined reference to .*", r"\berror: .*", r"^make.*\*\*\* .*")

# What a make leaves there for those that it runs.
LEFT_BEHIND = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "KBUILD_OUTPUT")

# What CMake puts before the compiler: scripts/test names its cache there.
LAUNCHER = "CMAKE_C_COMPILER_LAUNCHER"


def launcher():
    """The words that go before those of a compiler."""
    return list(filter(None, os.environ.get(LAUNCHER, "").split(";")))


def clean_environment():
    """Without what a make that runs this script has left there."""
    return {name: value for name, value in os.environ.items() if name not in LEFT_BEHIND}


def complaint(log):
    """The line of a build's log that says best why it failed."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    for pattern in COMPLAINTS:
        match = re.search(pattern, text, re.M)
        if match:
            return match[0].strip()
    return "no complaint of the compiler"
