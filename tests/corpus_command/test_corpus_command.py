#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: test_corpus_command.py MAPLEFUZZ: what scripts/corpus does to folders of inputs."""

import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
# pylint: disable=wrong-import-position
from language import NEWEST_GENERATION  # noqa: E402

LETTERS = pathlib.Path(__file__).with_name("fuzz_letters.c")
COMPILERS = {"libfuzzer": "clang-19", "afl": "afl-clang-fast"}

TEXT = b"# a comment\nstore t0 [5] v1\ndup t0 t1\n"


def sha1(data):
    return hashlib.sha1(data).hexdigest()


def contents(folder):
    """The files below @folder, hidden ones as well."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class Corpus(unittest.TestCase):
    """Each test has a folder of its own, with MAPLEFUZZ_OUT in it."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.out = self.folder / "out"
        self.corpus = self.out / "corpus" / "dup"
        # With a blank in it, of which afl-cmin must not hear.
        (self.folder / "for temporary files").mkdir()
        self.environment = dict(os.environ, MAPLEFUZZ_OUT=str(self.out), TMPDIR=str(self.folder / "for temporary files"),
                                FICKLE=str(self.folder / "fickle"))

    def command(self, *words):
        return [str(word) for word in (ROOT / "scripts" / "corpus", *words)]

    def run_corpus(self, code, *words):
        """Run scripts/corpus, which is to end with exit code @code. Return what it prints."""
        done = subprocess.run(self.command(*words), env=self.environment, cwd=self.folder, capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, code, "%s\n%s%s" % (words, done.stdout, done.stderr))
        if code == 2:
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertEqual(os.listdir(self.folder / "for temporary files"), [])
        return done.stdout + done.stderr


class Stats(Corpus):
    """Figures of programs of which they are known."""

    def setUp(self):
        super().setUp()
        write(self.corpus, {
            "fill.txt": b"trees rcu\nfill t0 [0x10, 0x1f] v1 stride 2 count 100\n",
            "dup.txt": TEXT,
            # An index at the edge of a leaf, and a header of the newest generation.
            "structural": bytes([NEWEST_GENERATION, 0, 0, 0, 1, 0, 9 | 1 << 4, 7]) + bytes(20),
            "zeros": bytes(100),
            "zeros again": bytes(100),
        })

    def test_json(self):
        stats = json.loads(self.run_corpus(0, "stats", "--json", "--tool", self.tool))
        self.assertEqual({key: stats[key] for key in ("files", "bytes", "duplicates", "structural", "not_canonical")},
                         {"files": 5, "bytes": 28 + 52 + 28 + 200, "duplicates": 1, "structural": 1, "not_canonical": 2})
        self.assertEqual(stats["instructions"], {"median": 2, "largest": 4})
        generations = {generation: files for generation, files in stats["generations"].items() if files}
        self.assertEqual(generations, {"0": 2, str(NEWEST_GENERATION): 3})
        self.assertEqual(stats["attributes"], {"alloc": 0, "rcu": 1, "extern": 0, "plain": 4})
        self.assertEqual((stats["largest_height"], stats["heights"]), (2, {"1": 3, "2": 1}))
        used = {name: (use["calls"], use["files"]) for name, use in stats["operations"].items() if use["calls"]}
        self.assertEqual(used, {"fill": (1, 1), "store": (2, 2), "dup": (1, 1), "init": (8, 2)})
        self.assertEqual((stats["divergences"], stats["not_run"]), ([], 0))

    def test_table(self):
        self.assertIn("files         5, 308 bytes; 1 duplicates, 1 structural, 2 not canonical\n",
                      self.run_corpus(0, "stats", "--tool", self.tool, self.corpus))

    def test_wrong_use(self):
        self.assertIn("no such file", self.run_corpus(2, "stats", "--tool", self.tool, "missing"))
        self.assertIn("there is no target 'nope'", self.run_corpus(2, "stats", "--target", "nope"))


