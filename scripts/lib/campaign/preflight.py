# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks at a machine before a campaign begins on it: what would stop the workers, what would slow them."""

import os
import pathlib
import shutil
import sys

from common.command import Failure
from common.paths import script
from common.words import for_people, shell_line

from .disk import free_megabytes
from .plan import is_afl

# For tests: a folder that stands in for / where the kernel's settings are looked at.
SYSTEM = pathlib.Path(os.environ.get("MAPLEFUZZ_SYSTEM", "/"))
CORE_PATTERN = SYSTEM / "proc/sys/kernel/core_pattern"
MEMORY = SYSTEM / "proc/meminfo"
GOVERNORS = "sys/devices/system/cpu/cpu*/cpufreq/scaling_governor"

# What a worker has been seen to use, and a little more: docs/campaigns.md.
WORKER_MEMORY = 256
# Below that, a night may not fit.
COMFORTABLE_DISK = 1024


def warn(text):
    print("campaign: warning: %s" % text, file=sys.stderr)


def read(path):
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def check_core_pattern(workers):
    """AFL++ refuses to run where crashes go to a program first, since it would take them for hangs."""
    pattern = read(CORE_PATTERN)
    if pattern.startswith("|") and any(map(is_afl, workers)):
        raise Failure("crashes are piped to '%s', with which AFL++ does not run; let them be written to files: "
                      "echo core | sudo tee /proc/sys/kernel/core_pattern (or start with --jobs 1: libFuzzer alone)"
                      % pattern[1:].split(" ")[0])


def check_governor():
    governors = {read(path) for path in SYSTEM.glob(GOVERNORS)}
    if governors - {"performance"}:
        warn("the processors save power (%s), which costs speed: "
             "echo performance | sudo tee /%s" % (", ".join(sorted(governors)), GOVERNORS))


def check_cores(workers):
    cores = len(os.sched_getaffinity(0))
    if len(workers) > cores:
        warn("%d workers on %d cores: they take turns, and nothing is found faster" % (len(workers), cores))


def available_memory():
    """Megabytes, or None if the kernel does not say."""
    for line in read(MEMORY).splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) >> 10
    return None


def check_memory(workers):
    available, wanted = available_memory(), WORKER_MEMORY * len(workers)
    if available is not None and available < wanted:
        warn("%d MB of memory are available, %d workers may want %d MB: --jobs %d would fit" %
             (available, len(workers), wanted, max(1, available // WORKER_MEMORY)))


def check_disk(folder, floor):
    free = free_megabytes(folder)
    if free < floor:
        raise Failure("%s has %d MB free, and a campaign pauses below %d MB: make space, or lower --disk-floor"
                      % (for_people(folder), free, floor))
    if free - floor < COMFORTABLE_DISK:
        warn("%d MB free on the disk, %d of them to be left free; docs/campaigns.md says what a week needs" % (free, floor))


def check_programs(workers):
    if any(map(is_afl, workers)) and not shutil.which("afl-fuzz"):
        raise Failure("there is no afl-fuzz: " + shell_line([script("setup"), "afl++"]))
    if not shutil.which("setpriv"):
        raise Failure("there is no setpriv: " + shell_line([script("setup"), "util-linux"]))


def check_machine(workers, folder, floor):
    """Fail with what must be mended first; warn of what only slows."""
    check_core_pattern(workers)
    check_disk(folder, floor)
    check_governor()
    check_cores(workers)
    check_memory(workers)
