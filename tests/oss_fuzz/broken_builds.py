#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: broken_builds.py FOLDER

scripts/oss-fuzz-check can fail: a good build passes, and of each broken one exactly the lines fail that should. It works in FOLDER,
which it removes: in a place that is always the same, the compiler's cache knows the files again.
"""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CHECK = ROOT / "scripts" / "oss-fuzz-check"

# What every broken build begins with: the good one, of which it spoils something.
PRELUDE = r"""
cp -a GOOD/not-out/. "$OUT"
chmod -R u+w "$OUT"
# link WORD...: the target anew, with more words for the linker.
link() {
	local objects=GOOD/work.gone/targets/fuzz

	rm "$OUT/fuzz-dup"
	"$CXX" $CXXFLAGS "$objects"/targets/CMakeFiles/fuzz-dup.dir/*.o $(find "$objects/mutator" -name libfuzzer.c.o) "$@" \
		-Wl,--start-group $(find GOOD/work.gone/targets -name '*.a') -Wl,--end-group $LIB_FUZZING_ENGINE -o "$OUT/fuzz-dup"
}
# wrapped CONDITION: the target, aborting where the condition holds in wrapped.c.
wrapped() {
	"$CC" $CFLAGS "-DABORT_IF=$1" -c "$SRC/maplefuzz/tests/oss_fuzz/wrapped.c" -o "$WORK/wrapped.o"
	link -Wl,--wrap=LLVMFuzzerTestOneInput "$WORK/wrapped.o"
}
# options LINE...: another options file.
options() { printf '%s\n' "$@" >"$OUT/fuzz-dup.options"; }
# compile WORD...: a C file from the standard input.
compile() { "$CC" $CFLAGS "$@" -x c -; }
"""

LIBFUZZER, AFL = ("libfuzzer", "address"), ("afl", "address")
WHO_WRITES = "read-only" if os.geteuid() == 0 else "startup"  # root's writing can only be seen afterwards

# For each broken build: what is done to the good one, the lines that fail, and as what it is checked.
BROKEN = {
    "fails": ("exit 3", {"build"}, LIBFUZZER),
    "changes its source": ('echo >>"$SRC/maplefuzz/README.md"', {"build"}, LIBFUZZER),
    "a target is missing": ('rm "$OUT/fuzz-dup"', {"names"}, LIBFUZZER),
    "an illegal name": ('cp "$OUT/fuzz-dup" "$OUT/fuzz.dup"', {"names"}, LIBFUZZER),
    "something left over": ('touch "$OUT/README"', {"names"}, LIBFUZZER),
    "not executable": ('chmod -x "$OUT/fuzz-dup"', {"entry"}, LIBFUZZER),
    "another entry point": ('objcopy --redefine-sym LLVMFuzzerTestOneInput=fuzz "$OUT/fuzz-dup"', {"entry"}, LIBFUZZER),
    "a library of its own": ('echo "int x;" | compile -shared -fPIC -o "$OUT/../libown.so"\n'
                             'link -Wl,--no-as-needed "$OUT/../libown.so"', {"libraries"}, LIBFUZZER),
    "a path to $WORK": ('link -Wl,-rpath,"$WORK"', {"libraries"}, LIBFUZZER),
    "$CFLAGS ignored": ('cmake=(env CFLAGS= CXXFLAGS= cmake)\n'
                        '"${cmake[@]}" -S "$SRC/maplefuzz" -B "$WORK/t" -DMAPLEFUZZ_ENGINE=external -DMAPLEFUZZ_TESTS=OFF\n'
                        '"${cmake[@]}" --build "$WORK/t" --parallel 2 --target fuzz-dup\n'
                        'cp "$WORK/t/fuzz/targets/fuzz-dup" "$OUT"', {"sanitizer", "edges"}, LIBFUZZER),
    "errors are survived": ('echo "int f(int *p); int f(int *p) { return *p; }" |\n'
                            'compile -fsanitize-recover=address -c -o "$WORK/f.o"; link "$WORK/f.o"', {"halts"}, LIBFUZZER),
    "options without a section": ('options "max_len = 4096"', {"options"}, LIBFUZZER),
    "options for nobody": ('options "[libFuzzer]" "max_len = 4096"', {"options"}, LIBFUZZER),
    "an unknown option": ('options "[libfuzzer]" "maximum_length = 4096"', {"flags"}, LIBFUZZER),
    "folders in the seeds": ('(cd "$SRC/maplefuzz/corpus" && zip -q -r "$OUT/fuzz-dup_seed_corpus.zip" dup)', {"seeds"}, LIBFUZZER),
    "no seeds": ('rm "$OUT/fuzz-dup_seed_corpus.zip"', {"seeds"}, LIBFUZZER),
    "seeds too long": ('options "[libfuzzer]" "max_len = 100"', {"seeds"}, LIBFUZZER),
    "no dictionary": ('rm "$OUT/fuzz-dup.dict"', {"dictionary"}, LIBFUZZER),
    "no word in the dictionary": ('echo "store" >>"$OUT/fuzz-dup.dict"', {"dictionary"}, LIBFUZZER),
    "needs $SRC": ('wrapped "access(\\"$SRC/build.sh\\", R_OK)"', {"startup"}, LIBFUZZER),
    "crashes on nothing": ('wrapped "size == 0"', {"startup"}, LIBFUZZER),
    "crashes on a seed": ('wrapped "size > 1000"', {"corpus"}, LIBFUZZER),
    "crashes after a while": ('wrapped "runs > 500"', {"fuzzing"}, LIBFUZZER),
    "writes beside itself": ('wrapped "mkdir(\\"written\\", 0700) && errno != EEXIST"', {WHO_WRITES}, LIBFUZZER),
    "no coverage": (":", {"sanitizer", "coverage"}, ("libfuzzer", "coverage")),
    "not for AFL++": (":", {"startup"}, AFL),
    # libFuzzer would not link; the main() of AFL++'s driver gives way.
    "its own main": ('echo "int LLVMFuzzerTestOneInput(void) { return 0; } int main(void) { return 0; }" |\n'
                     'compile -c -o "$WORK/main.o"; "$CXX" $CXXFLAGS "$WORK/main.o" $LIB_FUZZING_ENGINE -o "$OUT/fuzz-dup"',
                     {"entry", "sanitizer"}, AFL),
}


# Enough runs of libFuzzer for the build that crashes after 500.
RUNS = "600"


def run_check(engine, sanitizer, *words):
    """Run the check. Return (its exit code, the names of the lines that fail, what it printed)."""
    command = [CHECK, "--engine", engine, "--sanitizer", sanitizer, "--runs", RUNS, *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    text = done.stdout.decode(errors="replace")
    return done.returncode, set(re.findall(r"^FAIL +\S+ +(\S+)", text, re.MULTILINE)), text


def remove(folder):
    """Remove a folder, which may have read-only ones in it."""
    if folder.exists():
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)
        shutil.rmtree(folder)


def check_good(work):
    code, failed, text = run_check(*LIBFUZZER, "--keep", work / "good")
    print(text, flush=True)
    return not code and not failed and "PASS" in text


def check_broken(work, number, name):
    """Return what is wrong, or nothing."""
    spoil, wanted, configuration = BROKEN[name]
    script = work / ("build-%d.sh" % number)
    script.write_text(PRELUDE.replace("GOOD", str(work / "good" / "libfuzzer-address")) + spoil + "\n")
    place = work / ("broken-%d" % number)
    code, failed, text = run_check(*configuration, "--target", "dup", "--build-script", script, "--keep", place)
    remove(place)
    if code == 1 and failed == wanted:
        return ""
    return "%s: exit code %d, failed: %s; expected: %s\n%s" % (
        name, code, ", ".join(sorted(failed)) or "nothing", ", ".join(sorted(wanted)), text)


def main():
    work = pathlib.Path(sys.argv[1]).absolute()
    remove(work)
    work.mkdir(parents=True)
    try:
        if not check_good(work):
            sys.exit("oss_fuzz: the build of .clusterfuzzlite/build.sh is not good")
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            wrong = list(pool.map(lambda item: check_broken(work, *item), enumerate(BROKEN)))
    finally:
        remove(work)
    print("\n".join(filter(None, wrong)))
    print("%d of %d broken builds were told by the right lines" % (wrong.count(""), len(wrong)))
    sys.exit(any(wrong))


if __name__ == "__main__":
    main()
