# SPDX-License-Identifier: GPL-2.0-or-later
"""Fuzzes a tree with a planted bug, from nothing, until it is found, and counts the calls that it took."""

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent / name) for name in ("scripts/lib", "tests/planted")]
# pylint: disable=wrong-import-position
import check_planted as planted  # noqa: E402
from common.build import target_path  # noqa: E402
from common.command import Failure  # noqa: E402
from common.engine import LIBFUZZER_FLAGS, MAX_LEN  # noqa: E402
from common.paths import ROOT  # noqa: E402
from common.targets import executable  # noqa: E402
from common.totals import read_totals  # noqa: E402
from common.words import say  # noqa: E402

# AFL++'s mutator.
LIBRARY = pathlib.Path("fuzz/mutator/libmaplefuzz-mutator.so")

# Seconds between two looks at a trial: a small part of a budget.
GLANCE = 0.05

# Seconds in which a budget has to be used up. Calls are what counts, so a trial that is cut off here is worth nothing.
TRIAL_TIMEOUT = 1200

AFL_ENVIRONMENT = {
    "AFL_NO_UI": "1",
    "AFL_SKIP_CPUFREQ": "1",
    "AFL_NO_AFFINITY": "1",  # other trials run beside it
    "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
    "AFL_BENCH_UNTIL_CRASH": "1",
}


class Build:
    """A build folder: the fuzz target @target is linked there once more for each planted bug; @beside is built, too."""

    def __init__(self, name, preset, target, beside, flags):
        self.folder = ROOT / "build" / name
        self.preset = preset
        self.target = target
        self.beside = beside
        self.flags = flags

    def make(self):
        # Without sanitizers, as they cost more than half the speed: each divergence aborts.
        for command in (["cmake", "--preset", self.preset, "-B", self.folder, "-DMAPLEFUZZ_SANITIZE=OFF",
                         "-DCMAKE_BUILD_TYPE=Release", *self.flags],
                        ["cmake", "--build", self.folder, "--target", executable(self.target), *self.beside]):
            say(command)
            run_tool(command, ROOT)

    def compile_commands(self):
        """How each file of the subject is compiled: {name: words}."""
        commands = json.loads((self.folder / "compile_commands.json").read_text(encoding="utf-8"))
        return {pathlib.Path(command["file"]).name: shlex.split(command["command"]) for command in commands
                if pathlib.Path(command["file"]).parent == ROOT / planted.TREE}

    def link_command(self):
        lines = run_tool(["ninja", "-C", self.folder, "-t", "commands",
                          target_path(self.folder, self.target).relative_to(self.folder)], ROOT).splitlines()
        return [word for word in shlex.split(lines[-1]) if word not in (":", "&&")]

    def link_bug(self, bug, folder):
        """The target, with the planted bug @bug in its subject."""
        copy, program = folder / "copy", folder / executable(self.target)
        shutil.copytree(ROOT / planted.TREE, copy / planted.TREE)
        commands, link = self.compile_commands(), self.link_command()
        changed = [path.name for path in planted.apply_patch(bug, copy)]
        if any(name.endswith(".h") for name in changed):
            changed = sorted(commands)
        link[link.index("-o") + 1] = program
        for name in changed:
            words, output = commands[name], folder / (name + ".o")
            words[words.index("-o") + 1] = output
            words[words.index("-c") + 1] = copy / planted.TREE / name
            run_tool(words, self.folder)
            # In front of the library, of which nothing is left to take then.
            link.insert(1, output)
        run_tool(link, self.folder)
        return program


