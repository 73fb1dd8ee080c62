#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The corpus as a test: every seed and regression replays clean and the same, whatever ran before it."""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
DIGESTS = ROOT / "tests" / "corpus_digests.txt"

DIGESTS_HEAD = """\
# What every file of the corpus does: the digest of its calls and their results, the
# same on every subject. A digest that changes means that old files have got another
# meaning: people's corpora are lost. The cure is a new generation (docs/language.md).
# After adding or removing files: tests/corpus.py MAPLEFUZZ --update
"""


class Failure(Exception):
    """The corpus is not as it should be; the message says where."""


def parse_arguments():
    parser = argparse.ArgumentParser(prog="tests/corpus.py", description=__doc__, allow_abbrev=False)
    parser.add_argument("tool", metavar="MAPLEFUZZ", help="the maplefuzz command of a build")
    parser.add_argument("--update", action="store_true", help="write %s anew" % DIGESTS.relative_to(ROOT))
    return parser.parse_args()


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    if done.returncode:
        raise Failure("%s\nended with exit code %d:\n%s%s" % (
            " ".join(map(str, command))[:200], done.returncode, done.stdout.decode(), done.stderr.decode()))
    return done.stdout.decode()


def files():
    """Seeds and regressions, as `maplefuzz replay` would find them."""
    return sorted(path for path in CORPUS.rglob("*")
                  if path.is_file() and not path.name.startswith((".", "README")))


# Instead of a digest: the subject lacks an operation of the program, or an issue that is known of it was stepped around.
PASSED_OVER = "passed over"


def replay(tool, paths, *options):
    """Replay @paths in one process. Return a (path, digest or PASSED_OVER) for each run."""
    output = run(tool, "replay", "--digest", *options, *paths)
    return [(pathlib.Path(path), digest) for digest, path in re.findall(r"^([0-9a-f]{16}|passed over) +(\S.*)$", output, re.MULTILINE)]


def digests_of(tool, paths):
    """The one digest of each file: forwards and backwards in one process, and in another with fewer checks."""
    runs = replay(tool, paths + paths[::-1]) + replay(tool, paths, "--light")
    if len(runs) != 3 * len(paths):
        raise Failure("%d files were replayed 3 times, but there are %d digests" % (len(paths), len(runs)))
    found = {}
    for path, digest in runs:
        if found.setdefault(path, digest) != digest:
            raise Failure("%s has the digests %s and %s" % (path, found[path], digest))
    return found


def operations():
    """The names of all operations, from the table of the language."""
    text = (ROOT / "fuzz" / "program" / "operations.def").read_text()
    names = set(re.findall(r'^OP\(\d+, \w+, *\d+, "(\w+)"', text, re.MULTILINE))
    if not names:
        raise Failure("no operation is found in fuzz/program/operations.def")
    return names


def check_operations(texts):
    used = {line.split()[0] for text in texts.values() for line in text.splitlines()}
    missing = operations() - used
    if missing or not used:
        raise Failure("no seed uses: " + ", ".join(sorted(missing)))


def show(tool, paths, *options):
    """What each file shows. Return {path: text}."""
    output = run(tool, "show", *options, *paths)
    # Of several, each begins with its name.
    parts = re.split(r"^# (.*)\n", output, flags=re.MULTILINE)[1:] if len(paths) > 1 else [str(paths[0]), output]
    texts = {pathlib.Path(name): text for name, text in zip(parts[::2], parts[1::2])}
    if list(texts) != list(paths):
        raise Failure("%d files were shown, but there are texts of %d" % (len(paths), len(texts)))
    return texts


def check_round_trips(tool, texts, found, work):
    """Bytes to text to bytes: the same text again, and the same run."""
    (work / "bytes").mkdir()
    sources = [work / ("%04d.txt" % number) for number in range(len(texts))]
    copies = {work / "bytes" / source.stem: path for source, path in zip(sources, texts)}
    for source, text in zip(sources, texts.values()):
        source.write_text(text)
    run(tool, "asm", *sources, "-o", work / "bytes")
    for copy, text in show(tool, list(copies)).items():
        if text != texts[copies[copy]]:
            raise Failure("%s: what is shown is assembled to something else" % copies[copy])
    for copy, digest in replay(tool, list(copies), "--light"):
        if digest != found[copies[copy]]:
            raise Failure("%s: what is shown does something else" % copies[copy])


def check_targets(tool, texts):
    """A target runs all of its own programs."""
    programs = {}
    for path in texts:
        programs.setdefault(path.relative_to(CORPUS).parts[0], []).append(path)
    for target, paths in programs.items():
        for path, text in show(tool, paths, "--target", target).items():
            if text != texts[path]:
                raise Failure("%s: the target %s passes over some of it" % (path, target))


def read_recorded():
    """The digest of each path, as it was recorded."""
    lines = DIGESTS.read_text().splitlines() if DIGESTS.exists() else []
    pairs = [line.split("  ", 1) for line in lines if not line.startswith("#")]
    return {CORPUS / name: digest for digest, name in pairs}


def check_recorded(found):
    """Compare the digests with those that were recorded."""
    recorded = read_recorded()
    for path in sorted(set(recorded) | set(found)):
        if path not in found:
            raise Failure("%s is recorded, but gone: record the files with --update" % path)
        if path not in recorded:
            raise Failure("%s is new: record the files with --update" % path)
        if found[path] not in (recorded[path], PASSED_OVER):
            raise Failure("%s: the digest is %s, recorded is %s: it means something else now" %
                          (path, found[path], recorded[path]))


def update(found):
    recorded = read_recorded()
    for path in sorted(set(recorded) & set(found)):
        if recorded[path] != found[path]:
            print("CHANGED: %s: unless you edited it, it means something else now" % path.relative_to(CORPUS))
    lines = ["%s  %s\n" % (found[path], path.relative_to(CORPUS)) for path in sorted(found)]
    DIGESTS.write_text(DIGESTS_HEAD + "".join(lines))
    print("%s: %d files" % (DIGESTS.relative_to(ROOT), len(found)))


def check(arguments):
    paths = files()
    seeds = [path for path in paths if path.parent.name == "seeds"]
    found = digests_of(arguments.tool, paths)
    if arguments.update:
        update(found)
    check_recorded(found)
    texts = show(arguments.tool, paths)
    check_targets(arguments.tool, texts)
    check_operations({path: texts[path] for path in seeds})
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        check_round_trips(arguments.tool, texts, found, pathlib.Path(name))
    print("%d files, %d of them seeds of %d bytes: as they should be" % (
        len(paths), len(seeds), sum(path.stat().st_size for path in seeds)))


def main():
    try:
        check(parse_arguments())
    except (Failure, OSError) as failure:
        print("corpus: %s" % failure, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
