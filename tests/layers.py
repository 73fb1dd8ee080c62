#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Show that the C files of a folder are in layers: none uses another one that uses it in turn.

A file uses another one if it includes its header, or calls a function or names a variable that the other one defines
(also through a macro or an inline function of a header). NAME.c and NAME.h in one folder count as
one file. System headers, and all that is outside the folders, do not matter.
"""
import argparse
import collections
import os
import pathlib
import re
import sys

# Comments, strings and characters; what is in them is no code.
NO_CODE = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]', re.M)
DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(.*)$", re.M)
DIRECTIVE = re.compile(r"^[ \t]*#.*$", re.M)
# struct NAME, and no more: no variable.
STRUCT = re.compile(r"\s*((struct|union|enum)\s+\w+\s*)?")
# A name, but not that of a member.
NAME = re.compile(r"(?<![\w.])(?<!->)[A-Za-z_]\w*")
# What looks like a function and is none.
KEYWORDS = {"sizeof", "_Static_assert"}


class Misuse(Exception):
    """Wrong use: exit code 2."""


# ---- Reading files -----------------------------------------------------------


def names_in(text):
    return set(NAME.findall(text))


def skip_braces(code, at):
    """The index behind the block that begins at @at."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, at):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.end()
    return len(code)


def outermost(code):
    """The declarations and definitions of a file, as (what is before the block, the block or None)."""
    start = at = 0
    while match := re.compile(r"[;{]").search(code, at):
        head, at = code[start:match.start()], match.end()
        if match[0] == ";":
            yield head, None
        else:
            at = skip_braces(code, match.start())
            yield head, code[match.start():at]
            # What follows the block of a struct or an initialiser belongs to it: up to the semicolon.
            if "=" in head or re.match(r"\s*(typedef\b.*)?\b(struct|union|enum)\b[^()]*$", head, re.S):
                at = code.find(";", at) + 1 or len(code)
        start = at


