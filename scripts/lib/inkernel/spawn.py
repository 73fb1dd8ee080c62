# SPDX-License-Identifier: GPL-2.0-or-later
"""How many instructions fork() takes in two kernels, by the number of areas in the address space."""

import pathlib
import re
import subprocess
import tempfile
import time

from common.build import install
from common.command import Failure
from common.page import PAGE, Picture, draw, markdown, replaced
from common.words import columns, for_people

from .guest import Guest
from .verdict import THE_END, plain

SOURCE = pathlib.Path(__file__).with_name("spawn.c")

# The guest's clock counts instructions, so that the figures do not depend on what else the machine does; this needs one processor and tcg.
COUNTING = ("-icount", "shift=0,sleep=off")

# Seconds without a word: the largest address space alone takes many.
LIMIT = 300

RUN = """echo 1000000 >/proc/sys/vm/max_map_count
/spawn
echo '%s' >/dev/kmsg
""" % THE_END

# The comparisons that the page has: how they are made, and what --against names.
COMMANDS = {"scripts/in-kernel --spawn --against %s --write" % against: against for against in ("one-by-one", "debian:6.1")}

MEASURED = re.compile(r"^maplefuzz: fork: (\d+) areas, (\d+) ticks$", re.M)


def measure(kernel, folder, logs):
    """Boot @kernel and fork in it. Return a dict from numbers of areas to instructions for a fork."""
    print("in-kernel: forking in %s, which takes a minute" % kernel.name, flush=True)
    console = logs / "spawn.log"
    with tempfile.TemporaryDirectory() as place:
        program = pathlib.Path(place) / "spawn"
        subprocess.run(["gcc", "-O2", "-static", "-o", program, SOURCE], check=True)
        guest = Guest(kernel.image, folder, cores=1, accelerator="tcg")
        guest.boot({"run": RUN, "spawn": program}, console, lambda _, quiet: quiet >= LIMIT, COUNTING)
    text = plain(console.read_text(encoding="utf-8", errors="replace"))
    ticks = {int(areas): int(ticks) for areas, ticks in MEASURED.findall(text)}
    if THE_END not in text or not ticks:
        raise Failure("the guest did not come to the end of its forks in %s; its console is %s" % (kernel.name, for_people(console)))
    return ticks


def gain(new, old, areas):
    """By how many per cent there are more forks in the first kernel in the same time."""
    return 100 * (old[areas] / new[areas] - 1)


def rows(new, old):
    """Instructions for a fork in two kernels, and the gain, under a head."""
    return [("areas", "instructions", "of the other", "forks"),
            *((str(areas), str(new[areas]), str(old[areas]), "%+.1f %%" % gain(new, old, areas)) for areas in sorted(new.keys() & old.keys()))]


def compare(new, old, places):
    """Print what forks take in the kernel @new and in @old, and return it. @places: gives the folders of a kernel."""
    install("gcc", "libc6-dev")
    measured = tuple(measure(kernel, *places(kernel)) for kernel in (new, old))
    print("\n".join(columns(rows(*measured), 0)))
    return measured


def picture(new, old, name):
    return Picture("Gain by the number of areas", "areas", "more forks by instructions, per cent",
                   {name: [(areas, gain(new, old, areas)) for areas in sorted(new.keys() & old.keys())]})


def lines(new, old, kernels, command, path):
    """Those of the page. @kernels: their names; @path: of the picture."""
    yield "%s, `%s`: %s, and %s as the other." % (time.strftime("%Y-%m-%d", time.gmtime()), command, *kernels)
    yield from ("", "![%s](%s)" % (picture(new, old, "").title, path.name), "", *markdown(rows(new, old), 0))


def write(new, old, kernels, against):
    """Write what was measured into the page, and draw it. @kernels: their names; @against: which comparison it is."""
    command = next(command for command, name in COMMANDS.items() if name == against)
    path = PAGE.with_name("performance-in-kernel-%s.svg" % against.replace(":", "-"))
    page = replaced(PAGE.read_text(encoding="utf-8"), command, lines(new, old, kernels, command, path))
    draw(picture(new, old, "%s and %s" % kernels), path)
    PAGE.write_text(page, encoding="utf-8")
