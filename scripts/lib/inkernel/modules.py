# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the modules of some programs for a kernel."""

import re
import subprocess

from common.command import Failure
from common.kept import write_if_changed
from common.make import clean_environment, complaint
from common.words import count, for_people

# What the compiler or modpost says of a module: its name, and what.
BROKEN = re.compile(r"(?:^|/)(\w+)\.c:\d+:\d+: error: (.*)$", re.M)
MISSING = re.compile(r'^ERROR: modpost: "(\w+)" \[\S*?(\w+)\.ko\] undefined', re.M)


def explain(text):
    """A complaint of the compiler, in words."""
    match = re.search(r"implicit declaration of function ‘(\w+)’", text)
    refused = re.fullmatch(r'#error "(.*)"', text)
    return refused[1] if refused else "this kernel has no %s()" % match[1] if match else "does not compile: " + text


class Modules:
    """Those in @folder, for @kernel."""

    def __init__(self, kernel, folder):
        self.kernel = kernel
        self.folder = folder
        self.log = folder / "make.log"

    def make(self, names):
        """Build modules. Return a complaint for each that does not build."""
        write_if_changed(self.folder / "Kbuild", "".join("obj-m += %s.o\n" % name for name in names).encode())
        with self.log.open("wb") as out:
            done = subprocess.run([*self.kernel.module_words(self.folder), "-s", "-k", "-j2"], env=clean_environment(),
                                  stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
        text = self.log.read_text(encoding="utf-8", errors="replace")
        broken = {}
        for name, what in BROKEN.findall(text):
            broken.setdefault(name, explain(what))
        for symbol, name in MISSING.findall(text):
            broken.setdefault(name, "this kernel does not export %s() to modules" % symbol)
        broken = {name: what for name, what in broken.items() if name in names}
        if done.returncode and not broken:
            raise Failure("modules for %s do not build: %s; the log is %s" % (self.kernel.name, complaint(self.log), for_people(self.log)))
        return broken

    def strip(self, programs):
        """Some hundred modules with what is for a debugger do not fit into the guest. What cannot be stripped is large, no more."""
        files = [self.folder / (program.name + ".ko") for program in programs]
        if files:
            subprocess.run(["strip", "--strip-debug", *files], capture_output=True, check=False)

    def build(self, programs):
        """Build the modules of @programs, which have a C file each in the folder; note the complaints of those that do not build."""
        left = [program for program in programs if not program.complaint]
        print("in-kernel: building %s for %s" % (count(len(left), "module"), self.kernel.name), flush=True)
        while left:
            broken = self.make([program.name for program in left])
            for program in left:
                program.complaint = broken.get(program.name)
            if not broken:
                self.strip(left)
                return
            left = [program for program in left if not program.complaint]
