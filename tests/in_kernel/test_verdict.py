# SPDX-License-Identifier: GPL-2.0-or-later
"""What scripts/in-kernel makes of consoles: the verdict of each module, whatever the kernel prints around it."""

import array
import itertools
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "lib"))

from common.emitted import Emitted, known_issues  # noqa: E402  pylint: disable=wrong-import-position
from inkernel.__main__ import around, reasons  # noqa: E402  pylint: disable=wrong-import-position
from inkernel.debian import newest  # noqa: E402  pylint: disable=wrong-import-position
from inkernel.guest import SLEEPER_COUNTS, Guest, processor_seconds  # noqa: E402  pylint: disable=wrong-import-position
from inkernel.modules import READER, Module, group  # noqa: E402  pylint: disable=wrong-import-position
from inkernel.run import Runs, no_start, script  # noqa: E402  pylint: disable=wrong-import-position
from inkernel.spawn import lines, rows  # noqa: E402  pylint: disable=wrong-import-position
from inkernel.steps import CALL, DO, STATEMENT, NoSteps, kinds, words  # noqa: E402  pylint: disable=wrong-import-position
from inkernel.verdict import Verdict, judge, plain, section  # noqa: E402  pylint: disable=wrong-import-position

TRACE = """CPU: 0 UID: 0 PID: 0 Comm: swapper/0
RIP: 0010:build_detached_freelist+0x2ea/0x380
Call Trace:
 <IRQ>
 kmem_cache_free_bulk.part.0+0x7b/0x3a0
 ? mas_next_slot+0x1/0x2
 mt_free_walk+0x79/0x180
 rcu_do_batch+0x1bf/0x560
"""


