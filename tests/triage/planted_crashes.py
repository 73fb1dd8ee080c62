# SPDX-License-Identifier: GPL-2.0-or-later
"""A maplefuzz with a planted bug, and folders of crash files as the engines leave them."""

import hashlib
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "planted"))
import check_planted as planted  # noqa: E402  # pylint: disable=wrong-import-position

# A tree whose height does not go down with it: its own debug checks see that, whichever call it was.
BUG = "height-not-lowered"
PROGRAMS = {
    "mas_store": "store t3 [7] v4\nerase t3 [7]\nfill t0 [1] v1 stride 1 count 15\nload t3 [7]\nmas_store t0 [0, 0xb] v2\n",
    "mas_store again": "fill t0 [1] v1 stride 1 count 15\nload t0 [1]\nmas_store t0 [0, 0xb] v2\n",
    "store_range": "store t3 [7] v4\nfill t0 [1] v1 stride 1 count 15\nload t3 [7]\nstore_range t0 [0, 0xb] v2\n",
    "store_null": "fill t0 [1] v1 stride 1 count 15\nstore_null t0 [0, 0xb]\n",
    "good": "store t0 [5] v1\ndup t0 t1\n",
    "good too": "store t0 [6] v1\n",
}

# Its first replay of the program "store_null" sees nothing, and that of "store_range" can't be made smaller.
WRAPPER = """#!/bin/sh
case "$1 $*" in
"replay "*%(store_null)s*) mkdir '%(folder)s/first' 2>/dev/null && exec '%(tool)s' "$@" --without validate ;;
"min "*%(store_range)s*) echo 'maplefuzz: not today' >&2; exit 2 ;;
esac
exec '%(tool)s' "$@"
"""


class Crashes:
    """What there is to triage. @bytes: each program of PROGRAMS, @names: the files that have it."""

    def __init__(self, folder):
        self.folder = folder
        self.bytes = {}
        self.names = {}

    def sha1(self, program):
        return hashlib.sha1(self.bytes[program]).hexdigest()

    def add(self, program, name):
        """Leave a program as the file @name; {sha1} in that is what libFuzzer has there."""
        path = self.folder / name.format(sha1=self.sha1(program))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.bytes[program])
        self.names.setdefault(program, []).append(path)


def build_tool(folder, build):
    """A maplefuzz that has the bug."""
    place = folder / "tool"
    place.mkdir()
    return planted.build_subject(planted.Build(build.resolve()), BUG, place)


def assemble(tool, text, path):
    path.write_text(text, encoding="utf-8")
    subprocess.run([tool, "asm", path, "-o", path.with_suffix("")], check=True)
    return path.with_suffix("").read_bytes()


def make_crashes(folder, tool):
    """Folders as of a campaign: AFL++ and libFuzzer, with what is no crash beside what is."""
    crashes = Crashes(folder / "campaign")
    for program, text in PROGRAMS.items():
        crashes.bytes[program] = assemble(tool, text, folder / "program.txt")
    crashes.add("mas_store", "afl/crashes/id:000000,sig:06,src:000003,time:17,execs:99,op:havoc,rep:2")
    crashes.add("mas_store", "afl/crashes.2026-01-02-03:04:05/id:000000,sig:06,src:000003 <b>&\"quoted\"")
    crashes.add("mas_store", "libfuzzer/crashes/crash-{sha1}")
    crashes.add("mas_store again", "libfuzzer/crashes/crash-{sha1}")
    crashes.add("store_range", "libfuzzer/crash-{sha1}")
    crashes.add("store_null", "libfuzzer/crashes/timeout-{sha1}")
    crashes.add("good", "afl/hangs/id:000000,src:000001")
    crashes.add("good too", "libfuzzer/crashes/slow-unit-{sha1}")
    for name in ("afl/crashes/README.txt", "afl/fuzzer_stats", "afl/queue/id:000000,orig:seed", "libfuzzer/corpus/" + "0" * 40):
        path = crashes.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(crashes.bytes["store_range"] + b"none of these is a crash file")
    return crashes


def wrap(folder, tool, crashes):
    """A tool that does not always do the same."""
    wrapper = folder / "wrapper"
    wrapper.write_text(WRAPPER % {"folder": folder, "tool": tool, "store_null": crashes.sha1("store_null"),
                                  "store_range": crashes.sha1("store_range")}, encoding="utf-8")
    wrapper.chmod(0o755)
    return wrapper


def triage(*words):
    """Run scripts/triage."""
    return subprocess.run([ROOT / "scripts" / "triage", *map(str, words)], capture_output=True, text=True, check=False)
