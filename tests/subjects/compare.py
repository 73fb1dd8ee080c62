#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two subjects, the same programs, the same calls and results: the corpus, and programs of random bytes.

A program with structural operands asks the subject where a leaf ends, so it is resolved to text on
EMBEDDED before it is compared. Any other means the same calls on both by itself."""

import argparse
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT / "corpus"
sys.path.insert(0, str(ROOT / "tests"))
# pylint: disable=wrong-import-position
from language import LEAF_OPERATIONS, NEWEST_GENERATION, OPERATION_GENERATIONS  # noqa: E402

# fuzz/program/instruction.h: where a record has its modes, which index mode is structural, and which length mode
# is not where a leaf is asked for.
HEADER_SIZE, INSTRUCTION_SIZE, MODES_BYTE = 4, 24, 2
INDEX_LEAF_EDGE, INDEX_MODES, LENGTH_ABSOLUTE, LENGTH_MODES = 9, 10, 0, 8

# Programs that are listed when they differ.
SHOWN = 20


class Failure(Exception):
    """The subjects differ, or one of them does not run; the message says where."""


def parse_arguments():
    parser = argparse.ArgumentParser(prog="tests/subjects/compare.py", description=__doc__, allow_abbrev=False)
    parser.add_argument("embedded", metavar="EMBEDDED", help="the maplefuzz command of a build with the embedded tree")
    parser.add_argument("other", metavar="OTHER", help="that of a build with another subject")
    parser.add_argument("--random", type=int, default=400, metavar="N", help="programs of random bytes (default: 400)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="where the random bytes begin (default: 1)")
    return parser.parse_args()


def run(tool, *words):
    """Run maplefuzz. Return what it printed; a divergence is no concern of this test."""
    done = subprocess.run([tool, *map(str, words)], capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise Failure("%s %s: exit code %d\n%s" % (tool, words[0], done.returncode, done.stderr.decode(errors="replace")))
    return done.stdout.decode()


def is_structural(record, generation):
    operation = record[0] % sum(row <= generation for row in OPERATION_GENERATIONS)
    index_mode, length_mode = (record[MODES_BYTE] & 15) % INDEX_MODES, (record[MODES_BYTE] >> 4) % LENGTH_MODES
    return index_mode == INDEX_LEAF_EDGE or (operation in LEAF_OPERATIONS and length_mode != LENGTH_ABSOLUTE)


def records_of(data):
    """The offset of each record in a program's bytes."""
    return range(HEADER_SIZE, len(data) - MODES_BYTE, INSTRUCTION_SIZE)


def corpus_files():
    return sorted(path for path in CORPUS.rglob("*") if path.is_file() and not path.name.startswith((".", "README")))


def random_program(numbers, with_structural):
    """All operations, from 1 to 100 instructions."""
    header = bytes([numbers.randint(0, NEWEST_GENERATION), 0, numbers.randrange(256), numbers.randrange(256)])
    data = bytearray(header + numbers.randbytes(INSTRUCTION_SIZE * numbers.randint(1, 100)))
    for at in records_of(data):
        if is_structural(data[at:], header[0]) and not with_structural:
            data[at + MODES_BYTE] = 0
    return data


def random_files(arguments, folder):
    """Write programs of random bytes, every other one without structural operands."""
    numbers = random.Random(arguments.seed)
    paths = []
    for number in range(arguments.random):
        path = folder / ("random-%d-%d" % (arguments.seed, number))
        path.write_bytes(random_program(numbers, number % 2))
        paths.append(path)
    return paths


def any_structural(path):
    """May the program ask the subject where a leaf ends?"""
    if path.suffix == ".txt":
        return False
    data = path.read_bytes()
    generation = data[0] if data and data[0] <= NEWEST_GENERATION else 0
    return any(is_structural(data[at:], generation) for at in records_of(data))


def resolve(arguments, path, folder):
    """Write @path as text with absolute operands. Return the text's path."""
    text = folder / (path.name + ".txt")
    text.write_text(run(arguments.embedded, "show", path))
    return text


def digests(tool, paths):
    """The digest of each path, and the tokens of those that diverge. None for those with an operation that the subject lacks."""
    output = run(tool, "replay", "--digest", "--light", *paths)
    found = {path: digest for digest, path in re.findall(r"^([0-9a-f]{16})  (.+)$", output, re.MULTILINE)}
    found.update({path: None for path in re.findall(r"^passed over {7}(.+)$", output, re.MULTILINE)})
    tokens = {path: token for token, path in re.findall(r"^divergence (\S+)  (.+)$", output, re.MULTILINE)}
    return found, tokens


def compare(arguments, paths):
    """Print where the subjects differ. Return the number of programs that do, and of those that one of them can't run."""
    ours, our_tokens = digests(arguments.embedded, paths)
    theirs, their_tokens = digests(arguments.other, paths)
    different = passed_over = 0
    for path in map(str, paths):
        if path in ours and ours.get(path) == theirs.get(path):
            continue
        if ours.get(path, "") is None or theirs.get(path, "") is None:
            passed_over += 1
            continue
        different += 1
        if different > SHOWN:
            continue
        print("%s: %s %s, %s %s" % (path, ours.get(path, "not run"), our_tokens.get(path, "no divergence"),
                                    theirs.get(path, "not run"), their_tokens.get(path, "no divergence")))
    return different, passed_over


def main():
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        folder = pathlib.Path(name)
        paths = corpus_files() + random_files(arguments, folder)
        resolved = [resolve(arguments, path, folder) if any_structural(path) else path for path in paths]
        different, passed_over = compare(arguments, resolved)
    names = [run(tool, "--subject").strip() for tool in (arguments.embedded, arguments.other)]
    print("%s and %s: %d programs, %d of them resolved to text first, %d with operations that one of them lacks, %d differ" % (
        *names, len(paths), sum(a is not b for a, b in zip(paths, resolved)), passed_over, different))
    return different > 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failure, OSError) as failure:
        print("compare: %s" % failure, file=sys.stderr)
        sys.exit(1)
