#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: bad_inputs.py MAPLEFUZZ|--scripts

Gives every verb of maplefuzz, or every script, what it can't use: bad options, numbers, names, files,
folders and texts. Each time the exit code must be 2, there must be one line on stderr that names what is wrong and nothing on
stdout, and nothing may be written or changed.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import typing

ROOT = pathlib.Path(__file__).resolve().parent.parent

# How many there are at least, for verbs and for scripts.
LEAST, LEAST_FOR_SCRIPTS = 400, 200

# Seconds that a command may take to see what is wrong. Some build first.
PATIENCE = 600


class Case(typing.NamedTuple):
    """A command, and a word that its complaint must have in it."""
    words: list
    names: str
    out: str = "out"  # MAPLEFUZZ_OUT


# ---- What is there ----------------------------------------------------------

GOOD = b"trees alloc\nstore t0 [5] v1\n"

# Texts that are no programs: the file's name, what is in it, what is said of it.
TEXTS = {
    "operation.txt": (b"frobnicate t0\n", ":1:1: unknown operation 'frobnicate'"),
    "empty-word.txt": (b"store t0 [5] v1\n\n  $\n", ":3:3: unknown operation '$'"),
    "control.txt": (b"store\x1b[31m t0 [5] v1\n", ":1:6: "),
    "nul.txt": (b"store t0 [5] v1\0\n", "\\x00"),
    "latin1.txt": (b"store t0 [5] v1 \xe9\n", "\\xe9"),
    "mark.txt": (b"\xef\xbb\xbfstore t0 [5] v1\n", "byte-order mark"),
    "utf16.txt": (b"\xff\xfes\0t\0o\0", "byte-order mark"),
    "tree.txt": (b"store t8 [5] v1\n", ":1:7: 't8'"),
    "range.txt": (b"store_range t0 [1, 9 v1\n", ":1:22: 'v1'"),
    "large.txt": (b"load t0 [18446744073709551616]\n", "number too large"),
    "negative.txt": (b"load t0 [-1]\n", "'-'"),
    "fraction.txt": (b"load t0 [1.5]\n", "'.'"),
    "distance.txt": (b"load t0 [ULONG_MAX-]\n", "subtracted"),
    "entry.txt": (b"store t0 [5] v192\n", "entry out of range"),
    "count-0.txt": (b"fill t0 [0, 9] v0 stride 1 count 0\n", "count out of range"),
    "count-1025.txt": (b"fill t0 [0, 9] v0 stride 1 count 1025\n", "count out of range"),
    "count-3166.txt": (b"fill t0 [0, 9] v0 stride 1 count 3166\n", "count out of range"),
    "count-65537.txt": (b"fail_alloc count 65537\n", "count out of range"),
    "count-5000.txt": (b"fail_alloc count 5000\n", "count out of range"),
    "carve.txt": (b"carve t0 [0, 9] stride 1 count 2000\n", "count out of range"),
    "stride.txt": (b"fill t0 [0, 9] v0 stride 65536 count 1\n", "stride out of range"),
    "at.txt": (b"overtake t0 [1] v1 at 256\n", "at out of range"),
    "superfluous.txt": (b"load t0 [1] [2]\n", "superfluous operand '['"),
    "missing.txt": (b"store t0 [5]\n", "missing operand"),
    "attribute.txt": (b"trees blue\n", "'blue'"),
    "trees-twice.txt": (b"trees plain\ntrees alloc\n", ":2:1: a second 'trees'"),
    "nowait-twice.txt": (b"nowait fail\nnowait fail\n", ":2:1: a second 'nowait'"),
    "late.txt": (b"store t0 [5] v1\ntrees rcu\n", ":2:1: 'trees' after a call"),
    "itself.txt": (b"dup t0 t0\n", "duplicated into itself"),
    "calls.txt": (b"destroy t0\n" * 1100, "too many calls"),
    "long.txt": (b"#" * ((1 << 20) + 1), "too long"),
}


