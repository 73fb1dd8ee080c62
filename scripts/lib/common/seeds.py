# SPDX-License-Identifier: GPL-2.0-or-later
"""The seeds and regressions of a target, as an engine takes them."""

import shutil

from .files import files_below
from .paths import ROOT


def gather_seeds(tool, target, folder):
    """Copy the seeds and regressions of @target into @folder, texts as bytes."""
    for number, (path, _) in enumerate(sorted(files_below(ROOT / "corpus" / target))):
        copy = folder / ("%04d-%s" % (number, path.stem))
        if path.name.startswith((".", "README")):
            continue
        if path.suffix != ".txt":
            shutil.copyfile(path, copy)
        else:
            tool.assemble(path, copy)
