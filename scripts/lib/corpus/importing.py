# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes inputs of other runs and machines into out/corpus/TARGET."""

import collections
import hashlib
import os
import pathlib
import tempfile
import time

from common.build import build, tool_path
from common.command import EXIT_CLEAN, Failure
from common.engine import MAX_LEN
from common.folder import check_folder
from common.options import linux_words
from common.paths import script
from common.tool import Tool
from common.words import for_people, shell_line

from .engines import PROGRESS_SECONDS
from .sources import MAX_TEXT, Unusable, read_all, sort_out

ARCHIVES = (".gz", ".xz", ".bz2", ".zst", ".tar", ".tgz", ".7z")

# Of an engine that knows nothing of programs, shorter inputs than a header and a record may well be text by chance.
TEXT_SIZE = 28


def looks_like_text(name, data):
    """Is it a text program, or something else that people read? Bytes of a program never are for long."""
    if pathlib.PurePath(name).suffix == ".txt":
        return True
    return len(data) > TEXT_SIZE and data.isascii() and all(byte >= 32 or byte in b"\t\n\r" for byte in data)


class Assembler:
    """maplefuzz asm, which is built when it is first needed."""

    def __init__(self, arguments, work):
        self.arguments = arguments
        self.tool = Tool(arguments.tool) if arguments.tool else None
        self.work = work

    def assemble(self, text):
        """The bytes of a text program."""
        if not self.tool:
            self.tool = Tool(tool_path(build("fuzz", self.arguments.linux, self.arguments.bits32)))
        source, program = self.work / "text.txt", self.work / "program"
        source.write_bytes(text)
        try:
            self.tool.assemble(source, program)
        except Failure as failure:
            raise Unusable("a text that is no program") from failure
        return program.read_bytes()


class Import:
    """The import into @corpus: what is there, and what came of all that was read."""

    def __init__(self, corpus, work, assembler):
        self.corpus = corpus
        self.work = work
        self.assembler = assembler
        self.known = {hashlib.sha1(path.read_bytes()).hexdigest() for path in corpus.rglob("*") if path.is_file()}
        self.new = 0
        self.duplicates = 0
        self.unusable = collections.defaultdict(list)

    def program(self, name, data):
        """The bytes of the program that @data, read from @name, is."""
        if pathlib.PurePath(name).suffix in ARCHIVES:
            raise Unusable("another archive than .zip: unpack it")
        if len(data) <= MAX_TEXT and looks_like_text(name, data):
            data = self.assembler.assemble(data)
        if len(data) > MAX_LEN:
            raise Unusable("larger than %d bytes" % MAX_LEN)
        if not data:
            raise Unusable("empty")
        return data

    def add(self, name, data):
        try:
            if isinstance(data, Unusable):
                raise data
            self.save(self.program(name, data))
        except Unusable as reason:
            self.unusable[str(reason)].append(name)

    def save(self, data):
        """An engine may be reading the corpus: files appear there whole."""
        sha1 = hashlib.sha1(data).hexdigest()
        if sha1 in self.known:
            self.duplicates += 1
            return
        self.known.add(sha1)
        self.corpus.mkdir(parents=True, exist_ok=True)
        whole = self.corpus.parent / (".import-%s-%d" % (sha1, os.getpid()))
        try:
            whole.write_bytes(data)
            whole.rename(self.corpus / sha1)
        finally:
            whole.unlink(missing_ok=True)
        self.new += 1

    def total(self):
        return self.new + self.duplicates + sum(map(len, self.unusable.values()))

    def report(self):
        print("%s: %d new inputs of %d, %d duplicates, %d not usable" % (
            for_people(self.corpus), self.new, self.total(), self.duplicates, sum(map(len, self.unusable.values()))))
        for reason, names in sorted(self.unusable.items()):
            more = " and %d more" % (len(names) - 1) if len(names) > 1 else ""
            print("not usable, %s: %s%s" % (reason, for_people(names[0]), more))


def add_all(run, files):
    spoken = time.monotonic()
    for number, path in enumerate(files, 1):
        for name, data in read_all(path):
            run.add(name, data)
        if time.monotonic() - spoken > PROGRESS_SECONDS:
            spoken = time.monotonic()
            print("%d of %d files, %d new inputs" % (number, len(files), run.new), flush=True)


def report_finds(arguments, finds):
    if not finds:
        return
    print("%d crashes and hangs are not imported; look at them:" % len(finds))
    folders = dict.fromkeys(path.parent for path in finds)
    print(shell_line([script("triage"), *linux_words(arguments.linux), "--target", arguments.target, *folders]))


def import_inputs(arguments):
    files, finds = [], []
    for source in arguments.sources:
        inputs, crashes = sort_out(source)
        files.extend(inputs)
        finds.extend(crashes)
    if not files and not finds:
        raise Failure("no input in %s" % " ".join(for_people(source) for source in arguments.sources))
    check_folder(arguments.corpus)
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        work = pathlib.Path(name)
        run = Import(arguments.corpus, work, Assembler(arguments, work))
        add_all(run, files)
    if files and not finds and not run.new + run.duplicates:
        raise Failure("nothing in %s is an input: %s" % (
            ", ".join(map(for_people, arguments.sources)), "; ".join(sorted(run.unusable))))
    run.report()
    report_finds(arguments, finds)
    return EXIT_CLEAN