class Import(Corpus):
    """Inputs of all kinds that there are."""

    def setUp(self):
        super().setUp()
        self.sources = self.folder / "sources"
        find = b"a find of libFuzzer's"
        write(self.sources, {
            "afl/main/queue/id:000000,time:0,execs:0,orig:seed": b"first",
            "afl/main/queue/id:000001,src:000000,time:7,execs:9,op:havoc,rep:2,+cov": b"second",
            "afl/main/queue/.state/deterministic_done/id:000000": b"",
            "afl/main/fuzzer_stats": b"start_time : 1\n",
            "afl/main/crashes/id:000000,sig:06": b"a find of AFL++'s",
            "afl/main/crashes/README.txt": b"Command line used to find this crash:\n",
            "afl/main/hangs/id:000000": b"a hang",
            "libfuzzer/" + sha1(b"third"): b"third",
            "libfuzzer/" + sha1(b"first"): b"first",
            "libfuzzer/crash-" + sha1(find): find,
            "single/text.txt": TEXT,
            "single/no-program.txt": b"store strangely\n",
            "single/fuzzer.log": b"a log is something that people read\n",
            "single/empty": b"",
            "single/large": bytes(4097),
            "single/largest": bytes(4096),
            "single/inputs.tar.gz": b"\x1f\x8b\x08",
            "single/broken.zip": b"PK",
        })
        with zipfile.ZipFile(self.sources / "single" / "dup_seed_corpus.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in {"flat": b"fourth", "below/second": b"second", "large": bytes(1 << 22),
                               "text.txt": b"store t0 [7] v1\n"}.items():
                archive.writestr(name, data)
        write(self.corpus, {"its own name": b"third"})

    def import_all(self):
        return self.run_corpus(0, "import", "--tool", self.tool, *sorted(self.sources.iterdir()))

    def test_import(self):
        said = self.import_all()
        self.assertIn("out/corpus/dup: 6 new inputs of 16, 3 duplicates, 7 not usable\n", said)
        self.assertIn("not usable, larger than 4096 bytes: sources/single/dup_seed_corpus.zip/large and 1 more\n", said)
        self.assertIn("not usable, a text that is no program: sources/single/fuzzer.log and 1 more\n", said)
        for reason in ("another archive", "no whole archive", "empty"):
            self.assertEqual(said.count("not usable, " + reason), 1, said)
        self.assertIn("3 crashes and hangs are not imported; look at them:\n%s/scripts/triage --target dup " % ROOT +
                      "sources/afl/main/crashes sources/afl/main/hangs sources/libfuzzer\n", said)
        found = contents(self.corpus)
        self.assertEqual(found.pop("its own name"), b"third")
        texts = [found.pop(sha1(data)) for data in list(found.values()) if data[0] == NEWEST_GENERATION]
        self.assertEqual(sorted(map(len, texts)), [28, 52])
        self.assertEqual(found, {sha1(data): data for data in (b"first", b"second", b"fourth", bytes(4096))})
        self.assertEqual(os.listdir(self.corpus.parent), ["dup"])

    def test_again(self):
        self.import_all()
        before = contents(self.corpus)
        self.assertIn(": 0 new inputs of 16, 9 duplicates, 7 not usable\n", self.import_all())
        self.assertEqual(contents(self.corpus), before)

    def test_wrong_use(self):
        (self.folder / "nothing").mkdir()
        self.assertIn("no input in nothing", self.run_corpus(2, "import", "nothing"))
        self.assertIn("missing: there is no such file", self.run_corpus(2, "import", "missing"))
        self.assertIn("the following arguments are required", self.run_corpus(2, "import"))


class Minimise:
    """What holds for both engines."""

    INPUTS = {"a": b"a", "b": b"b", "twice": b"b", "abc": b"abc", "acb": b"acb", "below/caaab": b"caaab", "a!": b"a!",
              "nothing": b"", "with a blank, and 'more'": b"bb", "long": b"ab" + 5000 * b" "}
    OTHERS = {"text.txt": b"abc", "regressions/text.txt": b"no program", "README": b"abc", ".hidden": b"abc"}

    def setUp(self):
        super().setUp()
        write(self.corpus, self.INPUTS | self.OTHERS)

    def minimise(self, code, *words):
        return self.run_corpus(code, "minimise", "--engine", self.engine, "--program", self.program, *words)

    def check_kept(self, folder):
        kept = contents(folder)
        for name, data in self.OTHERS.items():
            self.assertEqual(kept.pop(name), data)
        self.assertLessEqual(kept.items(), self.INPUTS.items())
        self.assertLess(len(kept), 6)
        self.assertLessEqual(set(b"abc"), set(b"".join(kept.values())))
        self.assertNotIn(b"!", b"".join(kept.values()))

    def check_features(self, said):
        before, after = re.search(r"^\w+: (\d+) before, (\d+) after$", said, re.MULTILINE).groups()
        self.assertEqual(before, after)
        self.assertGreaterEqual(int(before), 4)

    def test_in_place(self):
        said = self.minimise(1)
        self.check_features(said)
        self.check_kept(self.corpus)
        self.assertIn("%s/scripts/triage --target dup out/crashes/dup\n" % ROOT, said)
        self.assertEqual(contents(self.out / "crashes" / "dup"), {"crash-" + sha1(b"a!"): b"a!"})
        before = contents(self.corpus)
        self.minimise(0)
        self.assertLessEqual(contents(self.corpus).items(), before.items())
        self.check_kept(self.corpus)

    def test_output(self):
        said = self.minimise(1, self.corpus, "-o", "some/output")
        self.check_features(said)
        self.check_kept(self.folder / "some" / "output")
        self.assertEqual(contents(self.corpus), self.INPUTS | self.OTHERS)
        self.assertIn("%s/scripts/triage --target dup 'out/corpus/dup/a!'\n" % ROOT, said)
        self.assertEqual(os.listdir(self.folder / "some"), ["output"])
        self.assertIn("is there already", self.minimise(2, "-o", "some/output"))


