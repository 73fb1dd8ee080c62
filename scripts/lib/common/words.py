# SPDX-License-Identifier: GPL-2.0-or-later
"""How commands, numbers and tables are printed."""

import os
import shlex
import time


def printable(text):
    """@text in one line, with \\xNN for what a terminal would obey and for what is no UTF-8."""
    whole = os.fsencode(text).decode(errors="backslashreplace")
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in whole)


def from_here(path):
    """A path below the current folder is named as it is seen from there; any other word stays as it is."""
    name = os.fspath(path)
    if not os.path.isabs(name):
        return name
    relative = os.path.relpath(name)
    return name if relative.startswith("..") else relative


def for_people(word):
    """A word of a message: a path below the current directory is printed relative to it."""
    return printable(from_here(word))


def shell_word(text):
    """@text as a word that a shell reads; what can't be printed is escaped as bash does it."""
    if printable(text) == text:
        return shlex.quote(text)
    letters = (chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else "\\x%02x" % byte for byte in os.fsencode(text))
    return "$'%s'" % "".join(letters)


def shell_name(path, anywhere):
    """How a shell is told of @path. A name that begins with a dash would be an option."""
    name = os.path.abspath(path) if anywhere else from_here(path)
    return os.path.join(".", name) if name.startswith("-") else name


def shell_line(command, anywhere=False):
    """
    A command as a line that can be pasted into a shell: all that people are told to run is written here. What is a
    pathlib.Path in it is named from where the user stands; or, in what is kept and read from @anywhere, by its absolute path.
    """
    words = [shell_name(word, anywhere) if isinstance(word, os.PathLike) else word for word in command]
    if os.sep not in words[0]:  # a shell would look for it along PATH
        words[0] = os.path.join(".", words[0])
    return " ".join(map(shell_word, words))


def say(command):
    """Print a command that is about to run."""
    print("+ " + shell_line(command), flush=True)


def date(seconds):
    """When, in UTC; @seconds since the epoch."""
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(seconds))


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