def function_name(head):
    """The name of the function that is defined or declared by @head, or None: what is before the last brackets."""
    head = re.sub(r"__attribute__\s*\(\(.*?\)\)", " ", head, flags=re.S).rstrip()
    if not head.endswith(")") or "=" in head:
        return None
    depth = 0
    for at in range(len(head) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(head[at], 0)
        if not depth:
            match = re.search(r"[A-Za-z_]\w*$", head[:at].rstrip())
            return match[0] if match and match[0] not in KEYWORDS else None
    return None


def variable_name(head):
    match = re.search(r"(\w+)\s*(\[[^\]]*\]\s*)*$", head.split("=")[0].rstrip())
    return match[1] if match else None


class Source:
    """A C file: what it includes, what it defines for others, and which names are in its code.

    @defined: functions and variables that other files may use.
    @declared: functions and variables that it says others define.
    @used: names in its function bodies and initialisers.
    @bodies: for a header: the names in each of its macros and inline functions.
    """

    def __init__(self, path):
        self.path = path
        text = path.read_text(encoding="utf-8", errors="replace")
        self.includes = [(match[1], match[2]) for match in INCLUDE.finditer(text)]
        code = NO_CODE.sub(lambda match: " " if match[0][0] == "/" else '""', text).replace("\\\n", " ")
        self.defined, self.declared, self.used, self.bodies = set(), set(), set(), {}
        for match in DEFINE.finditer(code):
            self.add_body(match[1], names_in(match[2]))
        for head, block in outermost(DIRECTIVE.sub("", code)):
            self.add(head, block)

    def add_body(self, name, names):
        self.bodies[name] = names - {name}
        if self.path.suffix != ".h":
            self.used |= names

    def add(self, head, block):
        words = set(re.findall(r"\w+", head))
        function = function_name(head)
        if function and block is None:
            self.declared.add(function)
        elif function:
            self.add_body(function, names_in(block))
            if "static" not in words:
                self.defined.add(function)
        elif "extern" in words:
            self.declared.add(variable_name(head))
        elif "=" in head or (block is None and "typedef" not in words and not STRUCT.fullmatch(head)):
            self.used |= names_in((block or "") + head.partition("=")[2])
            if "static" not in words:
                self.defined.add(variable_name(head))


def read_sources(folders):
    sources = {}
    for folder in folders:
        paths = [path for path in sorted(folder.rglob("*.[ch]")) if path.is_file()]
        if not paths:
            raise Misuse(f"there is no C file in {folder}")
        for path in paths:
            sources[path] = Source(path)
    return sources


# ---- Who uses whom -----------------------------------------------------------


def find_included(source, bracket, name, sources):
    """The files that an #include may mean.

    In quotes: that beside the file, or those whose path ends so. In angle brackets: those in a folder `include`.
    """
    if bracket == "<":
        return [path for path in sources if path.as_posix().endswith("/include/" + name)]
    beside = source.path.parent / name
    if beside in sources:
        return [beside]
    return [path for path in sources if path.as_posix().endswith("/" + name)]


def visible(path, included):
    """All headers that a file sees, directly or through others."""
    seen, todo = set(), [path]
    while todo:
        for header in included[todo.pop()]:
            if header not in seen:
                seen.add(header)
                todo.append(header)
    return seen


def used_names(source, headers, sources):
    """The names that a file uses, those in the macros and inline functions that it uses included."""
    bodies = {}
    for header in headers:
        bodies.update(sources[header].bodies)
    names, todo = set(), list(source.used)
    while todo:
        name = todo.pop()
        if name not in names:
            names.add(name)
            todo.extend(bodies.get(name, ()))
    return names


def find_uses(sources):
    """{module: {module that it uses: why}}. A module is a path without its suffix."""
    included = {path: [found for include in source.includes for found in find_included(source, *include, sources)]
                for path, source in sources.items()}
    definers = collections.defaultdict(list)
    for path, source in sources.items():
        for name in source.defined if path.suffix == ".c" else ():
            definers[name].append(path)
    uses = {path.with_suffix(""): {} for path in sources}

    def add(user, used, why):
        if user.with_suffix("") != used.with_suffix(""):
            uses[user.with_suffix("")].setdefault(used.with_suffix(""), why)

    for path, source in sources.items():
        for header in included[path]:
            add(path, header, f"{path.name} includes {header.name}")
        if path.suffix != ".c":
            continue
        headers = visible(path, included)
        # A name that two files define, of which a build has one, means the file's own there.
        declared = source.declared.union(*(sources[header].declared for header in headers)) - source.defined
        for name in sorted(used_names(source, headers, sources) & declared):
            for definer in definers.get(name, ()):
                add(path, definer, f"{path.name} uses {name} of {definer.name}")
    return uses


# ---- Circles and layers ------------------------------------------------------


def shortest_circle(uses, start):
    """The shortest way from a module back to it, as a list of modules; None if there is none."""
    before, todo = {}, collections.deque([start])
    while todo:
        module = todo.popleft()
        for used in uses[module]:
            if used == start:
                way = [start, module]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            if used not in before:
                before[used] = module
                todo.append(used)
    return None


def find_circles(uses):
    """Circles, each module in one of them at most."""
    done, circles = set(), []
    for module in sorted(uses):
        if module in done:
            continue
        circle = shortest_circle(uses, module)
        if circle:
            circles.append(circle)
            done.update(circle)
    return circles


def find_layers(uses):
    """{module: its layer}: one above the highest layer that it uses. There must be no circle."""
    layers = {}

    def layer(module):
        if module not in layers:
            layers[module] = 1 + max((layer(used) for used in uses[module]), default=-1)
        return layers[module]

    for module in uses:
        layer(module)
    return layers


# ---- The command -------------------------------------------------------------


def parse_arguments():
    parser = argparse.ArgumentParser(
        description="Show that the C files of folders are in layers: no file uses another one that uses it in turn, "
        "by an #include or by a function or variable.",
        epilog="exit codes: 0 there is no circle, 1 there is one, 2 wrong use")
    parser.add_argument("folders", nargs="+", type=pathlib.Path, metavar="FOLDER",
                        help="all .c and .h files in it and below it; several folders are looked at together")
    parser.add_argument("--quiet", action="store_true", help="do not print the layers")
    return parser.parse_args()


def print_layers(sources, uses, base):
    layers = find_layers(uses)
    names = collections.defaultdict(list)
    for module, layer in layers.items():
        suffix = ".c" if module.with_suffix(".c") in sources else ".h"
        names[layer].append(module.with_suffix(suffix).relative_to(base).as_posix())
    for layer in sorted(names):
        print(f"layer {layer}: {' '.join(sorted(names[layer]))}")


def main():
    args = parse_arguments()
    try:
        for folder in args.folders:
            if not folder.is_dir():
                raise Misuse(f"there is no folder {folder}")
        sources = read_sources(args.folders)
    except (Misuse, OSError) as error:
        print(f"layers.py: {error}", file=sys.stderr)
        return 2
    uses = find_uses(sources)
    circles = find_circles(uses)
    for circle in circles:
        print("a circle: " + ", ".join(uses[user][used] for user, used in zip(circle, circle[1:])))
    if circles:
        return 1
    if not args.quiet:
        print_layers(sources, uses, pathlib.Path(os.path.commonpath(args.folders)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
