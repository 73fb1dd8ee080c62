#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Prove that a campaign loses nothing: its workers are killed, all of it is killed, the disk is filled.

The campaign runs on a tree with a planted bug, on a small file system of its own. Every input and
every crash that was ever seen on the disk must be there in the end. Then its other verbs are tried on it.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import time

import commands
import survival
from checkout import Command, Failure, make_checkout

# The size of the file system, which is to be filled; the programs take a fifth of it.
DISK_SIZE = "96m"

IN_NAMESPACE = "MAPLEFUZZ_TEST_NAMESPACE"


# File systems of its own, and processes that die with it.
UNSHARE = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]


def namespace_words():
    """What gives a command a world of its own, or None if this machine has nothing that does."""
    for words in (UNSHARE, [*UNSHARE, "--user", "--map-root-user"]):
        if subprocess.run([*words, "mount", "-t", "tmpfs", "none", "/tmp"], capture_output=True, check=False).returncode == 0:
            return words
    return None


def enter_namespace(work):
    """Run this again where it may mount. Return only if that can't be."""
    words = namespace_words()
    if words:
        os.environ[IN_NAMESPACE] = "1"
        os.execvp(words[0], [*words, sys.executable, "-B", *sys.argv])
    print("NOT TESTED: the full disk; this user can't make a namespace with a tmpfs (unshare --user --mount)", flush=True)
    work.mkdir(parents=True, exist_ok=True)


def step(name, function, *arguments):
    begun = time.monotonic()
    result = function(*arguments)
    print("ok  %-70s %5.1f s" % (name, time.monotonic() - begun), flush=True)
    return result


def run(work):
    small_disk = IN_NAMESPACE in os.environ
    disk = work / "disk"
    disk.mkdir(parents=True, exist_ok=True)
    if small_disk:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + DISK_SIZE, "none", disk], check=True)
    checkout = work / "checkout"
    make_checkout(checkout)
    command = Command(checkout)
    folder = disk / "campaign"

    step("wrong use and unfit machines are refused", commands.refusals, command, work, disk)
    seen = survival.Seen(folder)
    try:
        step("start, until something is found", survival.start, command, folder, seen)
        step("each worker killed: restarted and counted", survival.kill_each, command, folder, seen)
        step("all killed, resumed", survival.kill_all, command, folder, seen)
        if small_disk:
            step("the disk full: paused, and going on", survival.fill_disk, command, folder, seen)
            step("all killed on a full disk, resumed", survival.kill_all_on_full_disk, command, folder, seen)
        step("another machine's finds are brought in", survival.bring_in, command, folder, seen)
        step("a worker's folder damaged: begun anew", survival.damage, command, folder, seen)
        step("stopped", survival.stop, command, folder, seen)
    finally:
        survival.kill_processes(folder)
    inputs, crashes = step("nothing is lost, and all is whole", survival.count, folder, seen)
    print("    %d inputs and %d crashes were seen; all are there" % (inputs, crashes), flush=True)
    step("the report has no broken link", commands.report, command, folder, work / "report")
    step("two campaigns merged cover what both did", commands.merge, command, folder, work)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="a folder to work in; what is built there is kept")
    arguments = parser.parse_args()
    if IN_NAMESPACE not in os.environ:
        enter_namespace(arguments.work)
    try:
        run(arguments.work.absolute())
    except Failure as failure:
        sys.exit("FAILED: %s" % failure)


if __name__ == "__main__":
    main()
