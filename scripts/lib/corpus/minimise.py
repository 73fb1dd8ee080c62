# SPDX-License-Identifier: GPL-2.0-or-later
"""Minimises a corpus: keeps a few inputs that reach what all of them reach."""

import hashlib
import os
import pathlib
import shutil
import tempfile

from common.build import build, target_path
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure
from common.engine import MAX_LEN
from common.folder import check_new, unfinished
from common.options import linux_words
from common.paths import script
from common.words import count, for_people, shell_line

from .engines import ENGINES


class Corpus:
    """The files of a folder. @inputs: the paths of each content, by its sha1; @others: files that stay as they are."""

    def __init__(self, folder):
        self.folder = folder
        self.inputs = {}
        self.empty = []
        self.others = []
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            self.add(path)

    def add(self, path):
        parts = path.relative_to(self.folder).parts
        if path.suffix == ".txt" or path.name.startswith("README") or any(part.startswith(".") for part in parts):
            self.others.append(path)
        elif data := self.read(path):
            self.inputs.setdefault(hashlib.sha1(data).hexdigest(), []).append(path)
        else:
            self.empty.append(path)

    def read(self, path):
        """What of a file engines read: the rest of a longer one means nothing."""
        with path.open("rb") as file:
            return file.read(MAX_LEN)

    def copy(self, names, folder):
        """Write the inputs @names, under these names, to the new folder @folder."""
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).write_bytes(self.read(self.inputs[name][0]))

    def files(self):
        return [*self.empty, *(path for paths in self.inputs.values() for path in paths)]


def size(paths):
    return sum(path.stat().st_size for path in paths)


def fetch_program(arguments, engine, work):
    """Copy the program of @engine to where it expects it: so builds that go on beside it change nothing."""
    program = arguments.program or target_path(build(engine.preset, arguments.linux, arguments.bits32), arguments.target)
    shutil.copy(program, work / "program")


def union(reached):
    return set().union(*reached.values())


def choose(arguments, corpus, work):
    """Return (the inputs to keep, those that diverge), and say what they reach. Nothing is lost, or it is a failure."""
    engine = ENGINES[arguments.engine]()
    fetch_program(arguments, engine, work)
    print("what %s reach, by %s:" % (count(len(corpus.inputs), "input"), arguments.engine), flush=True)
    corpus.copy(corpus.inputs, work / "all" / "inputs")
    reached, chosen = engine.choose(work / "all")
    if not chosen:
        raise Failure("no input runs to its end; nothing is changed")
    print("what the %d of them that were chosen reach:" % len(chosen), flush=True)
    corpus.copy(chosen, work / "some" / "inputs")
    before, after = union(reached), union(engine.measure(work / "some"))
    if before - after:
        raise Failure("the inputs that were chosen reach %d %s, all together %d; nothing is changed" % (
            len(after & before), engine.counts, len(before)))
    print("%s: %d before, %d after" % (engine.counts, len(before), len(after)))
    return chosen, corpus.inputs.keys() - reached.keys()


def write_output(corpus, kept, output):
    """Make the folder @output of the files @kept, all at once."""
    with unfinished(output) as folder:
        for path in kept:
            copy = folder / path.relative_to(corpus.folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)


def set_aside(path, name, crashes):
    """Move what diverges to where crashes are."""
    crashes.mkdir(parents=True, exist_ok=True)
    unfinished = crashes / (".%s" % name)
    shutil.copy2(path, unfinished)
    unfinished.rename(crashes / ("crash-" + name))


def remove_others(corpus, kept):
    """Leave of all inputs the files @kept. An engine that works in the folder at the same time may have replaced some."""
    gone = [path for path in kept if not path.exists()]
    if gone:
        raise Failure("%s has gone meanwhile; nothing is removed. Try again when nobody works in %s" % (
            for_people(gone[0]), for_people(corpus.folder)))
    for path in corpus.files():
        if path not in kept:
            path.unlink(missing_ok=True)


def finish(arguments, corpus, chosen, diverging):
    """Put the result where it is wanted. Return where to look for the inputs that diverge."""
    kept = {corpus.inputs[name][0] for name in chosen}
    before = corpus.files()
    print("%s: %s, %d bytes before; %s, %d bytes after" % (
        for_people(arguments.output or corpus.folder), count(len(before), "input"), size(before),
        count(len(kept), "input"), size(kept)), flush=True)
    if arguments.output:
        write_output(corpus, [*kept, *corpus.others], arguments.output)
        return [corpus.inputs[name][0] for name in sorted(diverging)]
    for name in sorted(diverging):
        set_aside(corpus.inputs[name][0], name, arguments.crashes)
    remove_others(corpus, kept)
    return [arguments.crashes / ("crash-" + name) for name in sorted(diverging)]


def check_folders(arguments):
    """Return the folder to minimise; refuse what would do harm."""
    folder = pathlib.Path(os.path.abspath(arguments.folder or arguments.corpus))
    if not folder.is_dir():
        raise Failure("there is no folder %s" % for_people(folder))
    if arguments.output:
        arguments.output = pathlib.Path(os.path.abspath(arguments.output))
        check_new(arguments.output, "name a new folder with -o")
    elif any(folder.rglob(".state")):
        raise Failure("%s belongs to AFL++, which numbers its files; name a new folder with -o" % for_people(folder))
    return folder


def minimise(arguments):
    corpus = Corpus(check_folders(arguments))
    if not corpus.inputs:
        raise Failure("there is no input in %s" % for_people(corpus.folder))
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        chosen, diverging = choose(arguments, corpus, pathlib.Path(name))
    places = finish(arguments, corpus, chosen, diverging)
    if not places:
        return EXIT_CLEAN
    for path in places:
        print("diverges, crashes or hangs: %s" % for_people(path))
    triage = [script("triage"), *linux_words(arguments.linux), "--target", arguments.target,
              *(places if arguments.output else [arguments.crashes])]
    print("look at them: " + shell_line(triage))
    return EXIT_DIVERGENCE
