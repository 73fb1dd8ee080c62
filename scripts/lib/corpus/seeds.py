# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the seeds of a target: a few short inputs that reach in the tree what all inputs together reach."""

import hashlib
import json
import pathlib
import subprocess
import tempfile

from common.build import build, target_path, tool_path
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure
from common.paths import ROOT
from common.tool import Tool, last_line
from common.words import for_people, say

# The format, fuzz/program/instruction.h.
HEADER_SIZE, INSTRUCTION_SIZE = 4, 24

# Instructions of the inputs that are chosen from, one pass after the other: what a short one reaches needs no long one.
LENGTHS = (1, 2, 3, 4, 6, 8, 16, 32, 64, 128, 170)

# Programs as short as this are also kept for how often they reach something.
COUNTED_LENGTH = 3


def printed(tool, *words):
    """What a verb prints of a program, which may diverge."""
    done = tool.run(words)
    if done.returncode not in (EXIT_CLEAN, EXIT_DIVERGENCE):
        raise Failure("maplefuzz %s: %s" % (words[0], last_line(done.stderr)))
    return done.stdout


def is_structural(tool, path):
    """Does the program ask the subject where a leaf ends? Then it means something else on every subject."""
    return json.loads(printed(tool, "stats", "--json", path))["structural"] > 0


def resolved(tool, path, work):
    """The bytes of @path, with absolute operands if they are structural."""
    if not is_structural(tool, path):
        return path.read_bytes()
    text, program = work / "resolved.txt", work / "resolved"
    text.write_text(printed(tool, "show", path))
    tool.assemble(text, program)
    return program.read_bytes()


def save(folder, data):
    path = folder / hashlib.sha1(data).hexdigest()[:12]
    path.write_bytes(data)
    return path


def gather(arguments, work):
    """Return (the folder of all inputs, that of the texts as bytes)."""
    tool = Tool(tool_path(arguments.folder), arguments.target)
    inputs, texts = work / "inputs", work / "selection"
    inputs.mkdir()
    texts.mkdir()
    for path in sorted(arguments.corpus.rglob("*.txt")):
        program = work / "text"
        tool.assemble(path, program)
        save(texts, program.read_bytes())
    folders = [arguments.corpus / "seeds", arguments.inputs]
    for path in sorted(path for folder in folders if folder.is_dir() for path in folder.iterdir()):
        if path.suffix != ".txt" and path.is_file():
            save(inputs, resolved(tool, path, work))
    return inputs, texts


def merge(arguments, selection, inputs, length, *flags):
    """Add to @selection what reaches something new among the first @length instructions of the inputs."""
    command = [target_path(arguments.folder, arguments.target), "-set_cover_merge=1", "-detect_leaks=0",
               "-max_len=%d" % (HEADER_SIZE + length * INSTRUCTION_SIZE), *flags, selection, inputs]
    say(command)
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    if done.returncode:
        raise Failure("libFuzzer could not merge: %s" % done.stderr.decode(errors="replace")[-300:].strip())


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
    arguments.folder = build("fuzz", arguments.linux)
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
