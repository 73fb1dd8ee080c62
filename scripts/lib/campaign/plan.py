# SPDX-License-Identifier: GPL-2.0-or-later
"""Which workers a campaign has, and their command lines. They run in the campaign's folder: all names are relative to it."""

import os

from common.engine import LIBFUZZER_FLAGS, MAX_LEN, strict_environment

LIBFUZZER = "libfuzzer"
LIBFUZZER_CORPUS = "libfuzzer/corpus"
LIBFUZZER_ARTIFACTS = "libfuzzer/artifacts"

MUTATOR = "bin/libmaplefuzz-mutator.so"

# The time limit is for a hang, not for a slow input: under ASan on a busy machine one may take seconds.
AFL_WORDS = ["-t", "5000", "-m", "none", "-G", str(MAX_LEN)]

AFL_ENVIRONMENT = {
    "AFL_NO_UI": "1",
    "AFL_AUTORESUME": "1",
    "AFL_SKIP_CPUFREQ": "1",  # the preflight has said it
    "AFL_NO_AFFINITY": "1",  # the scheduler knows of libFuzzer, too; afl-fuzz does not
    "AFL_SYNC_TIME": "1",
    "AFL_FORKSRV_INIT_TMOUT": "60000",
    "AFL_NO_CRASH_README": "1",
}

# afl-fuzz insists on the first two.
ASAN_OPTIONS = "abort_on_error=1:symbolize=0:detect_leaks=0:allocator_may_return_null=1:quarantine_size_mb=16"
UBSAN_OPTIONS = "halt_on_error=1:abort_on_error=1:symbolize=0"

# MOpt and a custom mutator exclude each other in AFL++, so these have AFL++'s own mutations.
MOPT = ["-L", "0"]

# The secondaries after the first three: power schedule, more words, environment, with our mutator?
# A quarter has MOpt, a few the old queue, as AFL++ advises; then it begins again.
VARIATIONS = [
    ("explore", [], {"AFL_CUSTOM_MUTATOR_ONLY": "1"}, True),
    ("coe", [], {"AFL_DISABLE_TRIM": "1"}, True),
    ("lin", MOPT, {}, False),
    ("quad", [], {"AFL_EXPAND_HAVOC_NOW": "1"}, True),
    ("exploit", ["-Z"], {}, True),
    ("rare", [], {"AFL_CUSTOM_MUTATOR_ONLY": "1", "AFL_DISABLE_TRIM": "1"}, True),
    ("fast", MOPT, {"AFL_DISABLE_TRIM": "1"}, False),
    ("explore", ["-Z"], {"AFL_EXPAND_HAVOC_NOW": "1"}, True),
]


def libfuzzer_worker():
    return {
        "name": LIBFUZZER,
        "about": "libFuzzer, ASan and UBSan",
        "command": ["bin/libfuzzer", *LIBFUZZER_FLAGS, "-artifact_prefix=%s/" % LIBFUZZER_ARTIFACTS, LIBFUZZER_CORPUS],
        "environment": {},
    }


def afl_worker(name, about, role, words=(), environment=None, program="bin/afl", mutator=True):
    """An AFL++ worker. @role: -M or -S; @words: more options of afl-fuzz."""
    environment = {**AFL_ENVIRONMENT, **(environment or {})}
    if mutator:
        environment["AFL_CUSTOM_MUTATOR_LIBRARY"] = MUTATOR
    return {
        "name": name,
        "about": "AFL++, " + about,
        "command": ["afl-fuzz", "-i", "corpus", "-o", "sync", role, name, *words, *AFL_WORDS, "--", program],
        "environment": environment,
    }


def varied_worker(prefix, number):
    """Secondary @number of those that only vary in the way they choose and mutate."""
    schedule, words, environment, mutator = VARIATIONS[number % len(VARIATIONS)]
    remarks = ["MOpt"] * (words == MOPT) + ["old queue"] * ("-Z" in words)
    remarks += ["no trimming"] * ("AFL_DISABLE_TRIM" in environment)
    remarks += ["expanded havoc"] * ("AFL_EXPAND_HAVOC_NOW" in environment)
    remarks += ["our mutator only"] * ("AFL_CUSTOM_MUTATOR_ONLY" in environment)
    return afl_worker("%s%s-%d" % (prefix, schedule, number + 1), ", ".join(["schedule " + schedule, *remarks]), "-S",
                      ["-p", schedule, *words], {"AFL_IMPORT_FIRST": "1", **environment}, mutator=mutator)


def plan(jobs, prefix=""):
    """The workers of a campaign of @jobs processes. @prefix: makes AFL++'s names differ from those of other machines."""
    workers = [
        libfuzzer_worker(),
        afl_worker(prefix + "main", "main", "-M", ["-F", LIBFUZZER_CORPUS]),
        afl_worker(prefix + "asan", "ASan and UBSan", "-S", program="bin/afl-asan",
                   environment={"AFL_IMPORT_FIRST": "1", "ASAN_OPTIONS": ASAN_OPTIONS, "UBSAN_OPTIONS": UBSAN_OPTIONS}),
        afl_worker(prefix + "cmplog", "CMPLOG with transformations", "-S", ["-c", "bin/afl-cmplog", "-l", "2AT"],
                   {"AFL_IMPORT_FIRST": "1", "AFL_CMPLOG_ONLY_NEW": "1"}),
    ]
    workers.extend(varied_worker(prefix, number) for number in range(jobs - len(workers)))
    return workers[:jobs]


def is_afl(worker):
    return worker["name"] != LIBFUZZER


def environment_of(worker, settings, base):
    """The environment of a worker's process. Its counts of executions and calls go on in its file; our mutator in afl-fuzz
    is told for which target it works."""
    return {**base, **worker["environment"], **strict_environment(settings["strict"]),
            "MAPLEFUZZ_STATS": totals_name(worker["name"]), "MAPLEFUZZ_TARGET": settings["target"]}


def totals_name(name):
    return os.path.join("workers", name + ".totals")


def log_name(name):
    return os.path.join("workers", name + ".log")
