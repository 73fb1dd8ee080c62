# SPDX-License-Identifier: GPL-2.0-or-later
"""Loads modules into a kernel, one after the other, in as many boots as it takes: one that crashes or hangs ends a boot."""

import re
import time

from common.command import Failure
from common.words import for_people

from .verdict import CRASHED, HUNG, LOADING, STALL, THE_END, UNTRIED, judge, plain, section

# Seconds without a word, as Guest.boot() counts them, from a kernel that has not begun with a program.
BOOT_LIMIT = 90

# As much of a console is looked at again and again.
TAIL = 1 << 14

# One poisoned object may break what comes later: maple nodes and what is freed in their place are watched closely.
ARGUMENTS = ("slub_debug=FZPU",)


def script(names, modules, parameters):
    """What the guest does to run the programs @names of @modules. @parameters: of modules that get some, by name."""
    lines = []
    for module in modules:
        left = [name for name in module.programs if name in names]
        if not left:
            continue
        words = " ".join(["/modules/%s.ko" % module.name, *module.words(left[0]), *parameters.get(module.name, ())])
        lines += ["echo '%s' >/dev/kmsg" % (LOADING % module.name),
                  "if /bin/busybox insmod %s 2>/tmp/said; then /bin/busybox rmmod %s" % (words, module.name),
                  "else echo \"maplefuzz: %s: not loaded: $(/bin/busybox cat /tmp/said)\" >/dev/kmsg" % module.name, "fi"]
    return "\n".join([*lines, "echo '%s' >/dev/kmsg" % THE_END, ""])


def no_start(console, path):
    lines = plain(console).strip().splitlines()
    panic = re.search(r"^Kernel panic - not syncing: .*", plain(console), re.M)
    last = panic[0] if panic else lines[-1] if lines else None
    return Failure("the kernel %s; its console is %s"
                   % ("prints nothing" if last is None else "does not boot: " + last, for_people(path)))


class Runs:
    """
    @guest: boots the kernel; @folder: where the modules are; @logs: where consoles go; @timeout: seconds for a program; @parameters:
    see script(). @boots, @seconds: how many boots there were, and how long they took; @starting: how much of that until their first programs.
    """

    def __init__(self, guest, folder, logs, timeout, parameters):
        self.guest = guest
        self.folder = folder
        self.logs = logs
        self.timeout = timeout
        self.parameters = parameters
        self.boots = 0
        self.seconds = self.starting = 0.0
        self.booted = None  # since when there is a kernel that has not come to its first program

    def is_late(self, console, quiet):
        """A kernel in which a module waits for ever goes on saying so."""
        began = LOADING.split("%s", maxsplit=1)[0] in console
        if began and self.booted is not None:
            self.starting += time.monotonic() - self.booted
            self.booted = None
        return bool(STALL.search(plain(console[-TAIL:]))) or quiet >= (self.timeout if began else BOOT_LIMIT)

    def look(self, console, name, module, late):
        """What stands on the @console of the program @name, and its verdict. Nothing does, if it had no turn, or its @module of many was not loaded."""
        text = section(console, name)
        if text is None and module.many:
            text = section(console, module.name)
            verdict = text and judge(text, module.name, late and console.endswith(text))
            return (text, verdict) if verdict and verdict.kind == UNTRIED else (None, None)
        return text, text and judge(text, name, late and console.endswith(text))

    def boot(self, names, modules):
        """One boot for the programs @names. Return the verdicts of those that came to their turn before something broke."""
        self.boots += 1
        path = self.logs / ("boot-%d.log" % self.boots)
        files = {"modules/" + file: self.folder / file for module in modules if set(module.programs) & set(names) for file in module.files()}
        start = self.booted = time.monotonic()
        done = self.guest.boot({"run": script(names, modules, self.parameters), **files}, path, self.is_late)
        self.seconds += time.monotonic() - start
        console = plain(done.console)
        verdicts = {}
        module_of = {name: module for module in modules for name in module.programs}
        for name in names:
            text, verdict = self.look(console, name, module_of[name], done.late)
            if text is None:
                break
            (self.logs / (name + ".log")).write_text(text, encoding="utf-8")
            verdicts[name] = verdict
            if verdict.kind in (CRASHED, HUNG):
                break
        if not verdicts:
            raise no_start(done.console, path)
        return verdicts

    def verdicts(self, modules):
        """Yield (name, verdict) of all programs of @modules, as they come."""
        left = [name for module in modules for name in module.programs]
        while left:
            done = self.boot(left, modules)
            yield from done.items()
            left = left[len(done):]
