# SPDX-License-Identifier: GPL-2.0-or-later
"""What shows when the targets of a build for OSS-Fuzz run: as its base-runner runs them, from $OUT
as it was moved. Every check takes a Build and a target; it returns a few words, or raises Broken."""

import json
import re
import shutil
import subprocess
import zipfile

from common.engine import SYMBOLIZER

from .build import Broken
from .files import libfuzzer_options, output

# Limits on one input, and the runs of a target that is only started.
ENGINE_FLAGS = ["-rss_limit_mb=2560", "-timeout=25"]
START_RUNS = 4
SEED = "-seed=1337"

# Fewer edges than this are those of an engine around code that is not instrumented.
MIN_EDGES = 100

# Percent. AFL++'s compiler instruments the harness too here, so that anything which that keeps
# from one input to the next shows as an edge that comes and goes.
MIN_STABILITY = 100

AFL_START_SECONDS = 2
AFL_FUZZ_SECONDS = 8

# A process has this long; inputs have 25 s each, but none of ours takes one.
TIMEOUT = 120

SANITIZER_OPTIONS = {
    "ASAN_OPTIONS": "alloc_dealloc_mismatch=0:allocator_may_return_null=1:detect_odr_violation=0:detect_leaks=1:"
                    "detect_stack_use_after_return=1:handle_abort=1:handle_segv=1:handle_sigill=1:"
                    "max_uar_stack_size_log=16:quarantine_size_mb=10:strict_memcmp=1:symbolize=1:use_sigaltstack=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:print_summary=1:silence_unsigned_overflow=1:symbolize=1",
}

AFL_OPTIONS = {
    "AFL_NO_UI": "1", "AFL_SKIP_CPUFREQ": "1", "AFL_TRY_AFFINITY": "1", "AFL_FORKSRV_INIT_TMOUT": "30000",
    "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
}


def environment(build):
    """What a target finds. Not $OUT: a target that asks for it runs nowhere else."""
    variables = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(build.scratch), "TMPDIR": str(build.scratch),
                 "ASAN_SYMBOLIZER_PATH": SYMBOLIZER, "LLVM_PROFILE_FILE": str(build.scratch / "%1m.profraw"),
                 **SANITIZER_OPTIONS}
    if build.engine == "afl":
        variables.update(AFL_OPTIONS)
        variables["ASAN_OPTIONS"] += ":abort_on_error=1:symbolize=0"
    return variables


def run(build, command, **variables):
    """Run a command in $OUT, with more variables. Return (its exit code, what it printed)."""
    try:
        done = subprocess.run([str(word) for word in command], cwd=build.out, env=dict(environment(build), **variables),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired as late:
        raise Broken("it did not end within %d s" % TIMEOUT) from late
    return done.returncode, done.stdout.decode(errors="replace")


def excerpt(text):
    """The end of what a process printed."""
    return "\n".join([line for line in text.splitlines() if line.strip()][-12:])


def fresh(build, name):
    folder = build.scratch / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def seeds(build, target):
    """Unpack the seed corpus into a folder of its own."""
    folder = fresh(build, "corpus")
    with zipfile.ZipFile(build.out / (target + "_seed_corpus.zip")) as archive:
        archive.extractall(folder)
    return folder


def libfuzzer(build, target, *words):
    """Run a target of libFuzzer; its finds go where they may."""
    return run(build, [build.out / target, *ENGINE_FLAGS, SEED, "-artifact_prefix=%s/" % build.scratch, *words])


def own_options(build, target):
    """What run_fuzzer adds for a target: its options file, and its dictionary."""
    return ["-%s=%s" % pair for pair in libfuzzer_options(build, target)] + ["-dict=%s.dict" % target]


def afl(build, target, corpus, seconds, *words):
    """Run afl-fuzz for a while. Return (its statistics, what it printed)."""
    folder = fresh(build, "afl")
    code, text = run(build, ["afl-fuzz", "-m", "none", "-t", "5000+", "-V", seconds, "-i", corpus, "-o", folder, *words,
                             "--", build.out / target])
    if "All set and ready to roll" not in text or re.search("target binary (crashed|terminated)", text) or code:
        raise Broken("afl-fuzz ended with exit code %d:\n%s" % (code, excerpt(text)))
    lines = (folder / "default" / "fuzzer_stats").read_text().splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}, text


def check_startup(build, target):
    """It starts, and runs from an empty corpus."""
    if build.engine == "afl":
        corpus = fresh(build, "corpus")
        (corpus / "input").write_text("input\n")
        statistics, _ = afl(build, target, corpus, AFL_START_SECONDS)
        return "%s executions from one input of no meaning" % statistics["execs_done"]
    code, text = libfuzzer(build, target, "-runs=%d" % START_RUNS)
    if code or "Done %d runs" % START_RUNS not in text:
        raise Broken("it ended with exit code %d:\n%s" % (code, excerpt(text)))
    return "%d runs from an empty corpus" % START_RUNS


