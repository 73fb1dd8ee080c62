# SPDX-License-Identifier: GPL-2.0-or-later
"""What clang's coverage says of a maple tree, by one cut: functions, lines and branches of its source files. Left out are debug
code (mt_dump(), mt_validate(), their like, and what they are made of) and branches in the expansion of macros."""

import bisect
import collections
import json
import pathlib
import re
import subprocess
import typing

from .command import Failure

# Debug code: files of the embedded tree, functions of any, and the condition that Linux's has around it.
DEBUG_FILES = ("src/maple_tree/dump.c", "src/maple_tree/validate.c")
DEBUG_FUNCTION = re.compile(r"(mt|mas|mas_wr)_(dump|validate)(_|$)")
DEBUG_CONDITION = re.compile(r"#\s*if(def\b|\s+defined\b).*\bCONFIG_DEBUG_MAPLE_TREE\b")


class Function(typing.NamedTuple):
    """@file: where it is; @first, @last: its lines; @name."""
    file: pathlib.Path
    first: int
    last: int
    name: str


class Side(typing.NamedTuple):
    """A side of a branch: @line, @column: where its condition is; @taken: which side, true or false."""
    line: int
    column: int
    taken: bool


class Coverage:
    """Counts of runs. @functions: by Function; @lines: by (file, line); @sides: by (file, Side)."""

    def __init__(self):
        self.functions = collections.Counter()
        self.lines = collections.Counter()
        self.sides = collections.Counter()

    def rows(self):
        """(covered, all) of the functions, of the lines and of the sides of branches."""
        return [(sum(count > 0 for count in counts.values()), len(counts))
                for counts in (self.functions, self.lines, self.sides)]

    def words(self):
        """The same in per cent, as words."""
        return ["%.1f %%" % (100 * covered / total if total else 0) for covered, total in self.rows()]


def run(*command):
    """Run a command whose failure is ours, and return what it printed."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise Failure("%s ended with exit code %d" % (pathlib.Path(command[0]).name, done.returncode))
    return done.stdout.decode(errors="replace")


def merge(profiles, into):
    """Merge the profiles of several processes. Return the file."""
    if not profiles:
        raise Failure("what was run left no profile")
    run("llvm-profdata-19", "merge", "-o", into, *profiles)
    return into


def debug_lines(path):
    """The lines of a file between #ifdef CONFIG_DEBUG_MAPLE_TREE and its #else or #endif."""
    found, nested = set(), []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        directive = line.strip()
        if re.match(r"#\s*if", directive):
            nested.append(bool(DEBUG_CONDITION.match(directive)))
        elif re.match(r"#\s*el(se|if)", directive) and nested:
            nested[-1] = False
        elif re.match(r"#\s*endif", directive) and nested:
            nested.pop()
        if any(nested):
            found.add(number)
    return found


def is_debug(function):
    return bool(DEBUG_FUNCTION.match(function.name)) or str(function.file).endswith(DEBUG_FILES)


def read_functions(exported, files):
    """Counts by Function. An inline one is in several programs' parts."""
    functions = collections.Counter()
    for entry in exported["functions"]:
        file = pathlib.Path(entry["filenames"][0])
        if file in files:
            first, _, last, *_ = entry["regions"][0]
            functions[Function(file, first, last, entry["name"].rpartition(":")[2])] += entry["count"]
    return functions


def read_lines(lcov):
    """Counts by (file, line)."""
    lines, source = collections.Counter(), None
    for record in lcov.splitlines():
        kind, _, rest = record.partition(":")
        if kind == "SF":
            source = pathlib.Path(rest)
        elif kind == "DA":
            number, count = map(int, rest.split(",")[:2])
            lines[source, number] += count
    return lines


def read_sides(exported):
    """Counts by (file, Side). Those of macro expansions are not in the list of a file."""
    sides = collections.Counter()
    for entry in exported["files"]:
        for line, column, _, _, true, false, *_ in entry["branches"]:
            sides[pathlib.Path(entry["filename"]), Side(line, column, True)] += true
            sides[pathlib.Path(entry["filename"]), Side(line, column, False)] += false
    return sides


def measure(program, profile, files):
    """The Coverage of source files by the runs of @program whose profile this is, by the cut."""
    words = [program, "-instr-profile=%s" % profile]
    exported = json.loads(run("llvm-cov-19", "export", *words, "-format=text", *files))["data"][0]
    lines = read_lines(run("llvm-cov-19", "export", *words, "-format=lcov", *files))
    functions = read_functions(exported, set(files))
    debug = {(file, number) for file in files for number in debug_lines(file)}
    counted = {function for function in functions if not is_debug(function) and (function.file, function.first) not in debug}
    # Lines of no function are those of macros.
    places = {(function.file, number) for function in counted for number in range(function.first, function.last + 1)}
    places -= debug
    found = Coverage()
    found.functions.update({function: functions[function] for function in counted})
    found.lines.update({place: count for place, count in lines.items() if place in places})
    found.sides.update({(file, side): count for (file, side), count in read_sides(exported).items()
                        if (file, side.line) in places})
    return found


def ranges(numbers):
    """Numbers in words: 3-5, 9."""
    words, first, last = [], None, None
    for number in [*sorted(numbers), None]:
        if first is not None and number != last + 1:
            words.append("%d-%d" % (first, last) if last > first else str(first))
            first = None
        if number is not None:
            first = number if first is None else first
            last = number
    return ", ".join(words)


def function_at(functions, file, number):
    """The name of the function of @functions, sorted, that a line belongs to."""
    at = bisect.bisect(functions, (file, number, float("inf"), ""))
    found = functions[at - 1] if at else None
    return found if found and found.file == file and found.first <= number <= found.last else None


def uncovered(found):
    """What is not covered, in lines of text, function by function in the order of the files: its lines, or that it is never
    called, and the conditions of its other lines that are never true, or never false."""
    functions = sorted(found.functions)
    lines, sides = collections.defaultdict(set), collections.defaultdict(list)
    for (file, number), count in found.lines.items():
        if not count:
            lines[function_at(functions, file, number)].add(number)
    for (file, side), count in sorted(found.sides.items()):
        if not count and found.lines[file, side.line]:
            sides[function_at(functions, file, side.line)].append(
                "%d:%d never %s" % (side.line, side.column, "true" if side.taken else "false"))
    for function in functions:
        if not found.functions[function]:
            yield function, "never called, %d lines" % len(lines[function])
        elif lines[function] or sides[function]:
            yield function, "; ".join(["lines " + ranges(lines[function])] * bool(lines[function]) + sides[function])
