# SPDX-License-Identifier: GPL-2.0-or-later
"""The limits that every fuzzing engine is given, and the environment of programs with sanitizers."""

import os

SYMBOLIZER = "/usr/lib/llvm-19/bin/llvm-symbolizer"

# The largest input in bytes: 170 instructions. Nobody reads longer reproducers.
MAX_LEN = 4096

# Seconds that one input may take.
TIMEOUT = 25

# libFuzzer's exit codes after a find: a time-out, too much memory, a crash.
LIBFUZZER_FINDS = (70, 71, 77)

# The options of libFuzzer.
LIBFUZZER_FLAGS = [
    "-max_len=%d" % MAX_LEN,
    "-timeout=%d" % TIMEOUT,
    "-rss_limit_mb=2048",
    "-detect_leaks=0",  # the harness counts the nodes itself, and sooner
    "-reload=1",  # processes that share a corpus folder take up each other's finds
]


def strict_environment(strict):
    """What says to an engine's program, in its environment, what --strict says to commands."""
    return {"MAPLEFUZZ_STRICT": "1" if strict is True else strict} if strict else {}


def sanitizer_environment():
    """The environment of a program that is built with sanitizers."""
    environment = dict(os.environ)
    environment.setdefault("ASAN_SYMBOLIZER_PATH", SYMBOLIZER)
    # A small quarantine: the ground poisons nodes, and memory use stays flat.
    environment["ASAN_OPTIONS"] = "quarantine_size_mb=16:" + environment.get("ASAN_OPTIONS", "")
    return environment
