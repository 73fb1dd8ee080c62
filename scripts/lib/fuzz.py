# SPDX-License-Identifier: GPL-2.0-or-later
"""Fuzzes a maple tree: builds, runs libFuzzer for a while, says what came of it."""

import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

from common import (EXIT_CLEAN, EXIT_DIVERGENCE, EXIT_INTERRUPTED, ROOT, Failure, Parser, add_linux_option, build,
                    for_people, linux_words, run_main, say)

SYMBOLIZER = "/usr/lib/llvm-19/bin/llvm-symbolizer"

ENGINE_FLAGS = [
    "-max_len=4096",  # 170 instructions: longer reproducers are read by nobody
    "-timeout=25",
    "-rss_limit_mb=2048",
    "-detect_leaks=0",  # the harness counts the nodes itself, and sooner
    "-reload=1",  # processes that share a corpus folder take up each other's finds
]

# Exit codes of libFuzzer that are no finding: done, and interrupted.
ENGINE_CLEAN = (0, 72)

# What goes to libFuzzer: one dash and a word. Ours have two dashes.
ENGINE_FLAG = re.compile(r"-\w\w+(=|$)")


def targets():
    """The list of targets, where C and CMake have it too."""
    text = (ROOT / "fuzz" / "targets" / "targets.def").read_text()
    return re.findall(r"^TARGET\((\w+)\)", text, re.MULTILINE)


def parse_arguments():
    out = pathlib.Path(os.environ.get("MAPLEFUZZ_OUT", ROOT / "out")).absolute()
    parser = Parser(
        prog="scripts/fuzz",
        description="Fuzzes a maple tree against a sorted array and says what came of it.",
        epilog="Arguments with one dash go to libFuzzer (-help=1 lists them). "
        "Exit codes: 0 no divergence; 1 a divergence, a crash or a hang; 2 wrong use. "
        "MAPLEFUZZ_OUT names another folder than out/ for corpora and crashes.",
        usage="%(prog)s [TARGET] [--linux PATH] [--time S] [--jobs N] [--strict] [--corpus DIR] [-engine_flag=value ...]",
    )
    parser.add_argument("target", nargs="?", default="dup", metavar="TARGET", help="one of: %s (default: dup)" % ", ".join(targets()))
    add_linux_option(parser)
    parser.add_argument("--time", type=int, default=60, metavar="S", help="seconds to fuzz (default: 60; 0: until interrupted)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes, which share the corpus (default: 1)")
    parser.add_argument("--strict", action="store_true", help="known issues of the subject are divergences too")
    parser.add_argument("--corpus", type=pathlib.Path, metavar="DIR", help="where new inputs go (default: out/corpus/TARGET)")
    arguments = parser.parse_args([word for word in sys.argv[1:] if not ENGINE_FLAG.match(word)])
    if arguments.target not in targets():
        raise Failure("there is no target '%s'; there are: %s" % (arguments.target, ", ".join(targets())))
    if arguments.jobs < 1 or arguments.time < 0:
        raise Failure("--jobs wants 1 or more, --time 0 or more")
    arguments.engine_flags = [word for word in sys.argv[1:] if ENGINE_FLAG.match(word)]
    arguments.corpus = (arguments.corpus or out / "corpus" / arguments.target).absolute()
    arguments.crashes = out / "crashes" / arguments.target
    return arguments


def files_below(folder):
    """The files below @folder, each with the time of its last change: one that is written again counts as new."""
    found = set()
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                found.add((path, path.stat().st_mtime_ns))
        except FileNotFoundError:  # another run of the engine replaced it by a smaller one
            continue
    return found


def gather_seeds(arguments, folder):
    """Copy the seeds and regressions of a target into @folder, texts as bytes."""
    for number, (path, _) in enumerate(sorted(files_below(ROOT / "corpus" / arguments.target))):
        copy = folder / ("%04d-%s" % (number, path.stem))
        if path.name.startswith((".", "README")):
            continue
        if path.suffix != ".txt":
            shutil.copyfile(path, copy)
        elif subprocess.run([arguments.tool, "asm", path, "-o", copy], check=False).returncode:
            raise Failure("%s is not a program" % for_people(path))


def sanitizer_environment():
    environment = dict(os.environ)
    environment.setdefault("ASAN_SYMBOLIZER_PATH", SYMBOLIZER)
    # A small quarantine: nodes are poisoned by the ground, and memory stays flat.
    environment["ASAN_OPTIONS"] = "quarantine_size_mb=16:" + environment.get("ASAN_OPTIONS", "")
    return environment


class Fuzzer:
    """One process of the engine."""

    def __init__(self, number, arguments, command, work):
        self.totals_file = work / ("totals-%d" % number)
        environment = dict(sanitizer_environment(), MAPLEFUZZ_STATS=str(self.totals_file))
        if arguments.strict:
            environment["MAPLEFUZZ_STRICT"] = "1"
        pipe = subprocess.PIPE if arguments.jobs > 1 else None
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL,
                                        stdout=pipe, stderr=subprocess.STDOUT if pipe else None)
        self.printer = threading.Thread(target=self.print_lines, args=("[%d] " % number,), daemon=True)
        if pipe:
            self.printer.start()

    def print_lines(self, prefix):
        for line in self.process.stdout:
            sys.stdout.write(prefix + line.decode(errors="replace"))
            sys.stdout.flush()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)

    def finish(self):
        """Wait for the end of the process and of its output. Return its exit code."""
        try:
            code = self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        if self.printer.ident:
            self.printer.join(timeout=5)
        return code

    def totals(self):
        """Executions, calls, known issues stepped around: struct fuzz_totals."""
        try:
            return struct.unpack("=QQQ", self.totals_file.read_bytes())
        except (OSError, struct.error):
            return 0, 0, 0