def make_place(folder):
    """The files and folders that the cases are about."""
    for name, (data, _) in TEXTS.items():
        (folder / name).write_bytes(data)
    (folder / "good.txt").write_bytes(GOOD)
    (folder / "processes.txt").write_text("proc_exec p0\n")
    (folder / "link.txt").symlink_to("good.txt")
    (folder / "no.zip").write_bytes(b"x\n")
    (folder / "file").write_bytes(b"x\n")
    for name in ("empty", "precious", "some"):
        (folder / name).mkdir()
    (folder / "precious/thesis.txt").write_bytes(b"x\n")
    (folder / "some/input").write_bytes(bytes(28))
    # The maple tree of a Linux tree without the rest.
    (folder / "half-linux/lib").mkdir(parents=True)
    (folder / "half-linux/lib/maple_tree.c").write_bytes(b"x\n")


# ---- maplefuzz ----------------------------------------------------------------

SINGLE = ("min", "emit", "dot")
MANY = ("replay", "stats", "show", "asm")
RUNNING = ("replay", "random", "exhaust", "stats", "min", "emit", "dot")
# Not numbers, or none that fit.
NUMBERS = ("", "x", "-1", "1.5", "nan", "inf", "0x", "5s", "99999999999999999999")
NUMERIC = [*((verb, "--timeout") for verb in RUNNING), ("random", "--runs"), ("random", "--instructions"), ("exhaust", "--jobs"), ("dot", "--at")]


def command(verb, *words, file="good.txt"):
    """The words of a verb that would be good without the others among them."""
    files = [] if verb in ("random", "exhaust") else [file]
    return [verb, *words, *files, *(["-o", "new"] if verb == "asm" else [])]


def option_cases(verbs):
    for verb in verbs:
        yield Case(command(verb, "--nope"), "'--nope'")
        yield Case(command(verb, "--nope=5"), "'--nope=5'")
        yield Case(command(verb, "-y"), "'-y'")
        yield Case(command(verb, "--x\x1b[31m\n"), r"'--x\x1b[31m\x0a'")
        yield Case(command(verb, "--help=5"), "--help takes no argument")
    for verb in (*RUNNING, "show"):
        yield Case(command(verb, "--target", "nope"), "'nope'")
        yield Case(command(verb, "--target="), "''")
        yield Case([verb, "--target"], "--target wants an argument")
        yield Case(command(verb, "--strict=nope"), "'nope'")
    for verb in RUNNING:
        yield Case(command(verb, "--without", "shape,nope"), "'nope'")
        yield Case(command(verb, "--without="), "''")
    for verb, option in NUMERIC:
        for number in NUMBERS:
            yield Case(command(verb, "%s=%s" % (option, number)), "%s wants a number" % option)
    yield Case(command("dot", "--at", "0"), "'0'")
    yield Case(command("dot", "--at", "2"), "no call 2")
    yield Case(command("replay", "--light=yes"), "--light")
    yield Case(command("emit", "--check", "--subject", "empty"), "good.txt")


