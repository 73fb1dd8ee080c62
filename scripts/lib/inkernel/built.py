# SPDX-License-Identifier: GPL-2.0-or-later
"""A kernel that the user has built."""

import os

from common.build import install
from common.command import Failure
from common.words import for_people

IMAGE = "arch/x86/boot/bzImage"


class Built:
    """The kernel in @folder, which is its tree or has a link `source` to it, as a build with O= leaves it."""

    def __init__(self, folder):
        self.folder = folder.resolve()
        self.image = self.folder / IMAGE
        tree = self.folder / "source" if (self.folder / "source").exists() else self.folder
        self.linux = os.path.realpath(tree)
        self.name = "the kernel in %s" % for_people(folder)
        for needed, path in (("the kernel", self.image), ("Module.symvers", self.folder / "Module.symvers"),
                             ("its source", tree / "lib/maple_tree.c")):
            if not path.is_file():
                raise Failure("--build %s: %s is missing: %s" % (for_people(folder), needed, for_people(path)))

    def build(self):
        install("make", "gcc")

    def module_words(self, folder):
        """For make: build the modules in @folder."""
        return ["make", "-C", self.folder, "M=%s" % folder, "modules"]
