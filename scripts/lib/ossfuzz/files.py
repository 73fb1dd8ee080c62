# SPDX-License-Identifier: GPL-2.0-or-later
"""What can be seen of a build for OSS-Fuzz without running it. Every check takes a Build, and most a target;
it returns what it found in a few words, or raises Broken."""

import collections
import configparser
import functools
import re
import subprocess
import zipfile

from .build import Broken

LEGAL_NAME = re.compile(r"[A-Za-z0-9_-]+")
COMPANIONS = (".options", ".dict", "_seed_corpus.zip")

# The libraries of every system, and the C++ library of Debian's engine: OSS-Fuzz's has its own inside.
LIBRARIES = {"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libresolv.so.2",
             "libgcc_s.so.1", "libstdc++.so.6", "ld-linux-x86-64.so.2"}

# Numbers of calls to a sanitizer's runtime: a build with it has at least the first,
# one without it at most the second. From OSS-Fuzz's build check.
CALLS = {"asan": (1000, 0), "ubsan": (168, 200), "msan": (1000, 3)}

# What address and undefined are called in a binary.
RUNTIME = {"address": "asan", "undefined": "ubsan"}

# Reports that no abort follows: those of -fsanitize=unsigned-integer-overflow, no error but a hint for
# the engine; those that never return under any name; and one that only the runtime itself calls.
NO_ABORT = {"__ubsan_handle_" + name for name in (
    "add_overflow", "sub_overflow", "mul_overflow", "negate_overflow",
    "builtin_unreachable", "missing_return", "cfi_bad_type")}


def output(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    if done.returncode:
        raise Broken("%s: %s" % (command[0], done.stderr.decode(errors="replace").strip()[-200:]))
    return done.stdout.decode(errors="replace")


@functools.lru_cache(maxsize=1)  # several checks of one target ask
def runtime_calls(path):
    """How often the binary calls each function of a sanitizer."""
    called = re.findall(r"call +[0-9a-f]+ <(__(?:asan|ubsan|msan)_\w+)", output("objdump", "-d", "--no-show-raw-insn", path))
    return collections.Counter(called)


def check_names(build):
    """All targets are there, and nothing that belongs to none of them."""
    found = {path.name for path in build.out.iterdir()}
    missing = [name for name in build.targets if name not in found]
    if missing:
        raise Broken("there is no " + ", ".join(missing))
    illegal = [name for name in sorted(found) if (build.out / name).stat().st_mode & 0o111 and not LEGAL_NAME.fullmatch(name)]
    if illegal:
        raise Broken("%s: an executable is called by letters, digits, - and _ alone" % ", ".join(illegal))
    strange = sorted(found - {name + ending for name in build.targets for ending in ("", *COMPANIONS)})
    if strange:
        raise Broken("%s: no target of fuzz/targets/targets.def, and nothing that goes with one" % ", ".join(strange))
    return ", ".join(sorted(found))


def check_entry(build, target):
    """An executable for this machine that has the entry point, and the main() of the engine."""
    path = build.out / target
    if not path.stat().st_mode & 0o111:
        raise Broken("it is not executable")
    if "X86-64" not in output("readelf", "-hW", path):
        raise Broken("it is not for x86_64")
    defined = set(re.findall(r" [TW] (\w+)$", output("nm", path), re.MULTILINE))
    if "LLVMFuzzerTestOneInput" not in defined:
        raise Broken("there is no LLVMFuzzerTestOneInput")
    if "LLVMFuzzerRunDriver" not in defined:
        raise Broken("its main() is not that of the engine")
    return "LLVMFuzzerTestOneInput, and the main() of the engine"


def check_libraries(build, target):
    """It needs nothing that the machine which runs it may not have."""
    dynamic = output("readelf", "-dW", build.out / target)
    paths = re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", dynamic)
    if paths:
        raise Broken("it looks for libraries in %s" % ", ".join(paths))
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
    strange = [name for name in needed if name not in LIBRARIES]
    if strange:
        raise Broken("it needs %s" % ", ".join(strange))
    return " ".join(needed)


def check_sanitizer(build, target):
    """It is compiled with the sanitizer that was asked for, and with no other."""
    calls = runtime_calls(build.out / target)
    wanted = RUNTIME.get(build.sanitizer)
    counts = {}
    for name, (at_least, at_most) in CALLS.items():
        counts[name] = sum(count for function, count in calls.items() if function.startswith("__%s_" % name))
        if name == wanted and counts[name] < at_least:
            raise Broken("%d calls to %s, and %d are the least: is it compiled with $CFLAGS?" % (counts[name], name, at_least))
        if name != wanted and counts[name] > at_most:
            raise Broken("%d calls to %s, in a build for %s" % (counts[name], name, build.sanitizer))
    return ", ".join("%d calls to %s" % (count, name) for name, count in counts.items())


def check_halts(build, target):
    """What the sanitizer reports ends the process: otherwise nobody learns of it."""
    returning = [name for name in runtime_calls(build.out / target) if name.endswith("_noabort") or
                 name.startswith("__ubsan_handle_") and not name.endswith("_abort") and name not in NO_ABORT]
    if returning:
        raise Broken("after an error it goes on: %s" % ", ".join(sorted(returning)[:5]))
    return "an error ends the process"


def check_options(build, target):
    """The options file is one, for the engine and the sanitizers."""
    options = configparser.ConfigParser()
    path = build.out / (target + ".options")
    try:
        with path.open() as file:
            options.read_file(file)
    except (OSError, configparser.Error) as failure:
        raise Broken(" ".join(str(failure).split())) from failure
    strange = set(options.sections()) - {"libfuzzer", "asan", "msan", "ubsan", "env"}
    if strange:
        raise Broken("nobody reads the section %s" % ", ".join(strange))
    return " ".join("-%s=%s" % pair for pair in libfuzzer_options(build, target))


def libfuzzer_options(build, target):
    """The (name, value) pairs for libFuzzer in the options file."""
    options = configparser.ConfigParser()
    options.read(build.out / (target + ".options"))
    return options.items("libfuzzer") if options.has_section("libfuzzer") else []


def check_seeds(build, target):
    """The archive of seeds is flat and has some, none of them too long to be read."""
    try:
        with zipfile.ZipFile(build.out / (target + "_seed_corpus.zip")) as archive:
            damaged, entries = archive.testzip(), archive.infolist()
    except (OSError, zipfile.BadZipFile) as failure:
        raise Broken(str(failure)) from failure
    if damaged:
        raise Broken("%s is damaged" % damaged)
    folders = [entry.filename for entry in entries if "/" in entry.filename]
    if folders:
        raise Broken("it has folders: %s" % ", ".join(folders[:3]))
    if not entries:
        raise Broken("it is empty")
    limit = int(dict(libfuzzer_options(build, target)).get("max_len", 1 << 20))
    long = [entry.filename for entry in entries if entry.file_size > limit]
    if long:
        raise Broken("longer than max_len: %s" % ", ".join(long[:3]))
    return "%d files, %d bytes, no folders" % (len(entries), sum(entry.file_size for entry in entries))
