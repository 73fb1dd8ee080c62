#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check that the engines run every target as they should, and that both use our mutator.

libFuzzer says of each new input which mutator made it; afl-fuzz lets ours write its name into the names
of files. Inputs of our mutator are canonical, those of the engines' own are not: so they show who made them, too.
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "lib"))
# pylint: disable=wrong-import-position
from common.build import target_path  # noqa: E402
from common.targets import targets  # noqa: E402
from common.totals import read_totals  # noqa: E402

# The format, fuzz/program/instruction.h.
HEADER_SIZE, INSTRUCTION_SIZE = 4, 24
MAX_SIZE = HEADER_SIZE + 170 * INSTRUCTION_SIZE

LIBFUZZER_RUNS = 1000
# Executions of an afl-fuzz run. It finds some hundred inputs in them, on a busy machine as well; the few are for what
# shows at once, the many for AFL++'s own mutators, which find less.
AFL_RUNS = 3000
AFL_FEW_RUNS = 500
AFL_MANY_RUNS = 12000


class Wrong(Exception):
    """What is not as it should be."""


def check(condition, complaint):
    if not condition:
        raise Wrong(complaint)


def run(command, **options):
    environment = dict(os.environ, **options.pop("environment", {}))
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=environment, check=False, timeout=300, **options)


def build(preset):
    done = subprocess.run([ROOT / "scripts" / "build", preset], stdout=subprocess.PIPE, check=False)
    check(not done.returncode, "%s does not build" % preset)
    return ROOT / done.stdout.decode().strip()


def is_canonical(path):
    """Whole instructions: of the inputs that an engine's own mutator makes, one in 24 is."""
    size = path.stat().st_size
    return size >= HEADER_SIZE and (size - HEADER_SIZE) % INSTRUCTION_SIZE == 0


# A run makes enough inputs for this share of them to tell.
def check_share(what, paths, low, high):
    check(len(paths) >= 50, "%s: only %d inputs" % (what, len(paths)))
    share = sum(is_canonical(path) for path in paths) / len(paths)
    check(low <= share <= high, "%s: %.0f %% of %d inputs are canonical" % (what, 100 * share, len(paths)))
    print("%s: %d inputs, %.0f %% canonical" % (what, len(paths), 100 * share), flush=True)


def files(folder):
    return [path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith((".", "README"))]


def check_libfuzzer(folder, name, work):
    corpus = work / "corpus"
    corpus.mkdir()
    done = run([target_path(folder, name), "-runs=%d" % LIBFUZZER_RUNS, "-seed=1",
                "-max_len=%d" % MAX_SIZE, "-detect_leaks=0", corpus], environment={"MAPLEFUZZ_STATS": str(work / "totals")})
    text = done.stdout.decode(errors="replace")
    check(not done.returncode, "libFuzzer ends with exit code %d:\n%s" % (done.returncode, text[-2000:]))
    made = re.findall(r"^#\d+\s+(?:NEW|REDUCE) .* MS: \d+ (.*)$", text, re.MULTILINE)
    other = [line for line in made if "Custom" not in line]
    check(len(made) > 100, "libFuzzer: only %d new inputs" % len(made))
    check(not other, "libFuzzer: a new input was not made by our mutator: %s" % other[:1])
    check(any("CustomCrossOver" in line for line in made), "libFuzzer: no new input was made by our crossover")
    check_share("%s, libFuzzer" % name, files(corpus), 1, 1)
    totals = read_totals(work / "totals")
    check(totals.executions >= LIBFUZZER_RUNS and totals.calls > totals.executions, "%s, libFuzzer: %s" % (name, totals))


def check_not_cached(folder):
    """No object is an old one of ccache's, which does not know all that AFL++'s compiler takes."""
    check("ccache" not in (folder / "CMakeFiles/rules.ninja").read_text(encoding="utf-8"), "%s is compiled by ccache" % folder)


def check_strict(folder):
    """MAPLEFUZZ_STRICT is 1, or the name of a known issue."""
    for word, code, said in (("1", 0, ""), ("null-leaf", 0, ""), ("nope", 2, "MAPLEFUZZ_STRICT: there is no known issue 'nope'\n")):
        done = run([target_path(folder, targets()[0]), "-runs=1"], environment={"MAPLEFUZZ_STRICT": word})
        text = done.stdout.decode(errors="replace")
        check(done.returncode == code and said in text, "MAPLEFUZZ_STRICT=%s: exit code %d\n%s" % (word, done.returncode, text[-500:]))


