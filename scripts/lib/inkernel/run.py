# SPDX-License-Identifier: GPL-2.0-or-later
"""Loads modules into a kernel, one after the other, in as many boots as it takes: one that crashes or hangs ends a boot."""

import re

from common.command import Failure
from common.words import for_people

from .verdict import CRASHED, HUNG, LOADING, STALL, THE_END, judge, plain, section

# Seconds without a word from a kernel that has not begun with a program.
BOOT_LIMIT = 90

# As much of a console is looked at again and again.
TAIL = 1 << 14

# One poisoned object may break what comes later: maple nodes and what is freed in their place are watched closely.
ARGUMENTS = ("slub_debug=FZPU",)


def script(names, parameters):
    """What the guest does. @parameters: of modules that get some, by name."""
    lines = []
    for name in names:
        words = " ".join(["/modules/%s.ko" % name, *parameters.get(name, ())])
        lines += ["echo '%s' >/dev/kmsg" % (LOADING % name),
                  "if /bin/busybox insmod %s 2>/tmp/said; then /bin/busybox rmmod %s" % (words, name),
                  "else echo \"maplefuzz: %s: not loaded: $(/bin/busybox cat /tmp/said)\" >/dev/kmsg" % name, "fi"]
    return "\n".join([*lines, "echo '%s' >/dev/kmsg" % THE_END, ""])


def no_start(console, path):
    lines = plain(console).strip().splitlines()
    panic = re.search(r"^Kernel panic - not syncing: .*", plain(console), re.M)
    last = panic[0] if panic else lines[-1] if lines else None
    return Failure("the kernel %s; its console is %s"
                   % ("prints nothing" if last is None else "does not boot: " + last, for_people(path)))


class Runs:
    """
    @guest: boots the kernel; @modules: the folder with the modules; @logs: where consoles go; @timeout: seconds for a program; @parameters:
    see script().
    """

    def __init__(self, guest, modules, logs, timeout, parameters):
        self.guest = guest
        self.modules = modules
        self.logs = logs
        self.timeout = timeout
        self.parameters = parameters
        self.boots = 0

    def is_late(self, console, quiet):
        """A kernel in which a processor is busy for ever goes on saying so."""
        return bool(STALL.search(plain(console[-TAIL:]))) or quiet >= (self.timeout if LOADING.split("%s", maxsplit=1)[0] in console else BOOT_LIMIT)

    def boot(self, names):
        """One boot. Return the verdicts of those that came to their turn before something broke."""
        self.boots += 1
        path = self.logs / ("boot-%d.log" % self.boots)
        files = {"run": script(names, self.parameters), **{"modules/%s.ko" % name: self.modules / (name + ".ko") for name in names}}
        done = self.guest.boot(files, path, self.is_late)
        console = plain(done.console)
        verdicts = {}
        for name in names:
            text = section(console, name)
            if text is None:
                break
            (self.logs / (name + ".log")).write_text(text, encoding="utf-8")
            last = console.endswith(text)
            verdicts[name] = judge(text, name, done.late and last)
            if verdicts[name].kind in (CRASHED, HUNG):
                break
        if not verdicts:
            raise no_start(done.console, path)
        return verdicts

    def verdicts(self, names):
        """Yield (name, verdict) of all, as they come."""
        left = list(names)
        while left:
            done = self.boot(left)
            yield from done.items()
            left = left[len(done):]