def console(*texts):
    """A console with modules a, b and so on, that printed these."""
    lines = ["Linux version 6.12", "Run /init as init process"]
    for name, text in zip("abcdef", texts):
        lines += ["maplefuzz: %s: loading" % name, *text.replace("@", "maplefuzz: %s: " % name).splitlines()]
    return "\r\n".join("[    %d.%06d]%s %s" % (4 + number // 9, number, "[    T%d]" % number if number % 2 else "", line)
                       for number, line in enumerate(lines)) + "\r\n"


class Verdicts(unittest.TestCase):
    """One module each."""

    def check(self, text, expected, late=False):
        shown = plain(console("@begins\n@held: 1 calls", "@begins\n" + text))
        self.assertEqual(str(judge(section(shown, "b"), "b", late)), expected)
        self.assertEqual(str(judge(section(shown, "a"), "a", False)), "held")

    def test_held(self):
        shown = plain(console("@begins\n@held: 237 calls\nmaplefuzz: all done"))
        self.assertEqual(judge(section(shown, "a"), "a", False), ("held", "", 237))

    def test_diverged(self):
        self.check("@call 3: store t0 [5] v1: error is 0, it should be -EEXIST (-17) (line 120)\n@diverged: differences: 1, calls: 3",
                   "diverged: call 3: store t0 [5] v1: error is 0, it should be -EEXIST (-17)")
        self.check("@at the end: t0: mtree_empty() is false (line 9)\n@diverged: differences: 1, calls: 3",
                   "diverged: at the end: t0: mtree_empty() is false")
        self.check("BUG at mas_validate_gaps:7356 (1)\n@held: 2 calls",
                   "diverged: the kernel's own check: BUG at mas_validate_gaps:7356")

    def test_first_of_both(self):
        differs = "@call 1: load t0 [5]: entry is 0x3, it should be NULL (0x0) (line 1)\n"
        broken = "BUG: kernel NULL pointer dereference, address: 0000000000000028\n" + TRACE
        self.check(differs + broken, "diverged: call 1: load t0 [5]: entry is 0x3, it should be NULL (0x0)")
        self.check(broken + differs, "crashed: mt_free_walk+0x79 (Oops)")

    def test_crashed(self):
        self.check("BUG: KASAN: slab-use-after-free in mas_walk+0x1/0x2\nRead of size 8\n" + TRACE +
                   "Oops: general protection fault\n", "crashed: mt_free_walk+0x79 (KASAN: slab-use-after-free)")
        self.check("BUG maple_node (Tainted: G    B): Poison overwritten\n" + TRACE + "@held: 1 calls",
                   "crashed: mt_free_walk+0x79 (SLUB: Poison overwritten)")
        self.check("WARNING: possible recursive locking detected\n" + TRACE + "@held: 1 calls",
                   "crashed: mt_free_walk+0x79 (lockdep: possible recursive locking detected)")
        self.check("WARNING: CPU: 0 PID: 0 at mm/slub.c:4770\n" + TRACE + "@held: 1 calls", "crashed: mt_free_walk+0x79 (WARNING)")
        self.check("BUG: kernel NULL pointer dereference, address: 0\nRIP: 0010:memcpy+0x1/0x20\n", "crashed: memcpy+0x1 (Oops)")
        self.check("", "crashed: the machine stopped without a report")

    def test_expected(self):
        warning = "WARNING: CPU: 0 PID: 0 at lib/maple_tree.c:6500\n" + TRACE
        self.check("@warnings: expected\n" + warning + "@warnings: not expected\n@held: 1 calls", "held")
        self.check("@warnings: expected\n@warnings: not expected\n" + warning + "@held: 1 calls",
                   "crashed: mt_free_walk+0x79 (WARNING)")
        self.check("@warnings: expected\nWARNING: suspicious RCU usage\n" + TRACE + "@held: 1 calls",
                   "crashed: mt_free_walk+0x79 (lockdep: suspicious RCU usage)")

    def test_expected_sleep(self):
        usage = "WARNING: suspicious RCU usage\n6.12.117 #1 Tainted: G\n-----\nrcupdate.h:415 %s!\n" + TRACE
        sleeps, reads = usage % "Illegal context switch in RCU read-side critical section", usage % "suspicious rcu_dereference_check() usage"
        broken = "crashed: mt_free_walk+0x79 (lockdep: suspicious RCU usage)"
        self.check("@sleeping: expected\n" + sleeps + "@sleeping: not expected\n@held: 1 calls", "held")
        self.check("@sleeping: expected\nBUG: sleeping function called\n" + TRACE + "@held: 1 calls", "held")
        self.check("@sleeping: expected\n@sleeping: not expected\n" + sleeps + "@held: 1 calls", broken)
        self.check("@sleeping: expected\n" + reads + "@held: 1 calls", broken)
        self.check("@warnings: expected\n" + sleeps + "@held: 1 calls", broken)

    def test_hung(self):
        self.check("", "hung", late=True)
        self.check("INFO: task insmod:60 blocked for more than 120 seconds.", "hung")
        runs = Runs(None, None, None, 5, {})
        self.assertTrue(runs.is_late("[  122.000000] INFO: task insmod:60 blocked for more than 120 seconds.\r\n", 0))
        self.assertFalse(runs.is_late("[  122.000000] INFO: task other:61 blocked for more than 120 seconds.\r\n", 5))
        self.assertTrue(runs.is_late(console("@begins"), 5))

    def test_not_loaded(self):
        self.check("b: version magic '6.1' should be '6.12'\n@not loaded: insmod: can't insert", "not tried: the module can't be loaded: "
                   "version magic '6.1' should be '6.12'")
        self.check("b: Unknown symbol mas_nomem (err -2)\n@not loaded: insmod: x", "not tried: the module can't be loaded: "
                   "Unknown symbol mas_nomem")


class Programs(unittest.TestCase):
    """What is no program is noticed before there is a kernel."""

    def test_malformed(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "bad.txt").write_text("trees rcu\n  nonsense t0\n", encoding="utf-8")
            done = subprocess.run([ROOT / "scripts/in-kernel", folder / "bad.txt"], env={**os.environ, "MAPLEFUZZ_OUT": str(folder / "out")},
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
            self.assertRegex(done.stderr.splitlines()[-1], r"^in-kernel: .*/bad\.txt:2:3: ")
            self.assertFalse((folder / "out").exists())


class Packages(unittest.TestCase):
    """Which of Debian's kernels is meant."""

    def test_newest(self):
        listed = "".join("linux-image-%s-cloud-amd64-unsigned - Linux\n" % release
                         for release in ("6.1.0-9", "6.1.0-54", "6.12.107+deb12", "6.12.99+deb12", "6.12.107+deb12-rt"))
        self.assertEqual(newest("6.1", listed), "6.1.0-54")
        self.assertEqual(newest("6.12", listed), "6.12.107+deb12")
        self.assertIsNone(newest("6.2", listed))


class Spawn(unittest.TestCase):
    """Two kernels side by side."""

    def test_table(self):
        self.assertEqual(rows({21: 100, 121: 200}, {21: 150, 121: 150, 221: 1})[1:],
                         [("21", "100", "150", "+50.0 %"), ("121", "200", "150", "-25.0 %")])

    def test_page(self):
        written = list(lines({21: 100}, {21: 150}, ("one", "two"), "a command", pathlib.Path("a.svg")))
        self.assertRegex(written[0], r"^\d+-\d\d-\d\d, `a command`: one, and two as the other\.$")
        self.assertEqual(written[2], "![Gain by the number of areas](a.svg)")
        self.assertEqual(written[-1], "| 21 | 100 | 150 | +50.0 % |")


class Untried(unittest.TestCase):
    """What no module can do."""

    def test_reasons(self):
        untried = [Verdict("not tried", words) for words in ("call 2, x at 1: no way", "a program of processes", "call 3, y: no way")]
        self.assertEqual(list(reasons([Verdict("held"), *untried])),
                         ["in-kernel: 2 programs not tried: no way", "in-kernel: 1 program not tried: a program of processes"])


class Around(unittest.TestCase):
    """What was stepped around is said."""

    @staticmethod
    def program(name, text, complaint=None):
        program = Emitted(pathlib.Path(name), pathlib.Path(name).stem)
        program.known, program.complaint = known_issues(text), complaint
        return program

    def test_summary(self):
        comment = "/*\n * From a.txt: no divergence\n * Known issues stepped around, and how often: %s.\n */\n"
        programs = [self.program("a.txt", comment % "null-leaf 12, first-node 1"), self.program("b.txt", comment % "null-leaf 1"),
                    self.program("c.txt", "/*\n * From c.txt: no divergence\n */\n"), self.program("d.txt", comment % "null-leaf 1", "it cannot")]
        self.assertEqual(list(around(programs, False)), ["in-kernel: 2 programs stepped around known issues: null-leaf in 2, first-node in 1; "
                                                         "--verbose names them"])
        self.assertEqual(list(around(programs, True)), ["a.txt: stepped around first-node 1, null-leaf 12", "b.txt: stepped around null-leaf 1",
                                                        "in-kernel: 2 programs stepped around known issues: null-leaf in 2, first-node in 1"])
        self.assertEqual(list(around(programs[2:], False)), [])


class Waiting(unittest.TestCase):
    """A guest is given up by the processor time that it has had, or if it sleeps."""

    def seen(self, command):
        """What is_late() gets until it says so, beside what the clock and the processor say: seconds each."""
        with tempfile.NamedTemporaryFile() as console, subprocess.Popen(command) as process:
            start, seen = time.monotonic(), []

            def is_late(_, quiet):
                seen.append((quiet, time.monotonic() - start, processor_seconds(process.pid)))
                return quiet >= 0.2

            self.assertTrue(Guest.watch(process, pathlib.Path(console.name), is_late))
            process.kill()
        return seen

    def test_busy(self):
        for before, now in itertools.pairwise(self.seen([sys.executable, "-c", "while True: pass"])):
            self.assertGreaterEqual(now[0], before[2])

    def test_asleep(self):
        for quiet, clock, used in self.seen(["sleep", "600"]):
            self.assertLessEqual(quiet, max(clock / SLEEPER_COUNTS, used))


STEPS = """/*
 * From x.txt: no divergence
 */
calls 3 fails 1 sleepless 0 cursors 2
mt_init_flags(&t0, $);\t0
call\t1\tstore t0 [5] v1
do {
error = mtree_store(&t0, $, xa_mk_value($), GFP_KERNEL);\t5\t18446744073709551615
} while (gave_up(error == -ENOMEM));
begin_runs();
add_run($, $, $, $, VALUE($), $);\t5\t5\t0\t1\t1\t0
add_run($, $, $, $, VALUE($), $);\t6\t6\t0\t1\t1\t0
begin_runs();
"""


class Steps(unittest.TestCase):
    """Programs that a module reads."""

    def test_kinds(self):
        self.assertEqual(kinds([STEPS, STEPS]), ["add_run($, $, $, $, VALUE($), $);", "begin_runs();",
                                                 "error = mtree_store(&t0, $, xa_mk_value($), GFP_KERNEL);", "mt_init_flags(&t0, $);",
                                                 "} while (gave_up(error == -ENOMEM));"])
        with self.assertRaises(NoSteps):
            kinds(["/* */\n"])

    def test_words(self):
        numbers = {kind: number for number, kind in enumerate(kinds([STEPS]))}
        found = array.array("Q", words("good", STEPS, numbers))
        one = 1 << 32
        name = int.from_bytes(b"good", "little")
        self.assertEqual(found[0], len(found))
        self.assertEqual(list(found[1:10]), [3, 1, 0, 2, 2, 1, name, STATEMENT + 3 | one, 0])
        self.assertEqual(found[10], CALL | 3 * one)
        self.assertEqual(found[10:14].tobytes()[8:].rstrip(b"\0"), b"\1" + bytes(7) + b"store t0 [5] v1")
        self.assertEqual(list(found[14:18]), [DO, STATEMENT + 2 | 2 * one, 5, 2 ** 64 - 1])
        self.assertEqual(len(words("a name of 16 let", STEPS, numbers)), 8 * (len(found) + 2))

    def test_module(self):
        reader = Module(READER, ("a", "b"), True)
        self.assertEqual(reader.words("b"), ["path=/modules/every_program.steps", "first=1"])
        self.assertEqual(reader.files(), ["every_program.ko", "every_program.steps"])
        self.assertEqual(reader.lines(), ["obj-m += every_program.o"])
        self.assertEqual(Module("a", ("a",)).files(), ["a.ko"])


class Starts(unittest.TestCase):
    """Kernels that do not come so far."""

    def test_no_start(self):
        self.assertIn("prints nothing", str(no_start("", pathlib.Path("x"))))
        self.assertIn("does not boot: Kernel panic - not syncing: No init",
                      str(no_start("[    1.0] Kernel panic - not syncing: No init\r\n[    1.1] Rebooting\r\n", pathlib.Path("x"))))

    def test_script(self):
        alone = [Module("a", ("a",)), Module("b", ("b",))]
        self.assertEqual(plain("[    1.000000] " + script(["a"], alone, {}).split("'")[1]), "maplefuzz: a: loading")
        self.assertIsNone(section("maplefuzz: a: loading\n", "b"))
        self.assertIn("insmod /modules/b.ko seconds=1 seed=2 2>", script(["a", "b"], alone, {"b": ["seconds=1", "seed=2"]}))
        self.assertIn("insmod /modules/a.ko 2>", script(["a", "b"], alone, {"b": ["seconds=1"]}))

    def test_script_that_goes_on(self):
        modules = [Module("many1", ("a", "b", "c")), Module("many2", ("d",))]
        words = script(["b", "c", "d"], modules, {})
        self.assertIn("insmod /modules/many1.ko first=1 2>", words)
        self.assertIn("insmod /modules/many2.ko first=0 2>", words)
        self.assertNotIn("many1", script(["d"], modules, {}))


class Together(unittest.TestCase):
    """Modules of many programs."""

    def test_group(self):
        programs = [Emitted(pathlib.Path(name), pathlib.Path(name).stem) for name in ("a.txt", "b.txt", "c.txt", "d.c")]
        self.assertEqual(group(programs, 2), [Module("many1", ("a", "b")), Module("many2", ("c",)), Module("d", ("d",))])
        self.assertEqual(group(programs, 1), [Module(name, (name,)) for name in "abcd"])

    def test_files(self):
        many = Module("many1", ("a", "b"))
        self.assertEqual(many.lines(), ["obj-m += many1.o", "many1-y := many1_main.o a.o b.o", "CFLAGS_a.o := -DMAPLEFUZZ_PROGRAM=program_a",
                                        "CFLAGS_b.o := -DMAPLEFUZZ_PROGRAM=program_b"])
        self.assertIn('\t{ "a", program_a },\n\t{ "b", program_b },\n};', many.source())
        self.assertEqual(Module("a", ("a",)).lines(), ["obj-m += a.o"])

    def test_verdicts(self):
        runs = Runs(None, None, None, 1, {})
        many = Module("many1", ("a", "b"))
        shown = plain(console("@begins\n@held: 1 calls"))
        self.assertEqual(runs.look(shown, "a", many, False)[1], ("held", "", 1))
        self.assertEqual(runs.look(shown, "b", many, False), (None, None))
        shown = "maplefuzz: many1: loading\nmany1: Unknown symbol mas_nomem (err -2)\nmaplefuzz: many1: not loaded: insmod: x\nmaplefuzz: all done\n"
        for name in many.programs:
            self.assertEqual(runs.look(shown, name, many, False)[1].kind, "not tried")


if __name__ == "__main__":
    unittest.main(verbosity=2)
