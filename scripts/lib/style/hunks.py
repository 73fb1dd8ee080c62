# SPDX-License-Identifier: GPL-2.0-or-later
"""Leaves out of clang-format's diff what an author laid out by hand: clang-format 14 has no options for that."""

import re

# What is replaced before old and new lines are compared, in this order.
LAYOUT = [(re.compile(pattern, re.MULTILINE), instead) for pattern, instead in [
    (r"(.*\\\n)+.*\n", ""),  # macros are aligned as a table, or as a whole
    (r"^#define .*\n", ""),
    (r"(?<=\S)[ \t]+/\*", " /*"),  # so are comments behind code
    (r"struct \{(\s*[^{};]*;){1,2}\s*\}", lambda found: " ".join(found[0].split())),  # a small one, on one line
    (r"^((?:__attribute__|__printf)\(.*\))\n(.*)\n\{", r"\1 \2 {"),  # on a line of its own, before a function
    (r"^((?:__attribute__|__printf)\(.*\))\n", r"\1 "),
    (r"^(OPERATION\(\w+\)) \{", r"\1{"),  # no function, but an initialiser
    (r"(struct \w+|\}) \* (?=\w)", r"\1 *"),  # no multiplication
    (r"(&&?) ?(?=\w)", r"\1"),  # beside a variable called new, as in C++
    (r"; \)", ";)"),  # for (;; )
    # Where lines are broken, and how the rest is indented.
    (r"(?<=[,=\"^|&+])\n\s*| ?\n\s*(?=[?:] |\"|\))|(?<= [?:])\n\s*", " "),
]]


def laid_out(lines):
    """The text of @lines without what is up to its author."""
    text = "".join(lines)
    for pattern, instead in LAYOUT:
        text = pattern.sub(instead, text)
    return text


def is_layout(hunk):
    """Whether the lines of @hunk differ only in what is up to their author."""
    old, new = (laid_out([line[1:] for line in hunk if line[0] in kind]) for kind in (" -", " +"))
    return old.replace(" )", ")") == new.replace(" )", ")")


def without_layout(diff):
    """The unified diff @diff without the hunks that are only layout, and without files that have no others."""
    kept = []
    for file in re.split(r"^(?=diff --git )", diff, flags=re.MULTILINE):
        head, *hunks = re.split(r"^(?=@@ )", file, flags=re.MULTILINE)
        hunks = [hunk for hunk in hunks if not is_layout(hunk.splitlines(keepends=True)[1:])]
        if hunks:
            kept += [head, *hunks]
    return "".join(kept)