def file_cases():
    for verb in (*SINGLE, *MANY):
        for name, (_, complaint) in TEXTS.items():
            yield Case(command(verb, file=name), complaint)
        yield Case(command(verb, file="missing"), "missing: No such file")
        yield Case(command(verb, file=""), "'': No such file")
        yield Case(command(verb, file="no\nsuch\xff"), r"no\x0asuch")
        yield Case(command(verb, file="good.txt/x"), "good.txt/x: Not a directory")
        yield Case(command(verb, file="empty"), "empty: ")
        yield Case([verb], "see maplefuzz %s --help" % verb)
    for verb in SINGLE:
        yield Case(command(verb, "good.txt"), "see maplefuzz %s --help" % verb)
    for verb in (*SINGLE, "show", "asm"):
        yield Case(command(verb, file="some"), "some: Is a directory")
    yield Case(command("asm", "good.txt"), "new: no folder")
    yield Case(["asm", "good.txt", "./good.txt", "-o", "empty"], "two of the texts would be empty/good")
    yield Case(["min", "good.txt"], "does not reproduce")
    yield Case(["emit", "processes.txt"], "a program of processes")
    yield Case(["emit", "--interpreter", "nowhere.txt"], "nowhere.txt: No such file")
    yield Case(["emit", "--interpreter", "/dev/null"], "/dev/null: it names no kinds")
    yield Case(["random", "good.txt"], "'good.txt'")
    yield Case(["exhaust", "good.txt"], "'good.txt'")
    yield Case(["exhaust", "--scope", "nope"], "'nope'")
    yield Case(["exhaust", "--sweeps", "one,nope"], "'nope'")
    yield Case(["exhaust", "--state", "good.txt"], "good.txt: it is of another run")
    yield Case(["exhaust", "--state", "some"], "some: Is a directory")
    yield Case(["exhaust", "--state", "missing/x"], "missing/x: No such file")
    yield Case(["random", "--corpus", "missing"], "missing")
    yield Case(["random", "--corpus", "empty"], "empty")
    yield Case(["random", "--corpus", "tree.txt"], "'t8'")
    yield Case(["random", "--corpus", "good.txt", "--save", "good.txt"], "would replace the input")


def output_cases():
    places = {"": "is empty", "empty": "Is a directory", "missing/x": "missing/x: No such file", "good.txt/x": "Not a directory"}
    for place, complaint in places.items():
        if place != "empty":
            yield Case(["asm", "good.txt", "-o", place], complaint)
        yield Case(["min", "good.txt", "-o", place], complaint)
        yield Case(["random", "--runs", "1", "--save", place], complaint)
        yield Case(["exhaust", "--scope", "tiny", "--save", place], complaint)
    for place in ("good.txt", "link.txt", "./good.txt"):
        yield Case(["asm", "good.txt", "-o", place], "would replace the input")
        yield Case(["min", "good.txt", "-o", place], "would replace the input")
    yield Case(["random", "--save", "-"], "--save")
    yield Case(["exhaust", "--save", "-"], "--save")
    yield Case(["asm", "good.txt"], "-o FILE")


def word_cases():
    yield Case([], "a verb is missing")
    for word in ("nope", "", "--nope", "-v", "Show", "x\x1b"):
        yield Case([word], "there is no verb")
    yield Case(["help", "nope"], "'nope'")
    yield Case(["help", "min", "dot"], "help wants one verb")
    for word in ("--version", "--help", "--subject", "--identity"):
        yield Case([word, "more"], "'more'")


def verb_cases(maplefuzz):
    printed = subprocess.run([maplefuzz, "--help"], stdout=subprocess.PIPE, text=True, check=True).stdout
    verbs = re.findall(r"^  (\w+)", printed.partition("Verbs:")[2].partition("Targets:")[0], re.MULTILINE)
    untried = set(verbs) - {*SINGLE, *MANY, "random", "exhaust"}
    if untried:
        sys.exit("bad_inputs: these verbs are not tried: %s" % ", ".join(sorted(untried)))
    for case in (*word_cases(), *option_cases(verbs), *file_cases(), *output_cases()):
        yield case._replace(words=[maplefuzz, *case.words])


# ---- scripts ------------------------------------------------------------------

CAMPAIGN_VERBS = ("start", "status", "stop", "resume", "report", "merge")
CORPUS_VERBS = ("minimise", "stats", "import", "seeds")
WHOLE = ("", "x", "1.5", "nan", "99999999999999999999")
# Options with numbers; of each, what is below the least.
COUNTS = [("fuzz", "--jobs", "0"), ("fuzz", "--jobs", "100000"), ("fuzz", "--time", "-1"), ("triage some", "--jobs", "0"), ("exhaust", "--jobs", "0"),
          ("triage some", "--timeout", "0"), ("triage some", "--timeout", "1000001"), ("kernel-tests", "--timeout", "0"),
          ("kernel-tests", "--timeout", "1000001"),
          ("soak", "--threads", "0"), ("soak", "--threads", "65"), ("soak", "--time", "0"), ("soak", "--hang", "0"), ("soak", "--seed", "0"),
          ("bench", "--cpu", "100000"), ("campaign start c", "--jobs", "0"), ("campaign start c", "--disk-floor", "-1")]