def check_edges(build, target):
    """The engine gets feedback from what was compiled, and not from itself alone."""
    if build.engine == "afl":
        match = re.search(r"^(\d+)$", run(build, [build.out / target], AFL_DUMP_MAP_SIZE="1")[1], re.MULTILINE)
    else:
        match = re.search(r"INFO: Loaded \d+ modules? .*?\((\d+) ", libfuzzer(build, target, "-runs=0")[1])
    edges = int(match.group(1)) if match else 0
    if edges < MIN_EDGES:
        raise Broken("%d edges, and %d are the least: is it compiled with $CFLAGS?" % (edges, MIN_EDGES))
    return "%d edges" % edges


def check_flags(build, target):
    """libFuzzer knows every option of the options file."""
    known = set(re.findall(r"^ (\w+)\s", run(build, [build.out / target, "-help=1"])[1], re.MULTILINE))
    strange = [name for name, _ in libfuzzer_options(build, target) if name not in known]
    if strange:
        raise Broken("libFuzzer has no -%s" % ", -".join(strange))
    return "libFuzzer knows the options"


def check_dictionary(build, target):
    """libFuzzer reads the dictionary."""
    _, text = libfuzzer(build, target, "-runs=0", "-dict=%s.dict" % target)
    match = re.search(r"^Dictionary: (\d+) entries", text, re.MULTILINE)
    if not match:
        raise Broken("libFuzzer does not take it:\n" + "\n".join(text.splitlines()[:3]))
    return "%s entries" % match.group(1)


def check_corpus(build, target):
    """Every seed runs within the limits, and finds nothing."""
    code, text = libfuzzer(build, target, *own_options(build, target), "-runs=0", "-print_final_stats=1", seeds(build, target))
    if code:
        raise Broken("a seed does not run:\n%s" % excerpt(text))
    figures = dict(re.findall(r"^stat::(\w+):\s+(\d+)", text, re.MULTILINE))
    return "%s runs, the slowest %s s, %s MB" % (figures["number_of_executed_units"], figures["slowest_unit_time_sec"],
                                                figures["peak_rss_mb"])


def check_fuzzing(build, target):
    """It fuzzes from the seeds, with options and dictionary, and finds nothing."""
    corpus = seeds(build, target)
    if build.engine == "afl":
        statistics, text = afl(build, target, corpus, AFL_FUZZ_SECONDS, "-x", target + ".dict")
        tokens = re.search(r"Loaded (\d+) extra tokens", text)
        if statistics["saved_crashes"] != "0" or statistics["saved_hangs"] != "0":
            raise Broken("afl-fuzz found %(saved_crashes)s crashes and %(saved_hangs)s hangs" % statistics)
        if float(statistics["stability"].rstrip("%")) < MIN_STABILITY:
            raise Broken("its stability is %s" % statistics["stability"])
        return "%s executions, stability %s, %s words of the dictionary" % (
            statistics["execs_done"], statistics["stability"], tokens.group(1) if tokens else "no")
    code, text = libfuzzer(build, target, *own_options(build, target), "-runs=%d" % build.fuzz_runs, corpus)
    if code or "Done" not in text:
        raise Broken("it ended with exit code %d:\n%s" % (code, excerpt(text)))
    return "%d runs from the seeds" % build.fuzz_runs


def check_coverage(build, target):
    """The seeds leave a profile, and it speaks of the tree under test."""
    code, text = run(build, [build.out / target, "-merge=1", "-timeout=100", fresh(build, "empty"), seeds(build, target)])
    raw = sorted(build.scratch.glob("*.profraw"))
    if code or not raw:
        raise Broken("no profile, and exit code %d:\n%s" % (code, excerpt(text)))
    profile = build.scratch / "profdata"
    output("llvm-profdata-19", "merge", "-sparse", "-o", profile, *raw)
    report = json.loads(output("llvm-cov-19", "export", "-summary-only", "-instr-profile=%s" % profile, build.out / target))
    tree = str(build.source / "maplefuzz" / "src" / "maple_tree")
    lines = [file["summary"]["lines"] for file in report["data"][0]["files"] if file["filename"].startswith(tree)]
    count, covered = (sum(line[key] for line in lines) for key in ("count", "covered"))
    if 2 * covered < count or not count:
        raise Broken("the seeds reach %d of %d lines of src/maple_tree" % (covered, count))
    return "the seeds reach %d of %d lines of src/maple_tree" % (covered, count)
