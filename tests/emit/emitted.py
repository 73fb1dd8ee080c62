#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The C of programs that diverge with nothing compiles without a warning, and passes, on the tree that maplefuzz was built for.

tests/reproducers.py follows planted bugs to C that fails, on the embedded tree."""
import argparse
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT / "corpus"

# Programs of processes are not written as C.
PROCESSES = "fork"
# Seconds that a test may take; each of its calls has a limit of its own.
SECONDS = 60


class Failure(Exception):
    """The C of a program is wrong; the message says how."""


def run(command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace", check=False, **options)


def parse_arguments():
    parser = argparse.ArgumentParser(prog="tests/emit/emitted.py", description=__doc__, allow_abbrev=False,
                                     epilog="exit codes: 0 all pass, 1 some do not, 2 wrong use")
    parser.add_argument("tool", metavar="MAPLEFUZZ", help="the maplefuzz command")
    parser.add_argument("files", nargs="*", type=pathlib.Path, metavar="FILE",
                        help="programs, and folders of them (default: all regressions of the corpus, and target rcu)")
    parser.add_argument("--compiler", default="cc", metavar="CC", help="default: cc")
    parser.add_argument("--flag", action="append", default=[], metavar="FLAG", help="for the compiler")
    parser.add_argument("--library", action="append", default=[], metavar="FILE", help="what the C is linked with: the tree, then the ground")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="programs at a time (default: 2)")
    return parser.parse_args()


def is_program(path):
    return path.is_file() and not path.name.startswith("README")


def programs(files):
    for path in files or [*sorted(CORPUS.glob("*/regressions")), CORPUS / "rcu"]:
        if not path.exists():
            raise FileNotFoundError(f"{path}: there is no such file")
        found = sorted(filter(is_program, path.rglob("*"))) if path.is_dir() else [path]
        yield from (file for file in found if PROCESSES not in file.parts)


def check(args, path, folder):
    """Emit, compile, link and run."""
    source = folder / f"{path.name}-{abs(hash(path))}.c"
    emitted = run([args.tool, "emit", path])
    if emitted.returncode:
        raise Failure(f"emit: exit code {emitted.returncode}: {emitted.stderr}")
    if "no divergence" not in emitted.stdout:
        raise Failure("it diverges: maplefuzz replay")
    source.write_text(emitted.stdout, encoding="utf-8")
    command = [args.compiler, *args.flag, "-o", source.with_suffix(""), source, *args.library]
    built = run(command)
    if built.returncode:
        raise Failure(f"the C does not compile: {built.stderr}")
    done = run([source.with_suffix("")], timeout=SECONDS)
    source.with_suffix("").unlink()
    if done.returncode:
        raise Failure(f"the C gives exit code {done.returncode}: {done.stderr}")


def attempt(args, path, folder):
    """Return what is wrong, or None."""
    try:
        check(args, path, folder)
    except Failure as failure:
        return str(failure)
    except subprocess.TimeoutExpired:
        return "the C does not come back"
    return None


def main():
    args = parse_arguments()
    try:
        files = list(dict.fromkeys(programs(args.files)))
    except FileNotFoundError as complaint:
        print(f"emitted.py: {complaint}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        wrong = list(pool.map(lambda path: attempt(args, path, pathlib.Path(folder)), files))
    for path, what in zip(files, wrong):
        if what:
            print(f"{path}: {what}")
    failed = sum(map(bool, wrong))
    print(f"{len(files) - failed} passed, {failed} failed")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
