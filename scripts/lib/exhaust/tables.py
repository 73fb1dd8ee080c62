# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables of `maplefuzz exhaust`: which sweeps and scopes there are."""

import re

from common.paths import ROOT


def names(table):
    """The names in a table, in its order."""
    return re.findall(r'^[A-Z]+\("(\w+)"', (ROOT / "fuzz" / "tool" / "exhaust" / table).read_text(), re.MULTILINE)
