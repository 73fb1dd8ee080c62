# SPDX-License-Identifier: GPL-2.0-or-later
"""How commands, numbers and tables are printed."""

import os


def printable(text):
    """@text in one line, with \\xNN for what a terminal would obey and for what is no UTF-8."""
    whole = os.fsencode(text).decode(errors="backslashreplace")
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in whole)


def for_people(word):
    """A word of a command: a path below the current directory is printed relative to it."""
    if not os.path.isabs(str(word)):
        return printable(str(word))
    relative = os.path.relpath(word)
    return printable(str(word) if relative.startswith("..") else relative)


def say(command):
    """Print a command that is about to run."""
    print("+ " + " ".join(for_people(word) for word in command), flush=True)


def plural(number, word):
    """@word, with an s unless @number is 1."""
    return word + ("" if number == 1 else "s")


def count(number, word):
    return "%d %s" % (number, plural(number, word))


def columns(rows, left):
    """Rows of words as lines with columns; the first @left columns are flush left, the others flush right."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return ["  ".join(word.ljust(width) if number < left else word.rjust(width)
                      for number, (word, width) in enumerate(zip(row, widths))).rstrip() for row in rows]
