#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Follow planted bugs from the find to a test case that somebody can act on.

For each bug: random programs find it, or else the corpus does; `maplefuzz min` makes the program small, `maplefuzz emit`
writes it as C. That must fail on the tree with the bug, with exit code 1 and a line that says where and what, and
pass on the tree without it.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "planted"))
import check_planted as planted  # noqa: E402  # pylint: disable=wrong-import-position

ROOT = planted.ROOT

# Of each check some, those that the C has to look for in a way of its own, and some that only the corpus finds.
BUGS = ("dup-leaf-parent", "dup-shared-node", "dup-one-by-one", "dup-leak-root", "dup-error-code",
        "dup-hidden-source", "destroy-at-once", "destroy-height", "destroy-no-lock", "insert-over-entry",
        "store-enomem-half", "gap-one-level", "split-pivot", "span-right-piece", "find-unlock", "prev-last",
        "dup-new-unlocked", "destroy-use-after-free", "rcu-dead-mark", "rcu-in-place", "gap-too-small",
        "nomem-hides-tree", "split-new-root", "find-zero-entry")

# Of the corpus, every so many programs: their C must pass.
CORPUS_STEP = 12

# Operations in the middle case.
MAX_MEDIAN = 6
# Seconds of processor time that minimising may take; the inputs have 4 KB at most.
MAX_SECONDS = 10
INCLUDES = ["-I", ROOT / "src/maple_tree/include", "-I", ROOT / "src/ground/include"]
CC = ["cc", "-g", "-fno-strict-aliasing"]


def run(command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace",
                          check=False, **options)


def compile_objects(sources, folder):
    folder.mkdir(parents=True)
    planted.run_tool([*map(str, CC), *map(str, INCLUDES), "-c", *map(str, sources)], folder)
    return {path.stem: path for path in folder.glob("*.o")}


def replay(program, options, path):
    """Replay a file or a folder. Return (token, path) of the first divergence, or None."""
    done = run([program, "replay", *options, "--timeout", planted.PROGRAM_TIMEOUT, path])
    match = re.search(r"^divergence (\S+)  (.*)$", done.stdout, re.M)
    return match and match.groups()


def find(program, folder, runs):
    """A program that diverges, and the options with which it does."""
    crash = folder / "crash"
    run([program, "random", planted.STRICT, "--runs", runs, "--seed", 1, "--corpus", planted.SEEDS, "--save", crash,
         "--timeout", planted.PROGRAM_TIMEOUT])
    for options in ([planted.STRICT], [planted.STRICT, "--light"]):
        found = replay(program, options, crash if crash.exists() else planted.CORPUS)
        if found:
            shutil.copyfile(found[1], folder / ("find" + pathlib.Path(found[1]).suffix))
            return folder / ("find" + pathlib.Path(found[1]).suffix), options
    raise planted.Failure(f"not found by {runs} random programs and the corpus")