class MinimiseByLibFuzzer(Minimise, Corpus):
    """Beside what holds for both: what goes wrong on the way."""

    engine = "libfuzzer"

    def test_fickle(self):
        """A program that is not the same twice must not cost anything."""
        write(self.corpus, {"fickle": b"f"})
        said = self.minimise(2)
        self.assertRegex(said, r"chosen reach \d+ features, all together \d+; nothing is changed")
        self.assertEqual(contents(self.corpus), self.INPUTS | self.OTHERS | {"fickle": b"f"})

    def test_killed(self):
        """Killed at any line of its output, it leaves a corpus that reaches everything."""
        for line in range(4):
            words = ["minimise", "--engine", self.engine, "--program", self.program]
            with subprocess.Popen(self.command(*words), env=self.environment, stdout=subprocess.PIPE) as process:
                for _ in range(line):
                    process.stdout.readline()
                process.kill()
            left = contents(self.corpus)
            self.assertLessEqual(self.OTHERS.items(), left.items())
            self.assertLessEqual(set(b"abc"), set(b"".join(left[name] for name in left.keys() & self.INPUTS.keys())))
            if line < 3:
                self.assertEqual(left, self.INPUTS | self.OTHERS)
            shutil.rmtree(self.folder / "for temporary files")
            (self.folder / "for temporary files").mkdir()

    def test_import_and_minimise(self):
        queue = {"id:000000": b"c", "id:000001": b"ccc", "id:000002": b"c!", "id:000003": b"cc"}
        write(self.folder / "queue", queue)
        said = self.run_corpus(1, "import", "--minimise", "--program", self.program, "queue")
        self.assertIn("out/corpus/dup: 4 new inputs of 4, 0 duplicates, 0 not usable\n", said)
        self.check_features(said)
        self.assertEqual(set(contents(self.out / "crashes" / "dup")), {"crash-" + sha1(b"a!"), "crash-" + sha1(b"c!")})
        self.assertNotIn("nothing", contents(self.corpus))
        self.assertEqual(contents(self.folder / "queue"), queue)

    def test_wrong_use(self):
        for folder, complaint in (("missing", "there is no folder missing"), ("empty", "there is no input in empty"),
                                  ("afl", "belongs to AFL++")):
            if folder != "missing":
                (self.folder / folder).mkdir()
            if folder == "afl":
                write(self.folder / folder, {"queue/id:000000": b"a", "queue/.state/x": b""})
            self.assertIn(complaint, self.minimise(2, folder))
        self.assertIn("is not built for libFuzzer", self.run_corpus(2, "minimise", "--program", "/bin/true"))
        self.assertIn("there is no such program", self.run_corpus(2, "minimise", "--program", "nope"))
        self.assertIn("invalid choice: 'nope'", self.run_corpus(2, "nope"))


@unittest.skipUnless(shutil.which("afl-cmin"), "afl-cmin is not installed: scripts/setup afl++")
class MinimiseByAfl(Minimise, Corpus):
    """afl-cmin."""

    engine = "afl"


def build_letters(folder):
    for case in (MinimiseByLibFuzzer, MinimiseByAfl):
        compiler = COMPILERS[case.engine]
        case.program = folder / case.engine
        if shutil.which(compiler):
            subprocess.run([compiler, "-fsanitize=fuzzer", LETTERS, "-o", case.program], check=True, capture_output=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    Corpus.tool = pathlib.Path(sys.argv.pop(1)).resolve()
    with contextlib.ExitStack() as stack:
        build_letters(pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory())))
        unittest.main(verbosity=2)


if __name__ == "__main__":
    main()