FRACTIONS = [("campaign start c", "--hours", "-1"), ("campaign status c", "--watch", "0")]


def script_option_cases(scripts):
    for script in scripts:
        yield Case([script, *{"campaign": ["status", "c"], "corpus": ["stats"], "triage": ["some"]}.get(script, []), "--nope"],
                   "--nope")
    for verb in CAMPAIGN_VERBS:
        yield Case(["campaign", verb], "DIR")
        yield Case(["campaign", verb, "c", *(["c", "-o", "new"] if verb == "merge" else []), "--nope"], "--nope")
    for verb in CORPUS_VERBS:
        yield Case(["corpus", verb, "some", "--nope"], "--nope")
        yield Case(["corpus", verb, "--target", "nope", "some"], "nope")
    for words, option, least in COUNTS:
        for number in (*WHOLE, least):
            yield Case([*words.split(), "%s=%s" % (option, number)], option)
    for words, option, least in FRACTIONS:
        for number in ("", "x", "nan", "inf", "-inf", "1e99", least):
            yield Case([*words.split(), "%s=%s" % (option, number)], option)
    for words in ("fuzz nope", "triage --target nope some", "campaign start c --target nope"):
        yield Case(words.split(), "nope")
    for words in ("fuzz", "triage some", "exhaust"):
        yield Case([*words.split(), "--strict=nope"], "nope")
    for words in ("fuzz", "triage some", "campaign start c", "corpus minimise some", "corpus stats some", "corpus import some",
                  "coverage", "bench", "build dev", "replay good.txt", "exhaust", "soak", "kernel-tests", "in-kernel good.txt"):
        yield Case([*words.split(), "--linux", "/nonexistent"], "/nonexistent")
        yield Case([*words.split(), "--linux=empty"], "empty")
        yield Case([*words.split(), "--linux", "debian:x"], "debian:x")