def run_tool(command, directory):
    done = subprocess.run([str(word) for word in command], cwd=directory, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure("does not build: %s\n%s" % (shlex.join(map(str, command)), (done.stdout + done.stderr)[-2000:]))
    return done.stdout


class Setup:
    """An engine, and whose mutators it uses: its own, ours or both. Each knows how to begin a trial."""

    def __init__(self, engine, mutator, build):
        self.engine = engine
        self.mutator = mutator
        self.build = build


class LibFuzzer(Setup):
    def command(self, program, seed, work):
        return [program, "-seed=%d" % seed, *LIBFUZZER_FLAGS, "-artifact_prefix=%s/" % work], {}

    def crashes(self, work):
        return work.glob("crash-*")


class Afl(Setup):
    def command(self, program, seed, work):
        environment = {**AFL_ENVIRONMENT, "MAPLEFUZZ_TARGET": self.build.target}
        if self.mutator != "own":
            environment["AFL_CUSTOM_MUTATOR_LIBRARY"] = str(self.build.folder / LIBRARY)
        if self.mutator == "ours":
            environment["AFL_CUSTOM_MUTATOR_ONLY"] = "1"
        (work / "in").mkdir()
        (work / "in" / "nothing").write_bytes(bytes(4))  # it takes no empty file
        return ["afl-fuzz", "-i", work / "in", "-o", work / "out", "-s", seed, "-t", "5000", "-m", "none",
                "-G", MAX_LEN, "--", program], environment

    def crashes(self, work):
        return work.glob("out/default/crashes/id:*")


def setups(target):
    """Those that are compared, by engine, for the fuzz target @target; its own mutator comes first."""
    own = Build("bench-libfuzzer-own", "fuzz", target, [], ["-DMAPLEFUZZ_MUTATOR=OFF"])
    ours = Build("bench-libfuzzer", "fuzz", target, [], [])
    afl = Build("bench-afl", "afl", target, [LIBRARY.stem.removeprefix("lib")], [])
    return {"libfuzzer": [LibFuzzer("libfuzzer", "own", own), LibFuzzer("libfuzzer", "ours", ours)],
            "afl": [Afl("afl", mutator, afl) for mutator in ("own", "ours", "both")]}


class Trial:
    """One run of an engine on one planted bug, and what came of it."""

    def __init__(self, bug, setup, seed):
        self.bug = bug
        self.setup = setup
        self.seed = seed
        self.token = None
        self.executions = self.calls = 0
        self.seconds = 0.0

    def as_dict(self):
        return {"bug": self.bug.name, "engine": self.setup.engine, "mutator": self.setup.mutator, "seed": self.seed,
                "found": self.token, "calls": self.calls, "executions": self.executions,
                "seconds": round(self.seconds, 2)}

    def run(self, program, budget):
        """Fuzz until something crashes or @budget calls are made."""
        with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
            work = pathlib.Path(name)
            command, environment = self.setup.command(program, self.seed, work)
            environment = {**os.environ, **environment, "MAPLEFUZZ_STATS": str(work / "totals"),
                           "MAPLEFUZZ_STRICT": "1"}
            self.fuzz([str(word) for word in command], environment, work, budget)
            crash = next(iter(self.setup.crashes(work)), None)
            if crash:
                self.token = self.replay(program, crash)

    def fuzz(self, command, environment, work, budget):
        start = time.monotonic()
        with (work / "log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, cwd=work, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT)
            while process.poll() is None and self.calls < budget and self.seconds < TRIAL_TIMEOUT:
                time.sleep(GLANCE)
                self.seconds = time.monotonic() - start
                self.count(work)
            ended = process.poll() is not None
            stop(process)
        self.count(work)
        if ended and not any(self.setup.crashes(work)):
            raise Failure("%s ends without a crash:\n%s" % (command[0], (work / "log").read_text(errors="replace")[-2000:]))
        if not ended and self.calls < budget:
            raise Failure("%s made %d calls in %d s, less than the budget; a smaller one is needed" %
                          (command[0], self.calls, TRIAL_TIMEOUT))

    def count(self, work):
        totals = read_totals(work / "totals")
        self.executions, self.calls = totals.executions, totals.calls

    def replay(self, program, crash):
        """The token of @crash, which has to be one that the bug may have."""
        done = subprocess.run([program, crash], capture_output=True, text=True, errors="replace", timeout=60, check=False)
        match = re.search(r"^==== maplefuzz: divergence (\S+) ====$", done.stderr, re.MULTILINE)
        token = match[1] if match else "crash" if done.returncode else "not-reproduced"
        if token.rpartition(":")[2] not in self.bug.checks:
            raise Failure("%s, %s, seed %d: found as %s; it should be %s" %
                          (self.bug.name, self.setup.engine, self.seed, token, " or ".join(self.bug.checks)))
        return token


def stop(process):
    """End an engine; the target of afl-fuzz ends with it."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
