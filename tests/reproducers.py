#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Follow every planted bug from the find to tests that somebody can act on.

For each bug of src/maple_tree: random programs find it, or else the corpus does; `maplefuzz min` makes the program small; `maplefuzz emit`
writes it as C that stands alone and, with --kernel, as a function for the kernel's tests. Both have to fail on the tree with the
bug, with exit code 1 and a line that says what differs, and to pass on the tree without it. Where emit says that
a function in the kernel cannot show the bug, its reason is counted. Some bugs are followed from programs, too, in which the harness sees them
only by what a lookup is given in the middle of a write.
"""
import argparse
import collections
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

# Of the targets, the one with all operations on trees; programs of processes are not written as C.
OPTIONS = [planted.STRICT, "--target", "all"]
# Of the corpus, every so many programs: their C must pass.
CORPUS_STEP = 12
# Where the random numbers begin.
SEED = 1
# In as many processes a minimised program has to diverge.
REPLAYS = 6
# Operations in the middle case.
MAX_MEDIAN = 6
# Seconds of processor time that minimising may take; the inputs have 4 KB at most, but a tall tree is thousands of calls.
MAX_SECONDS = 20
# These are proved by `emit --check`, too, which compiles everything anew.
CHECKED = ("dup-leaf-parent", "store-enomem-half", "split-pivot")

# A reader in the middle of a write, or with one in its own middle, is given a second result that is wrong, or ranges that are.
MIDWAY = {
    "find-after-end": ("store_range t0 [1, ULONG_MAX] v1\nbeside at 1\nfind t0 [3]\nstore t0 [0] v2\n",
                       "store_range t0 [1, ULONG_MAX] v1\namid at 1\nstore t0 [0] v2\nfind t0 [3]\n"),
    "rcu-entry-cleared": ("store_range t0 [1, ULONG_MAX] v1\nbeside at 1\nscan t0 [0, ULONG_MAX]\nstore_range t0 [1, ULONG_MAX] v1\n",),
    "rcu-shift-in-place": ("store t0 [1] v1\namid at 3\nstore_range t0 [0, 2] v2\nwalk t0 [0]\n",),
    "rcu-in-place": ("store t0 [3] v1\namid at 3\nstore t0 [1] v2\nscan t0 [4]\n",),
}

# The target whose programs have processes: emit refuses them, and the bugs of src/mm show in nothing else.
PROCESSES = "fork"
INCLUDES = ["-I", ROOT / "src/maple_tree/include", "-I", ROOT / "src/ground/include"]
CC = ["cc", "-fno-strict-aliasing", "-Wall", "-Wextra", "-Werror", *INCLUDES]
# Whoever stores a reserved entry is warned; allocations take XA_ZERO_ENTRY for one.
WARNS = r"xa_mk_internal\(|alloc_\w+\(.*XA_ZERO_ENTRY"
KERNEL_MAIN = ROOT / "fuzz/tool/emit/kernel_main.c"


def run(command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace",
                          check=False, **options)


def build(command, folder):
    planted.run_tool([str(word) for word in command], folder)


def compile_objects(sources, folder):
    folder.mkdir(parents=True)
    build([*CC, "-c", *sources], folder)
    return {path.stem: path for path in folder.glob("*.o")}


# ---- Find and minimise -----------------------------------------------------------


def replay(program, options, path):
    """Replay a file or a folder. Return (token, path) of the first divergence, or None."""
    done = run([program, "replay", "--first", *options, "--timeout", planted.PROGRAM_TIMEOUT, path])
    match = re.search(r"^divergence (\S+)  (.*)$", done.stdout, re.M)
    return match and match.groups()


def find(program, folder, runs):
    """A program that diverges, and the options with which it does."""
    crash = folder / "crash"
    crash.unlink(missing_ok=True)
    run([program, "random", *OPTIONS, "--runs", runs, "--seed", SEED, "--corpus", planted.CORPUS, "--save", crash,
         "--timeout", planted.PROGRAM_TIMEOUT])
    for options in (OPTIONS, [*OPTIONS, "--light"]):
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
    for _ in range(REPLAYS):
        found = replay(program, options, small)
        if not found or found[0] != row.token:
            raise planted.Failure(f"the minimised program gives {found and found[0]} instead of {row.token}")
    return small


def row_text(path):
    return path.read_text(encoding="utf-8")


# ---- Emit, compile, run -------------------------------------------------------------


class Trees:
    """The objects of the tree without a bug, of the one with it, and of the ground."""

    def __init__(self, good, bad, ground):
        self.good = [*good.values(), *ground.values()]
        self.bad = [*bad.values(), *ground.values()]


def bad_objects(good, folder):
    """The objects of the tree with the bug: those that differ were compiled for the maplefuzz in @folder."""
    prefix = planted.TREE.name + "-"
    changed = {path.name.removeprefix(prefix).removesuffix(".c.o"): path for path in folder.glob(prefix + "*.c.o")}
    return {**good, **changed}


def emit(program, options, small):
    """Return (the C, why it does not show the bug by itself, or None)."""
    done = run([program, "emit", *options, small])
    if done.returncode == 2 and "--kernel" in options:
        reason = done.stderr.strip().removeprefix(f"maplefuzz: {small}: ")
        if not reason or reason not in done.stdout:
            raise planted.Failure(f"emit --kernel: the comment does not say why the function is unfit: {done.stderr}")
        return done.stdout, reason
    if done.returncode:
        raise planted.Failure(f"emit: exit code {done.returncode}: {done.stderr}")
    return done.stdout, None


def compile_test(text, folder, name, whose):
    """The object of the test of @whose, either form. The names in the command are of no folder, so that a cache knows it again."""
    source, test = folder / f"{name}-{whose}.c", folder / f"{name}.o"
    source.write_text(text, encoding="utf-8")
    kernel = ["-I.", f'-DTEST="{source.name}"', *(["-DEXPECT_WARNINGS"] if re.search(WARNS, text) else []), KERNEL_MAIN]
    build([*planted.LAUNCHER, *CC, "-c", "-o", test.name, *(kernel if name == "kernel" else [source.name])], folder)
    return test


def run_test(test, objects, expected, small):
    """Link and run a test. Return what it says."""
    program = test.with_suffix(f".{expected}")
    build(["cc", *planted.LINKER, "-o", program, test, *objects], test.parent)
    done = run([program], timeout=60)
    if done.returncode != expected:
        raise planted.Failure(f"{test.stem}: the C gives exit code {done.returncode} instead of {expected}: "
                              f"{done.stdout}{done.stderr}\n{row_text(small)}")
    return done.stderr


def check_standalone(program, small, options, trees, folder):
    text, _ = emit(program, options, small)
    test = compile_test(text, folder, "test", folder.name)
    run_test(test, trees.good, 0, small)
    said = run_test(test, trees.bad, 1, small)
    match = re.search(r"^test-\S*\.c:(\d+: \S.*)", said, re.M)
    if not match:
        raise planted.Failure(f"the C does not say where and what differs: {said}")
    return match[1]


def check_midway(program, name, trees, folder):
    path = folder / "midway.txt"
    for text in MIDWAY.get(name, ()):
        path.write_text(f"trees rcu\n{text}", encoding="utf-8")
        found = replay(program, OPTIONS, path)
        if not found or not found[0].endswith(":reader"):
            raise planted.Failure(f"the harness gives {found and found[0]}, no divergence of a reader:\n{text}")
        check_standalone(program, path, OPTIONS, trees, folder)


def check_kernel(program, small, options, trees, folder):
    """Return why a function in the kernel does not show the bug, or None if it does."""
    text, reason = emit(program, [*options, "--kernel"], small)
    if reason and "check_maplefuzz" not in text:
        return reason
    test = compile_test(text, folder, "kernel", folder.name)
    run_test(test, trees.good, 0, small)
    if not reason:
        run_test(test, trees.bad, 1, small)
    return reason


def check_verb(program, small, options, tree):
    for subject, expected, said in ((tree, 0, "the test fails, as it should: "),
                                    (ROOT / planted.TREE, 1, "the test passes, which it should not")):
        done = run([program, "emit", *options, "--check", "--subject", subject, small])
        if done.returncode != expected or said not in done.stdout:
            raise planted.Failure(f"emit --check --subject {subject}: exit code {done.returncode}: {done.stdout}{done.stderr}")


# ---- One bug, and all ------------------------------------------------------------------


class Row:
    def __init__(self, name):
        self.name = name
        self.token = self.said = "-"
        self.before = self.after = 0
        self.seconds = 0.0
        self.program = ""
        self.unfit = None
        self.failure = None


def follow(folder, built, name, good, ground, runs):
    row = Row(name)
    try:
        (folder / "build").mkdir(parents=True)
        program = planted.build_subject(built, name, folder / "build")
        crash, options = find(program, folder, runs)
        small = minimise(program, crash, options, row)
        trees = Trees(good, bad_objects(good, folder / "build"), ground)
        row.said = check_standalone(program, small, options, trees, folder)
        check_midway(program, name, trees, folder)
        row.unfit = check_kernel(program, small, options, trees, folder)
        if name in CHECKED:
            check_verb(program, small, options, folder / "build" / planted.TREE)
        if row.seconds > MAX_SECONDS:
            raise planted.Failure(f"min took {row.seconds:.1f} s of processor time")
    except (planted.Failure, subprocess.TimeoutExpired) as failure:
        row.failure = str(failure)
    return row


def check_corpus(program, objects, folder):
    """The C of programs that diverge with nothing has all checks, and passes, either form. Return what does not."""
    files = sorted(path for path in planted.CORPUS.rglob("*") if path.is_file() and not path.name.startswith("README")
                   and path.relative_to(planted.CORPUS).parts[0] != PROCESSES)
    for path in files[::CORPUS_STEP]:
        try:
            run_test(compile_test(emit(program, [], path)[0], folder, "test", path.name), objects, 0, path)
            text, reason = emit(program, ["--kernel"], path)
            if not reason:
                run_test(compile_test(text, folder, "kernel", path.name), objects, 0, path)
        except planted.Failure as failure:
            return f"the C of {path.name} on the tree without a bug: {failure}"
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
    parser = argparse.ArgumentParser(description="Follow planted bugs from the find to tests in C.",
                                     epilog="exit codes: 0 all is well, 1 something is not, 2 wrong use")
    parser.add_argument("names", nargs="*", metavar="NAME", help="these bugs instead of all")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/gcc", metavar="DIR",
                        help="build folder to link from (default: build/gcc)")
    parser.add_argument("--runs", type=int, default=3000, metavar="N", help="random programs at most (default: 3000)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="bugs at a time (default: 2)")
    parser.add_argument("--programs", action="store_true", help="print the minimised programs too")
    return parser.parse_args()


def print_row(row, show):
    print(f"{'FAIL' if row.failure else 'ok':<5}{row.name:<26}{row.token:<26}{row.before:>4} to {row.after:<4}"
          f"{row.seconds:5.1f} s  {'-' if row.unfit else 'kernel':<8}{row.said}", flush=True)
    if show:
        print("".join(f"          {line}\n" for line in row.program.splitlines()[1:]), end="")


def bugs_of_the_tree():
    """The bugs of src/maple_tree that C can show: without processes it shows none of src/mm."""
    for name, bug in planted.read_table().items():
        files = planted.parse_patch(bug.patch.read_text(encoding="utf-8"), name)
        if all(path.parent == planted.TREE for path in files):
            yield name


def follow_all(args, names, folder):
    """Return (rows, complaints)."""
    built = planted.Build(args.build.resolve())
    good = compile_objects(sorted((ROOT / planted.TREE).glob("*.c")), folder / "good")
    ground = compile_objects(sorted((ROOT / "src/ground").glob("*.c")), folder / "ground")
    program = args.build.resolve() / "fuzz/tool/maplefuzz"
    rows = []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        corpus = pool.submit(check_corpus, program, [*good.values(), *ground.values()], folder)
        futures = [pool.submit(follow, folder / name, built, name, good, ground, args.runs) for name in names]
        for future in futures:
            rows.append(future.result())
            print_row(rows[-1], args.programs)
    return rows, list(filter(None, [check_command(program, folder), corpus.result()]))


def print_summary(rows):
    """Return the median of the operations left."""
    reasons = collections.Counter(row.unfit for row in rows if row.unfit)
    for reason, count in reasons.most_common():
        print(f"{count:>3} not for the kernel: {reason}")
    median = statistics.median(row.after for row in rows)
    failed = sum(1 for row in rows if row.failure)
    print(f"operations: median {statistics.median(row.before for row in rows):g} before, {median:g} after; "
          f"{len(rows) - failed} passed, {failed} failed; {len(rows) - reasons.total()} shown by a function for the kernel")
    return median


def main():
    args = parse_arguments()
    try:
        names = args.names or list(bugs_of_the_tree())
        planted.choose(planted.read_table(), names)
        with tempfile.TemporaryDirectory() as temporary:
            rows, complaints = follow_all(args, names, pathlib.Path(temporary))
    except planted.Misuse as misuse:
        print(f"reproducers.py: {misuse}", file=sys.stderr)
        return 2
    failed = [row for row in rows if row.failure]
    for row in failed:
        print(f"\n{row.name}: {row.failure}\n{row.program}")
    for complaint in complaints:
        print(f"\n{complaint}")
    median = print_summary(rows)
    return 1 if failed or complaints or median > MAX_MEDIAN else 0


if __name__ == "__main__":
    sys.exit(main())
