# SPDX-License-Identifier: GPL-2.0-or-later
"""From the files that were named to C files among the suite's functions. A program is emitted for the tree first."""

import functools
import re

from common.build import build, tool_path
from common.emitted import name_files, write_sources
from common.tool import Tool

# Of what the function shows only with these in the kernel, the suite has its own: AddressSanitizer, and a count of the nodes.
SEEN_BY_SUITE = re.compile(r"\b(KASAN|kmemleak)\b")


def gather(arguments, folder):
    """Put the C of all files into @folder. Return the functions. --strict, since the kernel's tests know of no known issue."""
    functions = name_files(arguments.files)
    write_sources(functions, folder, "--kernel",
                  functools.cache(lambda: Tool(tool_path(build("release", arguments.linux)), strict=True)), SEEN_BY_SUITE)
    return functions
