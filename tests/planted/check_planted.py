#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Prove that the harness finds the planted bugs.

Each patch is applied to a copy of src/maple_tree and src/mm, what it changes is compiled and linked into a
maplefuzz, and that runs the corpus and then random programs. What it finds must be
what expected.txt says. The tree without a patch must survive the same.
"""
import argparse
import concurrent.futures
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "lib"))

from common.make import launcher  # noqa: E402  # pylint: disable=wrong-import-position

# The folders that patches may change, a library each.
TREE = pathlib.Path("src/maple_tree")
MM = pathlib.Path("src/mm")
SUBJECTS = (TREE, MM)
CORPUS = ROOT / "corpus"
EXPECTED = HERE / "expected.txt"
# Operations without a planted bug of their own, and why.
EXCUSED = HERE / "excused.txt"
OPERATIONS = ROOT / "fuzz/program/operations.def"
# From this generation of the format on, each operation has a planted bug that it alone finds, or an excuse.
OWN_BUG_SINCE = 4

CHECKS = ("result", "state", "shape", "independence", "attributes", "memory", "locks", "validate", "reader", "progress")
# What is no check, but may end a token too.
ENDS = CHECKS + ("crash", "asan", "hang")

# The row of the tree as it is.
UNPATCHED = "(unpatched)"

# A planted bug may look like a known issue of another subject; here none is stepped around.
STRICT = "--strict"

# What goes before the compiler.
LAUNCHER = launcher()
# The linker that is quickest at small programs, where it is there.
LINKER = ["-fuse-ld=gold"] if shutil.which("ld.gold") else []

# Seconds that one program may take. It takes milliseconds, but a busy machine must not make it a hang.
PROGRAM_TIMEOUT = 60
# Seconds that a whole run may take.
RUN_TIMEOUT = 300


class Failure(Exception):
    """A bug that is not found as it should be, or a patch that can't be tried."""


class Misuse(Exception):
    """Wrong use: exit code 2."""


# ---- The table ---------------------------------------------------------------


class Bug:
    """A row of the table: name, checks that may find it, whether one alone does, the operation that alone does (or None), what it is."""

    def __init__(self, name, checks, only, operation, text):
        self.name = name
        self.checks = checks
        self.only = only
        self.operation = operation
        self.text = text
        self.patch = HERE / f"{name}.patch"


def parse_row(line, where):
    fields = line.split(None, 4)
    if len(fields) != 5 or fields[2] not in ("only", "-"):
        raise Misuse(f"{where}: a row is NAME CHECK,... only|- OPERATION|- TEXT")
    name, ends, only = fields[0], fields[1].split(","), fields[2] == "only"
    for end in ends:
        if end not in ENDS:
            raise Misuse(f"{where}: there is no check '{end}'; there are {', '.join(ENDS)}")
    if only and (len(ends) != 1 or ends[0] not in CHECKS):
        raise Misuse(f"{where}: '{name}' is found by one check only, but the row does not name just one")
    return Bug(name, ends, only, None if fields[3] == "-" else fields[3], fields[4])