def script_place_cases():
    yield Case(["bench", "nope"], "nope")
    yield Case(["bench", "--write", "--quick"], "--quick")
    yield Case(["coverage", "--html", "precious"], "thesis.txt")
    yield Case(["coverage", "--html", "."], ". has ")
    yield Case(["coverage", "--html", "file"], "file")
    yield Case(["coverage", "--html", "file/x"], "file")
    yield Case(["coverage", "missing"], "missing")
    for revision in ("nope", "", "--output=x"):
        yield Case(["coverage", "--diff=%s" % revision], "--diff")
    yield Case(["coverage", "--linux", "debian", "--diff", "HEAD"], "no git history")
    yield Case(["triage", "-o", "precious", "some"], "thesis.txt")
    yield Case(["triage", "-o", "file", "some"], "file")
    yield Case(["triage", "-o", "some", "some/input"], "input")
    yield Case(["triage", "missing"], "missing")
    yield Case(["triage", "empty"], "empty")
    yield Case(["triage"], "DIR|FILE")
    yield Case(["triage", "--tool", "missing", "some"], "missing")
    yield Case(["triage", "--tool", "empty", "some"], "empty")
    yield Case(["fuzz", "--corpus", "good.txt"], "good.txt")
    yield Case(["fuzz", "--corpus", "good.txt/x"], "good.txt")
    yield Case(["fuzz"], "file", out="file")
    yield Case(["exhaust"], "file", out="file")
    yield Case(["exhaust", "--scope", "nope"], "nope")
    yield Case(["exhaust", "--sweeps", "nope"], "nope")
    yield Case(["exhaust", "good.txt"], "good.txt")
    yield Case(["corpus", "import"], "DIR|FILE")
    yield Case(["corpus", "import", "missing"], "missing")
    yield Case(["corpus", "import", "empty"], "empty")
    yield Case(["corpus", "import", "no.zip"], "no.zip")
    yield Case(["corpus", "import", "--tool", "missing", "some"], "missing")
    yield Case(["corpus", "minimise", "missing"], "missing")
    yield Case(["corpus", "minimise", "empty"], "empty")
    yield Case(["corpus", "minimise", "some", "-o", "precious"], "precious")
    yield Case(["corpus", "minimise", "--engine", "nope", "some"], "nope")
    yield Case(["corpus", "minimise", "--program", "missing", "some"], "missing")
    yield Case(["corpus", "seeds", "missing"], "missing")
    yield Case(["corpus", "stats", "missing"], "missing")
    yield Case(["corpus", "stats", "empty"], "empty")
    yield Case(["campaign"], "VERB")
    yield Case(["campaign", "nope"], "nope")
    for name in ("../x", "/x", ".x", "-x", "a b", "a\n", "x" * 33):
        yield Case(["campaign", "start", "c", "--name=%s" % name], "--name")
    for place in ("precious", "file"):
        yield Case(["campaign", "start", place], place)
        yield Case(["campaign", "merge", "some", "some", "-o", place], "some")
    yield Case(["campaign", "start", "c", "--seeds", "missing"], "missing")
    for verb in ("status", "stop", "resume", "report"):
        for place in ("missing", "empty", "file"):
            yield Case(["campaign", verb, place], place)
    yield Case(["campaign", "status", "--watch", "night"], "night")
    yield Case(["build"], "preset")
    for preset in ("nope", "d.v", "base", "*", "dev nope", "x\x1b"):
        yield Case(["build", preset], "there is no preset")
    for words in ("build dev", "fuzz", "replay good.txt", "triage some", "coverage", "test", "exhaust"):
        yield Case([*words.split(), "--32"], "64-bit nodes only")
    yield Case(["build", "--linux", "debian", "--32", "afl"], "what afl needs")
    for words in ("campaign", "campaign start c --linux debian", "campaign resume c", "in-kernel --corpus", "kernel-tests --linux debian", "soak --linux debian"):
        yield Case([*words.split(), "--32"], "64 bits only; scripts/")
    yield Case(["build", "dev", "--linux"], "--linux")
    yield Case(["build", "--linux="], "--linux")
    yield Case(["replay", "missing"], "missing")
    yield Case(["replay"], "no file")
    yield Case(["replay", "--linux"], "--linux")
    yield Case(["replay", "--nope", "good.txt"], "--nope")
    yield Case(["replay", "tree.txt"], "'t8'")
    yield Case(["setup", "-x"], "-x")
    yield Case(["test", "--linux"], "--linux")
    yield Case(["soak", "--program", "missing"], "missing")
    yield Case(["style", "--root", "missing"], "missing")
    yield Case(["style", "--root", "empty"], "empty")
    yield Case(["style", "--base", "nope"], "nope")
    yield Case(["kernel-tests", "missing.c"], "missing.c")
    yield Case(["kernel-tests", "some"], "some")
    yield Case(["in-kernel"], "FILE")
    yield Case(["in-kernel", "missing"], "missing")
    yield Case(["in-kernel", "empty"], "empty")
    yield Case(["in-kernel", "--corpus", "good.txt"], "--corpus")
    yield Case(["in-kernel", "--corpus", "--target", "nope"], "nope")
    yield Case(["in-kernel", "--target", "dup", "good.txt"], "--target")
    yield Case(["in-kernel", "--timeout", "0", "good.txt"], "--timeout")
    yield Case(["in-kernel", "--spawn", "good.txt"], "--spawn")
    yield Case(["in-kernel", "--spawn", "--kasan"], "--spawn")
    yield Case(["in-kernel", "--spawn", "--against", "missing"], "missing")
    yield Case(["in-kernel", "--against", "debian", "good.txt"], "--against")
    yield Case(["in-kernel", "--linux", "half-linux", "good.txt"], "half-linux")
    yield Case(["in-kernel", "--soak", "0"], "--soak")
    yield Case(["in-kernel", "--soak", "1", "--read"], "--read")
    yield Case(["in-kernel", "--read", "--together", "2", "good.txt"], "--read")
    yield Case(["in-kernel", "--soak", "1", "--verbose"], "--verbose")
    yield Case(["in-kernel", "--soak", "1", "good.txt"], "--soak")
    yield Case(["in-kernel", "--soak", "1", "--seed", "0"], "--seed")
    yield Case(["in-kernel", "--seed", "1", "good.txt"], "--seed")
    yield Case(["in-kernel", "--strict", "good.txt"], "--strict")
    yield Case(["in-kernel", "--build", "missing", "good.txt"], "missing")
    yield Case(["in-kernel", "--build", "empty", "good.txt"], "empty")
    yield Case(["in-kernel", "--build", "empty", "--kasan", "good.txt"], "--kasan")
    yield Case(["oss-fuzz-check", "--engine", "nope"], "nope")
    yield Case(["oss-fuzz-check", "--sanitizer", "nope"], "nope")
    yield Case(["oss-fuzz-check", "--keep", "precious"], "precious")
    yield Case(["oss-fuzz-check", "--build-script", "missing"], "missing")


