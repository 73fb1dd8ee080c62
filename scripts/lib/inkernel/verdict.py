# SPDX-License-Identifier: GPL-2.0-or-later
"""Tells from a console what became of each program."""

import re
import typing

# What printk() puts before each line.
STAMP = re.compile(r"^(?:<\d+>)?\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? ", re.M)

# What the guest says before it loads a module, and after all.
LOADING, THE_END = "maplefuzz: %s: loading", "maplefuzz: all done"

HELD, DIVERGED, CRASHED, HUNG, UNTRIED = "held", "diverged", "crashed", "hung", "not tried"

# Functions of the maple tree.
OURS = re.compile(r"(?:_*mas_|_*mt_|_*mtree_|mte_|ma_|mab_|mast_|mni_|mas\b)")
FRAME = re.compile(r"^(?:RIP: \d+:)? *([\w.]+\+0x[0-9a-f]+)/0x[0-9a-f]+", re.M)

# What the kernel reports, the most telling first: how the report begins, and what it is called.
REPORTS = (
    (r"^(?:BUG: )?KASAN: (\S+) in .*", "KASAN: %s"),
    (r"^(?:BUG: kernel NULL pointer dereference|BUG: unable to handle|general protection fault|Oops:).*", "Oops"),
    (r"^kernel BUG at .*", "BUG"),
    (r"^BUG (?:\S+) \(.*?\): (.*)", "SLUB: %s"),
    (r"^(?:virt_to_cache): (.*)", "SLUB: %s"),
    (r"^BUG: (sleeping function called from invalid context|scheduling while atomic).*", "%s"),
    (r"^WARNING: (possible \S+ locking dependency detected|possible recursive locking detected|suspicious RCU usage|"
     r"inconsistent lock state|bad unlock balance detected|Nested lock was not taken).*", "lockdep: %s"),
    (r"^WARNING: .*", "WARNING"),
    (r"^Kernel panic - not syncing: (.*)", "panic: %s"),
)

# A module that waits for ever: the kernel says so every two minutes.
STALL = re.compile(r"^INFO: task insmod:\d+ blocked for more than .*", re.M)

# Between such lines of the module the console shows what is no fault: what begins a report. Who sleeps in a read-side section is told by lockdep, where the
# kernel has that, a few lines below its usual beginning.
EXPECTED = {
    "warnings": re.compile(r"WARNING: (?!possible|suspicious|inconsistent|bad unlock)"),
    "sleeping": re.compile(r"BUG: sleeping function|WARNING: suspicious RCU usage\n(?:.*\n){0,3}.*Illegal context switch in RCU read-side"),
}


class Verdict(typing.NamedTuple):
    """@kind: HELD and so on; @words: what else there is to say; @calls: how many calls were compared."""
    kind: str
    words: str = ""
    calls: int = 0

    def __str__(self):
        return self.kind + (": " + self.words if self.words else "")


def plain(console):
    """The lines of a console, without times."""
    return STAMP.sub("", console.replace("\r", ""))


def section(console, name):
    """What stands on the @console of the module @name; None if it was not loaded."""
    begin = console.find(LOADING % name + "\n")
    if begin < 0:
        return None
    end = re.compile(r"^maplefuzz: (?:\w+: loading|all done)$", re.M).search(console, begin + 1)
    return console[begin:end.start() if end else len(console)]


def without_expected(text, name):
    """The console of a module without the lines of what it has announced."""
    kept, allowed, at = [], set(), 0
    for line in text.splitlines(keepends=True):
        announced = re.match(r"maplefuzz: %s: (\w+): (not )?expected$" % name, line)
        if announced:
            (allowed.discard if announced[2] else allowed.add)(announced[1])
        elif not any(EXPECTED[kind].match(text, at) for kind in allowed if kind in EXPECTED):
            kept.append(line)
        at += len(line)
    return "".join(kept)


def place(report):
    """The innermost function of the maple tree in a report, or of all, as in mt_free_walk+0x79; what only may be there has a "?"."""
    frames = [name for name in FRAME.findall(report) if not name.startswith("?")]
    inner = [name for name in frames if OURS.match(name)]
    return (inner or frames or ["somewhere"])[0]


def crash(text):
    """The most telling report in @text, as (where it begins, in words); None if there is none."""
    for pattern, words in REPORTS:
        match = re.search(pattern, text, re.M)
        if match:
            return match.start(), "%s (%s)" % (place(text[match.start():]), words % match.groups() if "%" in words else words)
    return None


def difference(text, name):
    """The first difference that the module has found, or the kernel's own check of the tree, likewise."""
    match = re.search(r"^(?:maplefuzz: %s: ((?:call \d+|at the end): .*?)(?: \(line \d+\))?|(BUG at \w+:\d+) \(\d+\))$" % name, text, re.M)
    return match and (match.start(), match[1] or "the kernel's own check: " + match[2])


def judge(text, name, late):
    """What became of the module @name. @text: the plain console of it; @late: it was not given more time."""
    seen = without_expected(text, name)
    differs, broken = difference(seen, name), crash(seen)
    if differs and not (broken and broken[0] < differs[0]):
        made = re.search(r"^maplefuzz: %s: diverged: .* calls: (\d+)$" % name, seen, re.M)
        return Verdict(DIVERGED, differs[1], int(made[1]) if made else 0)
    if broken:
        return Verdict(CRASHED, broken[1])
    if late or STALL.search(seen):
        return Verdict(HUNG)
    held = re.search(r"^maplefuzz: %s: held: (\d+) calls$" % name, seen, re.M)
    if held:
        return Verdict(HELD, calls=int(held[1]))
    refused = re.search(r"^maplefuzz: %s: not loaded: (.*)" % name, seen, re.M)
    if not refused:
        return Verdict(CRASHED, "the machine stopped without a report")
    symbol = re.search(r"^%s: (Unknown symbol \w+|version magic .*|.*does not match.*)" % name, seen, re.M)
    return Verdict(UNTRIED, "the module can't be loaded: %s" % (symbol[1] if symbol else refused[1]))
