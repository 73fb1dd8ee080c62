# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the fuzz targets as OSS-Fuzz's base-builder does: build.sh, alone with the variables of the contract."""

import os
import shutil
import subprocess

from common.command import Failure
from common.make import LAUNCHER
from common.paths import ROOT
from common.targets import executable, targets

# Of the base image. Its flags that only quieten warnings are left out, and so is -stdlib=libc++:
# Debian's libFuzzer is linked with the other C++ library, and there is no C++ here but the engine's.
BASE_FLAGS = "-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"

UNDEFINED = ("array-bounds,bool,builtin,enum,function,integer-divide-by-zero,null,object-size,return,"
             "returns-nonnull-attribute,shift,signed-integer-overflow,unreachable,vla-bound,vptr")

SANITIZER_FLAGS = {
    "address": "-fsanitize=address -fsanitize-address-use-after-scope",
    # An unsigned overflow is no error, only a hint for the engine: it is reported to nobody, and goes on.
    "undefined": "-fsanitize=%s,unsigned-integer-overflow -fno-sanitize-recover=%s" % (UNDEFINED, UNDEFINED),
    "coverage": "-fprofile-instr-generate -fcoverage-mapping -pthread -Wl,--no-as-needed -Wl,-ldl -Wl,-lm "
                "-Wno-unused-command-line-argument",
}

# The compilers, what they are told for the engine's feedback, and the engine.
ENGINES = {
    "libfuzzer": ("clang-19", "clang++-19", "-fsanitize=fuzzer-no-link", "-fsanitize=fuzzer"),
    "afl": ("afl-clang-fast", "afl-clang-fast++", "", "/usr/lib/afl/libAFLDriver.a"),
}

CONFIGURATIONS = [("libfuzzer", "address"), ("libfuzzer", "undefined"), ("afl", "address"), ("libfuzzer", "coverage")]

BUILD_TIMEOUT = 600


class Broken(Exception):
    """A check failed; the message says why."""


def checkout(destination):
    """Copy the checkout as it would be committed: what git tracks, and what it does not ignore."""
    command = ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise Failure("%s is no git checkout: %s" % (ROOT, done.stderr.decode().strip()))
    names = [name for name in done.stdout.split(b"\0") if name and os.path.isfile(os.path.join(os.fsencode(ROOT), name))]
    destination.mkdir(parents=True)
    copied = subprocess.run(["xargs", "-0", "cp", "-p", "--parents", "-t", destination, "--"], cwd=ROOT, input=b"\0".join(names),
                            stderr=subprocess.PIPE, check=False)
    if copied.returncode:
        raise Failure("the checkout can't be copied to %s: %s" % (destination, copied.stderr.decode(errors="replace").strip()))


def snapshot(folder):
    """What is in @folder, to see whether somebody changes it: of folders the mode, of files the size and the time, too."""
    states = {}
    for place, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(place, name)
            state = os.lstat(path)
            states[os.path.relpath(path, folder)] = (state.st_mode, (state.st_size, state.st_mtime_ns) if name in files else None)
    return states


def changes(before, after):
    """The names in two snapshots that differ."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


class Build:
    """One build, and where its files are: $SRC, $WORK and $OUT while it is made, `out` afterwards.
    @fuzz_runs: how many runs of libFuzzer its targets are given."""

    def __init__(self, engine, sanitizer, folder, fuzz_runs):
        self.engine, self.sanitizer, self.folder, self.fuzz_runs = engine, sanitizer, folder, fuzz_runs
        self.targets = [executable(name) for name in targets()]
        self.source, self.work, self.out = folder / "src", folder / "work", folder / "out"
        self.scratch = folder / "tmp"
        self.log = folder / "build.log"
        for path in (self.source, self.work, self.out, self.scratch):
            path.mkdir(parents=True)

    def environment(self):
        """All that build.sh may count on; and CMake finds the cache of scripts/test there, which changes nothing but the time that it takes."""
        cc, cxx, feedback, library = ENGINES[self.engine]
        if self.sanitizer == "coverage":
            feedback = ""
        flags = " ".join([BASE_FLAGS, SANITIZER_FLAGS[self.sanitizer], feedback])
        variables = {
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.scratch),
            "SRC": str(self.source), "WORK": str(self.work), "OUT": str(self.out),
            "CC": cc, "CXX": cxx, "CCC": cxx, "CFLAGS": flags, "CXXFLAGS": flags, "LIB_FUZZING_ENGINE": library,
            "FUZZING_ENGINE": self.engine, "SANITIZER": self.sanitizer, "ARCHITECTURE": "x86_64",
            "FUZZING_LANGUAGE": "c", "UBSAN_OPTIONS": "silence_unsigned_overflow=1",
        }
        if LAUNCHER in os.environ:
            variables[LAUNCHER] = os.environ[LAUNCHER]
        if self.engine == "afl":
            variables["AFL_QUIET"] = "1"
            variables["ASAN_OPTIONS"] = "detect_leaks=0:symbolize=0:detect_odr_violation=0:abort_on_error=1"
        return variables

    def run_script(self, script):
        """Run build.sh where the Dockerfile puts it. Raise Broken if it fails."""
        shutil.copy2(script, self.source / "build.sh")
        with self.log.open("wb") as log:
            try:
                done = subprocess.run(["bash", "-eux", self.source / "build.sh"], cwd=self.source / "maplefuzz",
                                      env=self.environment(), stdin=subprocess.DEVNULL, stdout=log,
                                      stderr=subprocess.STDOUT, timeout=BUILD_TIMEOUT, check=False)
            except subprocess.TimeoutExpired as late:
                raise Broken("build.sh did not end within %d s" % BUILD_TIMEOUT) from late
        if done.returncode:
            tail = self.log.read_text(errors="replace").splitlines()[-15:]
            raise Broken("build.sh ended with exit code %d:\n%s" % (done.returncode, "\n".join(tail)))

    def move(self):
        """Let $OUT be elsewhere and read-only, and $SRC and $WORK not where they were."""
        for path in (self.source, self.work):
            path.rename(path.with_name(path.name + ".gone"))
        elsewhere = self.folder / "not-out"
        self.out = self.out.rename(elsewhere)
        for path in [*elsewhere.rglob("*"), elsewhere]:
            path.chmod(path.stat().st_mode & ~0o222)

    def run(self, script):
        """Build. Raise Broken if build.sh fails or changes its source, which coverage reports are made from."""
        checkout(self.source / "maplefuzz")
        before = snapshot(self.source / "maplefuzz")
        self.run_script(script)
        changed = changes(before, snapshot(self.source / "maplefuzz"))
        self.move()
        if changed:
            raise Broken("build.sh changed $SRC: " + ", ".join(changed[:5]))