def script_cases():
    scripts = sorted(path.name for path in (ROOT / "scripts").iterdir() if path.is_file() and os.access(path, os.X_OK))
    for case in (*script_option_cases(scripts), *script_place_cases()):
        yield case._replace(words=[ROOT / "scripts" / case.words[0], *case.words[1:]])


# ---- Trying them ----------------------------------------------------------------


def snapshot(folder):
    """All that is below @folder."""
    return {path: path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def complaints(case, done, changed):
    """What is wrong with the answer to a case."""
    # What scripts do to answer, they say; that is no complaint.
    lines = [line for line in done.stderr.splitlines() if not line.startswith("+ ")]
    if done.returncode != 2:
        yield "exit code %d" % done.returncode
    if len(lines) != 1:
        yield "%d lines on stderr" % len(lines)
    if lines and case.names not in lines[0]:
        yield "nothing about %r" % case.names
    if any(not letter.isprintable() for line in lines for letter in line):
        yield "control characters"
    if "Traceback" in done.stderr or "[Errno" in done.stderr:
        yield "what only a programmer understands"
    if done.stdout:
        yield "something on stdout"
    if changed:
        yield "written: " + ", ".join(changed)


def attempt(case):
    """Try a case in a folder of its own. Return what is wrong, in lines."""
    with tempfile.TemporaryDirectory(prefix="maplefuzz-", ignore_cleanup_errors=True) as name:
        place = pathlib.Path(name) / "place"
        place.mkdir()
        make_place(place)
        before = snapshot(place)
        environment = {**os.environ, "MAPLEFUZZ_OUT": str(place / case.out), "TMPDIR": name, "LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(case.words, cwd=place, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                                  text=True, errors="surrogateescape", timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            return ["%s: it goes on" % list(map(str, case.words))]
        after = snapshot(place)
        changed = [str(path.relative_to(place)) for path in {*before, *after} if before.get(path, "") != after.get(path, "")]
        changed += [path.name for path in pathlib.Path(name).iterdir() if path != place]
    wrong = list(complaints(case, done, changed))
    return ["%s: %s\n%s%s" % (list(map(str, case.words)), "; ".join(wrong), done.stdout[:500], done.stderr[:2000])] if wrong else []


def main():
    scripts = sys.argv[1] == "--scripts"
    cases = list(script_cases() if scripts else verb_cases(pathlib.Path(sys.argv[1]).absolute()))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = [line for lines in pool.map(attempt, cases) for line in lines]
    for line in wrong:
        print(line, file=sys.stderr)
    print("%d bad inputs, %d of them not answered as they should be" % (len(cases), len(wrong)))
    least = LEAST_FOR_SCRIPTS if scripts else LEAST
    if len(cases) < least:
        sys.exit("bad_inputs: there should be %d" % least)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
