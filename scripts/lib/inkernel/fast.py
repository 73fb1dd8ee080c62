# SPDX-License-Identifier: GPL-2.0-or-later
"""Small kernels without checks, to count instructions in: a tree's own, and the same with one function swapped."""

import pathlib
import shutil

from . import options
from .compile import Compiled

# What makes fork() fill the new tree range after range.
HEADER = pathlib.Path(__file__).with_name("one_by_one.h")


class Fast(Compiled):
    """The kernel of a tree, without checks."""

    kind, about = "fast", "as it is"
    on, needed = (*options.BOOT, *options.SPAWN), (*options.NEEDED_TO_BOOT, *options.SPAWN)
    minutes = 4.5

    def __init__(self, tree, linux):
        super().__init__(tree, linux)
        self.built = self.image
        self.image = self.folder / ("bzImage-" + type(self).__name__.lower())

    def keep(self):
        shutil.copyfile(self.built, self.image)


class OneByOne(Fast):
    """The same, but fork() copies the tree of an address space by a store for each range."""

    about = "with one store for each range"
    words = ("CFLAGS_fork.o=-include %s" % HEADER,)
