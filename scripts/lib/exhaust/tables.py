# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables of `maplefuzz exhaust`: which sweeps and scopes there are."""

import argparse
import re

from common.paths import ROOT


def names(table):
    """The names in a table, in its order."""
    return re.findall(r'^[A-Z]+\((?:[A-Z]+, +)?"(\w+)"', (ROOT / "fuzz" / "tool" / "exhaust" / table).read_text(), re.MULTILINE)


def sweeps(text):
    """For an option: names of sweeps, with commas. Whether there are such is known before anything is built or written."""
    known, wanted = names("sweeps.def"), text.split(",")
    for name in wanted:
        if name not in known:
            raise argparse.ArgumentTypeError("there is no sweep '%s'; there are: %s" % (name, ", ".join(known)))
    return wanted