def minimise(program, crash, options, row):
    small, log = crash.with_name("small.txt"), crash.with_name("min.log")
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen([program, "min", *options, crash, "-o", small],  # pylint: disable=consider-using-with
                                   stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    row.seconds = usage.ru_utime + usage.ru_stime
    match = re.search(r": (\S+): (\d+) operations before, (\d+) after", row_text(log))
    if process.returncode or not match:
        raise planted.Failure(f"min: exit code {process.returncode}: {row_text(log)}")
    row.token, row.before, row.after = match[1], int(match[2]), int(match[3])
    row.program = small.read_text(encoding="utf-8")
    found = replay(program, options, small)
    if not found or found[0] != row.token:
        raise planted.Failure(f"the minimised program gives {found and found[0]} instead of {row.token}")
    return small


def check_test(program, small, options, good, bad, folder):
    """The emitted C passes with the objects @good and fails with @bad."""
    done = run([program, "emit", *options, small])
    if done.returncode:
        raise planted.Failure(f"emit: exit code {done.returncode}: {done.stderr}")
    source = folder / "test.c"
    source.write_text(done.stdout, encoding="utf-8")
    for objects, expected in ((good, 0), (bad, 1)):
        test = folder / f"test{expected}"
        planted.run_tool([*map(str, CC), "-Wall", "-Werror", *map(str, INCLUDES), "-o", str(test), str(source),
                          *map(str, objects)], folder)
        done = run([test], timeout=60)
        if done.returncode != expected:
            raise planted.Failure(f"the C gives exit code {done.returncode} instead of {expected}: "
                                  f"{done.stdout}{done.stderr}\n{row_text(small)}")
    said = re.search(r"^\S*test\.c:(\d+: \S.*)", done.stderr, re.M)
    if not said:
        raise planted.Failure(f"the C does not say where and what differs: {done.stderr}")
    return said[1]


def row_text(path):
    return path.read_text(encoding="utf-8")


def bad_objects(name, tree, good, folder):
    """The objects of the tree with the bug: those of the files that the patch changes are compiled anew."""
    shutil.copytree(ROOT / planted.SUBJECT, tree)
    changed = planted.apply_patch(name, tree)
    if any(file.endswith(".h") for file in changed):
        changed = [path.name for path in tree.glob("*.c")]
    objects = dict(good)
    objects.update(compile_objects([tree / file for file in changed], folder))
    return objects


class Row:
    def __init__(self, name):
        self.name = name
        self.token = self.said = "-"
        self.before = self.after = 0
        self.seconds = 0.0
        self.program = ""
        self.failure = None


def follow(build, name, good, ground, folder, runs):
    row = Row(name)
    try:
        (folder / "build").mkdir(parents=True)
        program = planted.build_subject(build, name, folder / "build")
        crash, options = find(program, folder, runs)
        small = minimise(program, crash, options, row)
        bad = bad_objects(name, folder / "tree", good, folder / "objects")
        row.said = check_test(program, small, options, [*good.values(), *ground.values()],
                              [*bad.values(), *ground.values()], folder)
        if row.seconds > MAX_SECONDS:
            raise planted.Failure(f"min took {row.seconds:.1f} s of processor time")
    except (planted.Failure, subprocess.TimeoutExpired) as failure:
        row.failure = str(failure)
    return row


def check_corpus(program, good, folder):
    """The C of programs that diverge with nothing has all checks, and passes. Return what does not."""
    files = sorted(path for path in planted.CORPUS.rglob("*") if path.is_file() and not path.name.startswith("README"))
    source, test = folder / "fine.c", folder / "fine"
    for path in files[::CORPUS_STEP]:
        source.write_text(run([program, "emit", path]).stdout, encoding="utf-8")
        planted.run_tool([*map(str, CC), "-Wall", *map(str, INCLUDES), "-o", str(test), str(source), *map(str, good)], folder)
        done = run([test], timeout=60)
        if done.returncode:
            return f"the C of {path.name} fails on the tree without a bug: {done.stderr}"
    return None


def check_command(program, folder):
    """The command in the first comment is right, word for word."""
    small = folder / "plain.txt"
    small.write_text("store t0 [5] v1\ndup t0 t1\nload t1 [5]\n", encoding="utf-8")
    (folder / "test.c").write_text(run([program, "emit", small]).stdout, encoding="utf-8")
    comment = row_text(folder / "test.c").split("*/")[0]
    match = re.search(r"^ \*\t(cc -g .*? && ./test)$", comment.replace("\\\n *\t\t", ""), re.M)
    if not match:
        return f"no command in the first comment:\n{comment}"
    command = match[1].replace("-o test test.c", f"-o {folder}/test {folder}/test.c").replace("./test", f"{folder}/test")
    done = run(["sh", "-c", command], cwd=ROOT)
    return None if done.returncode == 0 else f"the command in the first comment fails: {command}\n{done.stderr}"


def parse_arguments():
    parser = argparse.ArgumentParser(description="Follow planted bugs from the find to a test case in C.",
                                     epilog="exit codes: 0 all is well, 1 something is not, 2 wrong use")
    parser.add_argument("names", nargs="*", metavar="NAME", help="these bugs instead of the usual ones")
    parser.add_argument("--all", action="store_true", help="all bugs; takes some minutes")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/dev", metavar="DIR",
                        help="build folder to link from (default: build/dev)")
    parser.add_argument("--runs", type=int, default=3000, metavar="N", help="random programs at most (default: 3000)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="bugs at a time (default: 2)")
    parser.add_argument("--programs", action="store_true", help="print the minimised programs too")
    return parser.parse_args()


def print_row(row, show):
    print(f"{'FAIL' if row.failure else 'ok':<5}{row.name:<26}{row.token:<26}{row.before:>4} to {row.after:<4}"
          f"{row.seconds:5.1f} s  {row.said}", flush=True)
    if show:
        print("".join(f"          {line}\n" for line in row.program.splitlines()[1:]), end="")


def main():
    args = parse_arguments()
    names = args.names or BUGS
    try:
        if args.all:
            names = planted.read_table()
        planted.choose(planted.read_table(), names)
        build = planted.Build(args.build.resolve())
    except planted.Misuse as misuse:
        print(f"reproducers.py: {misuse}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        good = compile_objects(sorted((ROOT / planted.SUBJECT).glob("*.c")), folder / "good")
        ground = compile_objects(sorted((ROOT / "src/ground").glob("*.c")), folder / "ground")
        with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
            futures = [pool.submit(follow, build, name, good, ground, folder / name, args.runs) for name in names]
            rows = []
            for future in futures:
                rows.append(future.result())
                print_row(rows[-1], args.programs)
        program = args.build.resolve() / "fuzz/tool/maplefuzz"
        complaints = [check_command(program, folder), check_corpus(program, [*good.values(), *ground.values()], folder)]
    failed = [row for row in rows if row.failure]
    for row in failed:
        print(f"\n{row.name}: {row.failure}\n{row.program}")
    complaints = list(filter(None, complaints))
    for complaint in complaints:
        print(f"\n{complaint}")
    median = statistics.median(row.after for row in rows)
    print(f"operations: median {statistics.median(row.before for row in rows):g} before, {median:g} after; "
          f"{len(rows) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or complaints or median > MAX_MEDIAN else 0


if __name__ == "__main__":
    sys.exit(main())