def read_table():
    bugs = {}
    for number, line in enumerate(EXPECTED.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            bug = parse_row(line, f"{EXPECTED.name}:{number}")
            bugs[bug.name] = bug
    return bugs


def read_excused():
    """The names in excused.txt."""
    names = set()
    for number, line in enumerate(EXCUSED.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            fields = line.split(None, 1)
            if len(fields) != 2:
                raise Misuse(f"{EXCUSED.name}:{number}: a row is OPERATION REASON")
            names.add(fields[0])
    return names


def read_operations():
    """The generation of each operation, by name."""
    rows = re.findall(r'^OP\((\d+), \w+,\s*\d+,\s*"(\w+)"', OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: int(generation) for generation, name in rows}


def check_operations(bugs, operations, excused):
    """Which operations lack a bug of their own, and which names are wrong."""
    found = {bug.operation for bug in bugs.values() if bug.operation}
    for name in sorted((found | excused) - operations.keys()):
        yield f"{EXPECTED.name} or {EXCUSED.name} names the operation {name}, which {OPERATIONS.name} does not have"
    for name in sorted(found & excused):
        yield f"the operation {name} has a planted bug of its own: {EXCUSED.name} needs no reason"
    for name, generation in operations.items():
        if generation >= OWN_BUG_SINCE and name not in found | excused:
            yield f"no planted bug is found by the operation {name} alone, and {EXCUSED.name} does not say why"


def check_table(bugs):
    """What is wrong with the set of bugs as a whole."""
    yield from check_operations(bugs, read_operations(), read_excused())
    patches = {path.stem for path in HERE.glob("*.patch")}
    for name in sorted(patches - bugs.keys()):
        yield f"{name}.patch has no row in {EXPECTED.name}"
    for name in sorted(bugs.keys() - patches):
        yield f"{EXPECTED.name} has a row for {name}, but there is no {name}.patch"
    alone = {bug.checks[0] for bug in bugs.values() if bug.only}
    for check in CHECKS:
        if check not in alone:
            yield f"no planted bug is found by the check '{check}' only"


# ---- Patches -----------------------------------------------------------------


def parse_patch(text, name):
    """A unified diff as {path: [(old lines, new lines), ...]}."""
    files, path = {}, None
    for line in text.splitlines(keepends=True):
        if line.startswith("--- "):
            path = None
        elif line.startswith("+++ b/"):
            path = pathlib.Path(line[len("+++ b/"):].split("\t")[0].strip())
            if path.parent not in SUBJECTS:
                raise Failure(f"{name}.patch changes {path}; only files of {' and '.join(map(str, SUBJECTS))} are compiled anew")
            files[path] = []
        elif line.startswith("@@ ") and path:
            files[path].append(([], []))
        elif path and files[path] and line[0] in " +-":
            old, new = files[path][-1]
            if line[0] != "+":
                old.append(line[1:])
            if line[0] != "-":
                new.append(line[1:])
    if not files:
        raise Failure(f"{name}.patch is no unified diff with a/ and b/ before the paths")
    return files


def find_block(lines, block):
    last = len(lines) - len(block)
    return [at for at in range(last + 1) if lines[at:at + len(block)] == block]


def apply_patch(name, root):
    """Apply NAME.patch to the copies below @root. Lines may have moved, but must be there just once. Return the files."""
    files = parse_patch((HERE / f"{name}.patch").read_text(encoding="utf-8"), name)
    for path, hunks in files.items():
        target = root / path
        if not target.exists():
            raise Failure(f"{name}.patch does not apply: there is no {path}")
        lines = target.read_text(encoding="utf-8").splitlines(keepends=True)
        for number, (old, new) in enumerate(hunks, 1):
            places = find_block(lines, old)
            if len(places) != 1:
                raise Failure(f"{name}.patch does not apply: hunk {number} of {path}: these lines are there "
                              f"{len(places)} times:\n{''.join(old)}".rstrip())
            lines[places[0]:places[0] + len(old)] = new
        target.write_text("".join(lines), encoding="utf-8")
    return list(files)


# ---- Building ----------------------------------------------------------------


class Build:
    """A build folder: how it compiles the subject, and what a maplefuzz is linked from."""

    def __init__(self, folder):
        parts = folder / "tests/planted/parts.txt"
        try:
            commands = json.loads((folder / "compile_commands.json").read_text(encoding="utf-8"))
            self.parts = parts.read_text(encoding="utf-8").split()
        except OSError as error:
            raise Misuse(f"{error.filename}: {error.strerror}; configure and build the folder first") from error
        self.folder = folder
        self.sources = {}
        for command in commands:
            path = pathlib.Path(command["file"])
            words = shlex.split(command["command"])
            for folder in SUBJECTS:
                # Others compile the same files too, as a library or without the ground's checks.
                if path.parent == ROOT / folder and words[words.index("-o") + 1].startswith(f"{folder}/"):
                    self.sources[folder / path.name] = (command["directory"], words)
        for part in self.parts:
            if not pathlib.Path(part).exists():
                raise Misuse(f"{part} is not built yet")

    def compile(self, path, root, output):
        """Compile the copy of @path that is below @root."""
        _, command = self.sources[path]
        # A bug may leave something unused. Nobody debugs what is run here, unless a sanitizer has to name its places.
        command = [word for word in command if word != "-Werror" and (word != "-g" or self.sanitizes(command))]
        command[command.index("-o") + 1] = str(output)
        # Its name has nothing of @root in it, so that a cache knows it again.
        command[command.index("-c") + 1] = str(path)
        run_tool([*LAUNCHER, *command], root)

    @staticmethod
    def sanitizes(command):
        return any(word.startswith("-fsanitize") for word in command)

    def link(self, objects, output):
        directory, command = next(iter(self.sources.values()))
        flags = [flag for flag in command[1:] if re.match(r"-[Ofgm]", flag)]
        if not self.sanitizes(command):
            flags.append("-Wl,--strip-debug")
        run_tool([command[0], *flags, *LINKER, "-o", str(output), *map(str, objects), *self.parts], directory)


def run_tool(command, directory):
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure(f"does not build: {shlex.join(command)}\n{done.stderr.strip()}")


def build_subject(build, name, folder):
    """A maplefuzz whose subject has the bug NAME."""
    objects = []
    if name != UNPATCHED:
        for subject in SUBJECTS:
            shutil.copytree(ROOT / subject, folder / subject)
        changed = apply_patch(name, folder)
        headers = {path.parent for path in changed if path.suffix == ".h"}
        changed += [path for path in sorted(build.sources) if path.parent in headers]
        for path in dict.fromkeys(path for path in changed if path.suffix == ".c"):
            objects.append(folder / f"{path.parent.name}-{path.name}.o")
            build.compile(path, folder, objects[-1])
    program = folder / "maplefuzz"
    build.link(objects, program)
    return program


# ---- Running -----------------------------------------------------------------


def run_maplefuzz(program, log, arguments):
    """Run a verb. Return (found, stdout)."""
    command = [str(program), *map(str, arguments)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=program.parent,
                              timeout=RUN_TIMEOUT, check=False)
    except subprocess.TimeoutExpired as error:
        raise Failure(f"does not end within {RUN_TIMEOUT} s: {shlex.join(command)}") from error
    with (program.parent / log).open("w", encoding="utf-8") as out:
        out.write(f"$ {shlex.join(command)}\n{done.stdout}{done.stderr}")
    if done.returncode not in (0, 1):
        raise Failure(f"exit code {done.returncode}: {shlex.join(command)}\n{done.stderr.strip()}")
    return done.returncode == 1, done.stdout


def run_corpus(program, log, options):
    """Replay the corpus. Return (token, where) of the first divergence, or None."""
    found, text = run_maplefuzz(program, log, ["replay", "--first", "--light", STRICT, "--timeout", PROGRAM_TIMEOUT, *options, CORPUS])
    if not found:
        return None
    match = re.search(r"^divergence (\S+)  (.*)$", text, re.M)
    if not match:
        raise Failure(f"replay fails without a divergence:\n{text}")
    return match[1], f"file {pathlib.Path(match[2]).name}"


def run_random(program, log, options, target, runs):
    """Run random programs of @target. Return (token, where) of the first divergence, or None."""
    found, text = run_maplefuzz(program, log, ["random", STRICT, "--target", target, "--runs", runs, "--seed", 1, "--corpus", CORPUS,
                                               "--save", f"{log}.crash", "--timeout", PROGRAM_TIMEOUT, *options])
    if not found:
        return None
    match = re.search(r": (\d+) executions,.*: divergence (\S+)$", text, re.M)
    if not match:
        raise Failure(f"random fails without a divergence:\n{text}")
    return match[2], f"random {match[1]}"


def hunt(program, log, options, target, args):
    """The corpus, then random programs. Return (token, where) of the first divergence, or None."""
    found = None
    if not args.no_corpus:
        found = run_corpus(program, f"{log}-corpus.log", options)
    return found or run_random(program, f"{log}-random.log", options, target, args.runs)


# ---- One bug -----------------------------------------------------------------


class Row:
    """What came of a bug."""

    def __init__(self, name):
        self.name = name
        self.token = "-"
        self.where = "-"
        self.seconds = 0.0
        self.failure = None


def target_of(bug):
    """The target whose random programs can meet the bug: only one has processes."""
    processes = bug and any(path.parent == MM for path in parse_patch(bug.patch.read_text(encoding="utf-8"), bug.name))
    return "fork" if processes else "all"


def judge(bug, program, row, args):
    target = target_of(bug)
    found = hunt(program, "all", [], target, args)
    if bug is None:
        if found:
            raise Failure(f"the tree without a patch diverges: {found[0]}, {found[1]}")
        row.where = f"survives {args.runs}"
        return
    if not found:
        raise Failure(f"not found by the corpus and {args.runs} random executions: {bug.text}")
    row.token, row.where = found
    end = row.token.rpartition(":")[2]
    if end not in bug.checks:
        raise Failure(f"found as {row.token}, {EXPECTED.name} says {', '.join(bug.checks)}")
    if bug.only:
        found = hunt(program, "without", ["--without", end], target, args)
        if found:
            raise Failure(f"is not found by {end} only: without it, {found[1]} finds {found[0]}")
    if bug.operation:
        found = hunt(program, "omitted", ["--omit", bug.operation], target, args)
        if found:
            raise Failure(f"is not found by {bug.operation} alone: without it, {found[1]} finds {found[0]}")


def try_bug(build, name, bug, folder, args):
    row = Row(name)
    start = time.monotonic()
    place = folder / name.strip("()")
    place.mkdir()
    try:
        judge(bug, build_subject(build, name, place), row, args)
    except Failure as failure:
        row.failure = str(failure)
        if args.keep:
            row.failure += f"\nkept in {place}"
    row.seconds = time.monotonic() - start
    if not (args.keep and row.failure):
        shutil.rmtree(place)
    return row


def print_row(row, bug, width):
    only = "only" if bug and bug.only else ""
    print(f"{'FAIL' if row.failure else 'ok':<5}{row.name:<{width}}{row.token:<26}{only:<6}{row.where:<34}"
          f"{row.seconds:6.1f} s", flush=True)


def try_all(build, bugs, names, args):
    """Try the bugs, some at a time; print the table. Return the rows."""
    width = max(map(len, names)) + 2
    base = build.folder / "tests/planted"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="work-", dir=base))
    rows = []
    if names[0] == UNPATCHED:
        rows.append(try_bug(build, UNPATCHED, None, folder, args))
        print_row(rows[0], None, width)
        # Nothing that is found now would say anything about a patch.
        names = [] if rows[0].failure else names[1:]
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        futures = [pool.submit(try_bug, build, name, bugs.get(name), folder, args) for name in names]
        for name, future in zip(names, futures):
            rows.append(future.result())
            print_row(rows[-1], bugs.get(name), width)
    if not any(folder.iterdir()):
        folder.rmdir()
    return rows


