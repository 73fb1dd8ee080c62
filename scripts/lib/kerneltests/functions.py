# SPDX-License-Identifier: GPL-2.0-or-later
"""From the files that were named to C files among the suite's functions. A program is emitted for the tree first."""

import functools
import re

from common.build import build, tool_path
from common.tool import GaveUp, Tool, last_line

from .files import write_if_changed

# Seconds that `maplefuzz emit` may take for one program.
EMIT_TIMEOUT = 120

# Of what the function shows only with these in the kernel, the suite has its own: AddressSanitizer, and a count of the nodes.
SEEN_BY_SUITE = re.compile(r"\b(KASAN|kmemleak)\b")


class Function:
    """@file: as it was named, @name: what it is called here, @complaint: why it can't be tried, or None."""

    def __init__(self, file, name):
        self.file = file
        self.name = name
        self.complaint = None


def name_functions(files, unfit=r"[^A-Za-z0-9._-]", instead="-"):
    """Give each file a name that is fit for make, and no other file's. @unfit: letters that it may not have, for which it has @instead."""
    functions, taken = [], set()
    for file in files:
        plain = name = re.sub(unfit, instead, file.stem if file.suffix in (".c", ".txt") else file.name)
        number = 1
        while name in taken:
            number += 1
            name = "%s%s%d" % (plain, instead, number)
        taken.add(name)
        functions.append(Function(file, name))
    return functions


def emit(tool, function, form):
    """The C of a program, as bytes, in the form that is the option @form of `maplefuzz emit`."""
    try:
        done = tool.run(["emit", form, *tool.options, function.file], EMIT_TIMEOUT)
    except GaveUp as gave_up:
        function.complaint = "maplefuzz emit: %s" % gave_up
        return b""
    if done.returncode:
        said = last_line(done.stderr).removeprefix("%s: " % function.file)
        if not SEEN_BY_SUITE.search(said):
            function.complaint = said or "maplefuzz emit: exit code %d" % done.returncode
    return done.stdout.encode()


def write_sources(functions, folder, form, tool):
    """Put the C of all into @folder. @tool: gives the tool for those that are programs."""
    for function in functions:
        content = function.file.read_bytes() if function.file.suffix == ".c" else emit(tool(), function, form)
        if not function.complaint:
            write_if_changed(folder / (function.name + ".c"), content)


def gather(arguments, folder):
    """Put the C of all files into @folder. Return the functions. --strict, since the kernel's tests know of no known issue."""
    functions = name_functions(arguments.files)
    write_sources(functions, folder, "--kernel",
                  functools.cache(lambda: Tool(tool_path(build("release", arguments.linux)), strict=True)))
    return functions
