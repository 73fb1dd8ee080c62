# SPDX-License-Identifier: GPL-2.0-or-later
"""How many instructions fork() takes in two kernels, by the number of areas in the address space."""

import pathlib
import re
import subprocess
import tempfile

from common.build import install
from common.command import Failure
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


def table(new, old):
    """Instructions for a fork in two kernels, and by how much more there are forks in the first one in the same time."""
    rows = [["areas", "instructions", "of the other", "forks"]]
    rows += [[str(areas), str(new[areas]), str(old[areas]), "%+.1f %%" % (100 * (old[areas] / new[areas] - 1))]
             for areas in sorted(new.keys() & old.keys())]
    return columns(rows, 0)


def compare(new, old, places):
    """Print what forks take in the kernel @new and in @old. @places: gives the folders of a kernel."""
    install("gcc", "libc6-dev")
    print("\n".join(table(*(measure(kernel, *places(kernel)) for kernel in (new, old)))))
