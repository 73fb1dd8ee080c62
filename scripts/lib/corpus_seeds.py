# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the seeds of a target: a few short inputs that reach in the tree what all inputs together reach."""

import hashlib
import pathlib
import subprocess
import tempfile

from common import EXIT_CLEAN, ROOT, Failure, build, for_people, say

# The format, fuzz/program/instruction.h.
HEADER_SIZE, INSTRUCTION_SIZE = 4, 24
INDEX_MODES, INDEX_LEAF_EDGE = 10, 9

# Instructions of the inputs that are chosen from, one pass after the other: what a short one reaches needs no long one.
LENGTHS = (1, 2, 3, 4, 6, 8, 16, 32, 64, 128, 170)

# Programs as short as this are also kept for how often they reach something.
COUNTED_LENGTH = 3


def run(command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False, **options)
    if done.returncode:
        raise Failure("%s failed: %s" % (pathlib.Path(command[0]).name, done.stderr.decode(errors="replace")[-300:].strip()))
    return done.stdout


def is_structural(data):
    """Does the program ask the subject where a leaf ends? Then it means something else on every subject."""
    modes = data[HEADER_SIZE + 2 :: INSTRUCTION_SIZE]
    return any((mode & 15) % INDEX_MODES == INDEX_LEAF_EDGE for mode in modes)


def tool(arguments):
    return arguments.folder / "fuzz" / "tool" / "maplefuzz"


def resolved(arguments, path, work):
    """The bytes of @path, with absolute operands if they are structural."""
    data = path.read_bytes()
    if not is_structural(data):
        return data
    text, program = work / "resolved.txt", work / "resolved"
    text.write_bytes(run([tool(arguments), "show", path]))
    run([tool(arguments), "asm", text, "-o", program])
    return program.read_bytes()


def save(folder, data):
    path = folder / hashlib.sha1(data).hexdigest()[:12]
    path.write_bytes(data)
    return path


def gather(arguments, work):
    """Return (the folder of all inputs, that of the texts as bytes)."""
    inputs, texts = work / "inputs", work / "selection"
    inputs.mkdir()
    texts.mkdir()
    for path in sorted(arguments.corpus.rglob("*.txt")):
        program = work / "text"
        run([tool(arguments), "asm", path, "-o", program])
        save(texts, program.read_bytes())
    folders = [arguments.corpus / "seeds", arguments.inputs]
    for path in sorted(path for folder in folders if folder.is_dir() for path in folder.iterdir()):
        if path.suffix != ".txt" and path.is_file():
            save(inputs, resolved(arguments, path, work))
    return inputs, texts


def merge(arguments, selection, inputs, length, *flags):
    """Add to @selection what reaches something new among the first @length instructions of the inputs."""
    command = [arguments.folder / "fuzz" / "targets" / ("fuzz-" + arguments.target), "-set_cover_merge=1", "-detect_leaks=0",
               "-max_len=%d" % (HEADER_SIZE + length * INSTRUCTION_SIZE), *flags, selection, inputs]
    say(command)
    run(command)


def replace_seeds(seeds, chosen):
    """Let @chosen be the binary seeds, and no others."""
    for path in sorted(seeds.iterdir()):
        if path.suffix != ".txt" and not path.name.startswith((".", "README")):
            path.unlink()
    for path in chosen:
        save(seeds, path.read_bytes())


def make_seeds(arguments):
    """Choose the seeds of the target anew."""
    if arguments.folder and not arguments.folder.is_dir():
        raise Failure("there is no folder %s" % for_people(arguments.folder))
    arguments.inputs = arguments.folder or arguments.corpus
    arguments.corpus = ROOT / "corpus" / arguments.target
    arguments.folder = build("fuzz", arguments)
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        inputs, selection = gather(arguments, pathlib.Path(name))
        texts = {path.name for path in selection.iterdir()}
        for length in LENGTHS:
            merge(arguments, selection, inputs, length, "-use_counters=0")
        merge(arguments, selection, inputs, COUNTED_LENGTH)
        chosen = [path for path in selection.iterdir() if path.name not in texts]
        replace_seeds(arguments.corpus / "seeds", chosen)
        print("%s: %d binary seeds, %d bytes" % (for_people(arguments.corpus / "seeds"), len(chosen),
                                                 sum(path.stat().st_size for path in chosen)))
    return EXIT_CLEAN