def going_on(fuzzers):
    """Are there processes at work, and has none of them found something?"""
    codes = [fuzzer.process.poll() for fuzzer in fuzzers]
    return None in codes and all(code in (None, 0) for code in codes)


def run_engine(arguments, seeds, work):
    """Run the processes until one finds something or all are done. Return (fuzzers, exit codes, interrupted)."""
    command = [arguments.folder / "fuzz" / "targets" / ("fuzz-" + arguments.target), *ENGINE_FLAGS,
               "-max_total_time=%d" % arguments.time, "-artifact_prefix=%s/" % arguments.crashes,
               *arguments.engine_flags, arguments.corpus, seeds]
    say(command)
    fuzzers = []
    interrupted = False
    try:
        fuzzers.extend(Fuzzer(number, arguments, command, work) for number in range(arguments.jobs))
        while going_on(fuzzers):
            time.sleep(0.1)
    except KeyboardInterrupt:
        interrupted = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for fuzzer in fuzzers:
        fuzzer.stop()
    return fuzzers, [fuzzer.finish() for fuzzer in fuzzers], interrupted


def strict_words(arguments):
    return ["--strict"] if arguments.strict else []


def replay_command(arguments, crash):
    return [ROOT / "scripts" / "replay", *linux_words(arguments), *strict_words(arguments), "--target", arguments.target, crash]


def replay(arguments, crash):
    """Replay @crash. Return (the token, the report on stderr); the token is None if nothing diverges."""
    for schedule in ([], ["--light"]):
        done = subprocess.run([arguments.tool, "replay", *strict_words(arguments), "--target", arguments.target,
                               *schedule, crash],
                              env=sanitizer_environment(), capture_output=True, check=False)
        match = re.search(r"^divergence (\S+) ", done.stdout.decode(errors="replace"), re.MULTILINE)
        if match:
            return match.group(1), done.stderr.decode(errors="replace")
    return None, ""


def summarise(arguments, fuzzers, new_inputs, crashes, seconds):
    executions, calls, known = (sum(column) for column in zip(*(fuzzer.totals() for fuzzer in fuzzers)))
    subject = subprocess.run([arguments.tool, "--subject"], stdout=subprocess.PIPE, check=False).stdout.decode().strip()
    tokens = {}
    for crash in crashes:
        token, report = replay(arguments, crash)
        tokens[crash] = token or "not-reproduced"
        # Once more, and at the call that did it: the engine's own output has drowned the first one.
        print(report, flush=True)
    outcome = "divergence " + ", ".join(sorted(set(tokens.values()))) if crashes else "no divergence"
    print("\n%s on %s: %d executions, %d calls, %d new inputs, %.0f s: %s" %
          (arguments.target, subject, executions, calls, new_inputs, seconds, outcome))
    if known:
        print("known issues were stepped around %d times: docs/findings.md, or --strict" % known)
    for crash in crashes:
        print("reproducer: %s" % for_people(crash))
        print("replay: " + " ".join(for_people(word) for word in replay_command(arguments, crash)))


def fuzz(arguments):
    arguments.corpus.mkdir(parents=True, exist_ok=True)
    arguments.crashes.mkdir(parents=True, exist_ok=True)
    inputs = files_below(arguments.corpus)
    artifacts = files_below(arguments.crashes)
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        work = pathlib.Path(name)
        seeds = work / "seeds"
        seeds.mkdir()
        gather_seeds(arguments, seeds)
        start = time.monotonic()
        fuzzers, codes, interrupted = run_engine(arguments, seeds, work)
        seconds = time.monotonic() - start
        # A slow unit is a remark of the engine, not a finding.
        crashes = sorted(path for path, _ in files_below(arguments.crashes) - artifacts
                         if not path.name.startswith("slow-unit"))
        summarise(arguments, fuzzers, len(files_below(arguments.corpus) - inputs), crashes, seconds)
    if crashes:
        return EXIT_DIVERGENCE
    strange = [code for code in codes if code not in ENGINE_CLEAN]
    if strange and not interrupted:
        raise Failure("libFuzzer ended with exit code %d and left no reproducer" % strange[0])
    return EXIT_INTERRUPTED if interrupted else EXIT_CLEAN


def interrupt(_signal, _frame):
    raise KeyboardInterrupt


def main():
    signal.signal(signal.SIGTERM, interrupt)
    arguments = parse_arguments()
    arguments.folder = build("fuzz", arguments)
    arguments.tool = arguments.folder / "fuzz" / "tool" / "maplefuzz"
    return fuzz(arguments)


if __name__ == "__main__":
    run_main("fuzz", main)