# ---- The command -------------------------------------------------------------


def parse_arguments():
    parser = argparse.ArgumentParser(
        description="Prove that the harness finds the planted bugs, and by which check.",
        epilog="exit codes: 0 all is as expected, 1 something is not, 2 wrong use")
    parser.add_argument("names", nargs="*", metavar="NAME", help="try just these bugs (default: all, and the "
                        "tree without a patch)")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/gcc", metavar="DIR",
                        help="build folder to link from (default: build/gcc)")
    parser.add_argument("--runs", type=int, default=3000, metavar="N",
                        help="random executions at most (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="bugs tried at a time (default: %(default)s)")
    parser.add_argument("--no-corpus", action="store_true",
                        help="do not replay the corpus first: how long does random fuzzing take?")
    parser.add_argument("--keep", action="store_true",
                        help="keep the patched tree, the program and the logs of what fails")
    args = parser.parse_args()
    if args.runs < 1 or args.jobs < 1:
        parser.error("--runs and --jobs are 1 at least")
    return args


def choose(bugs, wanted):
    """The names to try, and what is wrong with the table, which matters when all are tried."""
    for name in wanted:
        if name not in bugs:
            raise Misuse(f"there is no planted bug '{name}'; see {EXPECTED}")
        if not bugs[name].patch.exists():
            raise Misuse(f"there is no {bugs[name].patch}")
    if wanted:
        return wanted, []
    complaints = list(check_table(bugs))
    return [UNPATCHED, *(name for name in bugs if bugs[name].patch.exists())], complaints


def main():
    args = parse_arguments()
    try:
        bugs = read_table()
        names, complaints = choose(bugs, args.names)
        build = Build(args.build.resolve())
    except Misuse as misuse:
        print(f"check_planted.py: {misuse}", file=sys.stderr)
        return 2
    rows = try_all(build, bugs, names, args)
    failed = [row for row in rows if row.failure]
    for row in failed:
        print(f"\n{row.name}: {row.failure}")
    for complaint in complaints:
        print(f"\n{complaint}")
    print(f"{len(rows) - len(failed)} passed, {len(failed) + len(complaints)} failed")
    return 1 if failed or complaints else 0


if __name__ == "__main__":
    sys.exit(main())
