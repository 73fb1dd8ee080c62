# SPDX-License-Identifier: GPL-2.0-or-later
"""The list of fuzz targets."""

import re

from .command import Failure
from .paths import ROOT


def targets():
    """The names in targets.def, from which C and CMake take them too."""
    text = (ROOT / "fuzz" / "targets" / "targets.def").read_text()
    return re.findall(r"^TARGET\((\w+)\)", text, re.MULTILINE)


def default_target():
    """The target of commands that are not told one: the first of the list."""
    return targets()[0]


def executable(name):
    """What the fuzzing executable of the target @name is called."""
    return "fuzz-" + name


def check_target(name):
    """Fail if there is no target @name."""
    if name not in targets():
        raise Failure("there is no target '%s'; there are: %s" % (name, ", ".join(targets())))
