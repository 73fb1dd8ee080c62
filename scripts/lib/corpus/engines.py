# SPDX-License-Identifier: GPL-2.0-or-later
"""What inputs reach, and which few of them reach it all: as libFuzzer sees it, and as AFL++ does.

Measured on 1520 inputs that both engines had made in some minutes, on the embedded tree:

                        inputs     bytes   features   tuples   edges
    all                   1520   832,666      4,342    5,364     607
    -set_cover_merge=1     224   185,526      4,342    4,433     607
    -merge=1               681   289,402      4,342    4,989     607
    afl-cmin               448   281,870      4,233    5,364     607

Each engine keeps all that it counts itself, and no edge is lost. Features are libFuzzer's, of a build with ASan and UBSan; tuples
AFL++'s, of an optimised build. The set cover is the default, being half as large and made for the engine that scripts/fuzz
runs; afl-cmin is better where AFL++ alone goes on.
"""

import os
import re
import signal
import subprocess

from common.command import Failure
from common.engine import LIBFUZZER_FLAGS, TIMEOUT, sanitizer_environment

# Where the program is, seen from the folder in which an engine works. Both engines split command lines at blanks, so
# that there must be none in the names that they are given.
PROGRAM = "../program"

# Seconds between two lines about progress.
PROGRESS_SECONDS = 3


def last_lines(log):
    return log.read_text(errors="replace").strip()[-500:]


def run_watched(command, work, done, **options):
    """Run @command in the folder @work, and say how many of the inputs it has done(). Return its log."""
    log, total = work / "log", len(os.listdir(work / "inputs"))
    with log.open("wb") as output:
        # A session of its own: both engines have processes of their own, which are to end as well.
        process = subprocess.Popen([str(word) for word in command], cwd=work, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT, start_new_session=True, **options)
        try:
            while process.poll() is None:
                try:
                    process.wait(PROGRESS_SECONDS)
                except subprocess.TimeoutExpired:
                    print("%d of %d inputs" % (min(done(), total), total), flush=True)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    if process.returncode:
        raise Failure("%s ended with exit code %d: %s" % (command[0], process.returncode, last_lines(log)))
    return log


def entries(folder):
    """How many files are in a folder that an engine makes and removes as it likes."""
    return len(list(folder.glob("*")))


def check_all_run(work, ran):
    """Complain if an engine gave up before it had tried every input."""
    missing = set(os.listdir(work / "inputs")) - ran
    if missing:
        raise Failure("%d inputs were not run: %s" % (len(missing), last_lines(work / "log")))


class LibFuzzer:
    """libFuzzer's merge by set cover. It goes on after an input that crashes."""

    preset = "fuzz"
    counts = "features"

    def choose(self, work):
        """Return (what each input of @work/inputs reaches, those that reach it all); those that crash or hang are in neither."""
        control, chosen = work / "control", work / "chosen"
        chosen.mkdir()
        (work / "artifacts").mkdir()
        log = run_watched([PROGRAM, "-set_cover_merge=1", *LIBFUZZER_FLAGS, "-merge_control_file=control",
                           "-artifact_prefix=artifacts/", "chosen", "inputs"],
                          work, lambda: control.exists() and control.read_bytes().count(b"STARTED"),
                          env=sanitizer_environment())
        return self.read(work, self.counters(log)), set(os.listdir(chosen))

    def measure(self, work):
        """Return what each input of @work/inputs reaches."""
        return self.choose(work)[0]

    def counters(self, log):
        """How many edges are counted, with eight features each. Further features are the depth of the stack, and vary."""
        found = re.search(r"\((\d+) inline 8-bit counters\)", log.read_text(errors="replace"))
        if not found:
            raise Failure("the program is not built for libFuzzer: %s" % last_lines(log))
        return int(found.group(1))

    def read(self, work, counters):
        """The features of each input in the control file: the names first, then lines with the number of a name."""
        lines = (work / "control").read_text().splitlines()
        names = [line.rpartition("/")[2] for line in lines[2:2 + int(lines[0])]]
        started, reached = set(), {}
        for line in lines[2 + len(names):]:
            word, number, *features = line.split()
            if word == "STARTED":
                started.add(names[int(number)])
            elif word == "FT":
                reached[names[int(number)]] = {int(feature) for feature in features if int(feature) < 8 * counters}
        check_all_run(work, started)
        return reached


class Afl:
    """afl-cmin, and afl-showmap, which it asks."""

    preset = "afl"
    counts = "tuples"

    def __init__(self):
        # afl-cmin does not work in /tmp unless it is told that this is meant.
        self.options = {"env": dict(os.environ, AFL_ALLOW_TMP="1", AFL_QUIET="1")}
        self.limits = ["-m", "none", "-t", 1000 * TIMEOUT]

    def choose(self, work):
        """As LibFuzzer.choose()."""
        reached = self.measure(work)
        # It gives up if the first one crashes.
        for name in set(os.listdir(work / "inputs")) - set(reached):
            (work / "inputs" / name).unlink()
        if not reached:
            return {}, set()
        run_watched(["afl-cmin", "-i", "inputs", "-o", "chosen", *self.limits, "--", PROGRAM],
                    work, lambda: entries(work / "chosen" / ".traces"), **self.options)
        return reached, {path.name for path in (work / "chosen").iterdir() if path.is_file()}

    def measure(self, work):
        """As LibFuzzer.measure()."""
        traces = work / "traces"
        traces.mkdir()
        run_watched(["afl-showmap", "-Z", "-i", "inputs", "-o", "traces", *self.limits, "--", PROGRAM],
                    work, lambda: entries(traces), **self.options)
        check_all_run(work, set(os.listdir(traces)))
        # That of one that crashes or hangs is empty.
        return {path.name: set(path.read_text().split()) for path in traces.iterdir() if path.stat().st_size}


ENGINES = {"libfuzzer": LibFuzzer, "afl": Afl}
