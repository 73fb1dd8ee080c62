# SPDX-License-Identifier: GPL-2.0-or-later
"""Where things are: the checkout, and the folder that commands write to."""

import os
import pathlib

# The packages of the commands, and the checkout.
LIB = pathlib.Path(__file__).resolve().parent.parent
ROOT = LIB.parent.parent


def script(name):
    """The command scripts/@name of this checkout."""
    return ROOT / "scripts" / name


def out_folder():
    """The folder for corpora, crashes and reports: MAPLEFUZZ_OUT, or out/ in the checkout."""
    return pathlib.Path(os.environ.get("MAPLEFUZZ_OUT", ROOT / "out")).absolute()


def builds_folder():
    """The folder for builds: MAPLEFUZZ_BUILD, or build/ in the checkout."""
    return pathlib.Path(os.environ.get("MAPLEFUZZ_BUILD") or ROOT / "build").absolute()
