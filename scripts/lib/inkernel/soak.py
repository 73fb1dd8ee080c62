# SPDX-License-Identifier: GPL-2.0-or-later
"""Readers under RCU beside a writer in a kernel, for some seconds: a module, which scripts/soak compiles as a program."""

import time

from common.paths import ROOT

SOURCE = ROOT / "fuzz" / "soak" / "soak.c"

# The same writes are made with the same seed; by chance it is one of so many.
SEEDS = 10 ** 6


def parameters(arguments):
    """Those of the module; say what the seed is."""
    seed = arguments.seed or time.time_ns() // 1000 % SEEDS + 1
    print("in-kernel: soaking for %d s with --seed %d%s" % (arguments.soak, seed, " --strict" if arguments.strict else ""), flush=True)
    return {SOURCE.stem: ["seconds=%d" % arguments.soak, "seed=%d" % seed, "strict=%d" % arguments.strict]}