def afl_fuzz(program, work, *, seed=b"\n", environment=None, runs=AFL_RUNS):
    """Run afl-fuzz. Return (its output folder, what it printed)."""
    inputs, output = work / "in", work / "out"
    inputs.mkdir(parents=True)
    (inputs / "seed").write_bytes(seed)
    settings = {"AFL_NO_UI": "1", "AFL_SKIP_CPUFREQ": "1", "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
                "AFL_NO_AFFINITY": "1", **(environment or {})}
    done = run(["afl-fuzz", "-i", inputs, "-o", output, "-E", runs, "-s", 1, "-t", 5000, "-m", "none",
                "-G", MAX_SIZE, "--", program], environment=settings)
    text = done.stdout.decode(errors="replace")
    check(not done.returncode, "afl-fuzz ends with exit code %d:\n%s" % (done.returncode, text[-2000:]))
    return output / "default", text


def read_stats(folder):
    text = (folder / "fuzzer_stats").read_text()
    return dict(re.findall(r"^(\w+)\s*: (.*?)\s*$", text, re.MULTILINE))


def check_afl(folder, name, work, library):
    program = target_path(folder, name)
    ours, _ = afl_fuzz(program, work, environment={"AFL_CUSTOM_MUTATOR_LIBRARY": str(library),
                                                 "AFL_CUSTOM_MUTATOR_ONLY": "1", "MAPLEFUZZ_TARGET": name})
    stats = read_stats(ours)
    check(stats["stability"] == "100.00%", "%s, AFL++: stability %s" % (name, stats["stability"]))
    check(stats["target_mode"].split()[:2] == ["persistent", "shmem_testcase"],
          "%s, AFL++: the target's mode is %s" % (name, stats["target_mode"]))
    made = [path for path in files(ours / "queue") if ",orig:" not in path.name]
    strange = [path.name for path in made if not re.search(r",maple-[a-z-]+(,\+cov)?$", path.name)]
    check(not strange, "%s, AFL++: not made by our mutator: %s" % (name, strange[:1]))
    check_share("%s, AFL++ with our mutator" % name, made, 1, 1)


def check_without_mutator(folder, name, work):
    theirs, _ = afl_fuzz(target_path(folder, name), work, runs=AFL_MANY_RUNS)
    made = [path for path in files(theirs / "queue") if ",orig:" not in path.name]
    check(not any("maple" in path.name for path in made), "%s, AFL++: our mutator is used unasked" % name)
    check_share("%s, AFL++ without it" % name, made, 0, 0.5)


def check_trim(folder, name, work, library):
    """A hundred instructions that the header switches off do nothing."""
    store = bytes([1, 0, 1, 7]) + bytes(INSTRUCTION_SIZE - 4)
    seed = bytes([0, 0xff, 0, 0]) + 100 * store
    output, text = afl_fuzz(target_path(folder, name), work, seed=seed, runs=AFL_FEW_RUNS,
                            environment={"AFL_CUSTOM_MUTATOR_LIBRARY": str(library), "AFL_DEBUG": "1"})
    check("[Custom Trimming] START" in text, "%s, AFL++: our trimming is not called" % name)
    trimmed = files(output / "queue")[0]
    check(",orig:" in trimmed.name and is_canonical(trimmed), "%s: trimmed to something else" % name)
    check(trimmed.stat().st_size == HEADER_SIZE,
          "%s: 100 instructions without effect are trimmed to %d bytes" % (name, trimmed.stat().st_size))
    print("%s, AFL++: a seed of %d bytes is trimmed to %d" % (name, len(seed), trimmed.stat().st_size), flush=True)


def check_target(folders, name, library):
    """Check one target under both engines."""
    libfuzzer, afl, afl_asan = folders
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as temporary:
        work = pathlib.Path(temporary)
        check_libfuzzer(libfuzzer, name, work)
        check_afl(afl, name, work / "afl", library)
        stats = read_stats(afl_fuzz(target_path(afl_asan, name), work / "asan", runs=AFL_FEW_RUNS)[0])
        check(stats["stability"] == "100.00%", "%s, AFL++ with ASan: stability %s" % (name, stats["stability"]))


def check_mutator(afl, name, library):
    """Check what does not depend on the target: AFL++ without our mutator, and our trimming."""
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as temporary:
        check_without_mutator(afl, name, pathlib.Path(temporary) / "theirs")
        check_trim(afl, name, pathlib.Path(temporary) / "trim", library)


def check_all():
    folders = [build(preset) for preset in ("fuzz", "afl", "afl-asan")]
    afl = folders[1]
    library = afl / "fuzz" / "mutator" / "libmaplefuzz-mutator.so"
    for folder in folders[1:]:
        check_not_cached(folder)
    check_strict(folders[0])
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = [pool.submit(check_target, folders, name, library) for name in targets()]
        running.append(pool.submit(check_mutator, afl, targets()[0], library))
        for future in running:
            future.result()


def main():
    try:
        check_all()
    except (Wrong, subprocess.TimeoutExpired) as complaint:
        print("engines.py: %s" % complaint, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
