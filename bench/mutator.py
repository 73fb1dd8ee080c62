# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures what the mutator is worth: calls to the first detection of planted bugs, with it and without."""

import concurrent.futures
import json
import math
import pathlib
import statistics
import tempfile
import threading

import mutator_rank as rank
from mutator_trials import Trial, planted, setups
from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure, Parser, run_main
from common.targets import check_target, default_target, targets

# The engines.
ENGINES = ("libfuzzer", "afl")

# Of the planted bugs of the first target those that took both engines, with our mutator, the most calls when this was first measured.
HARDEST = ("find-zero-entry", "split-new-root", "store-enomem-half", "prev-below-min", "enomem-gap", "insert-over-all",
           "dup-last-gap", "dup-child-type", "erase-enomem", "leaf-underflow")

# What the table says is unlikely to be chance.
SIGNIFICANT = 0.05


def parse_arguments():
    parser = Parser(
        prog="bench/mutator",
        description="Fuzzes trees with planted bugs from nothing, with the mutator and without it, and compares how many "
        "calls it takes to find each.",
        epilog="A trial that finds nothing within the budget counts as later than any that does. "
        "Exit codes: 0 the mutator pays for every bug; 1 it does not; 2 wrong use, or not measured.",
    )
    parser.add_argument("bugs", nargs="*", metavar="BUG", help="planted bugs, see tests/planted/expected.txt (default: the ten "
                        "that are the hardest to find)")
    parser.add_argument("--target", default=default_target(), metavar="T",
                        help="which fuzz target looks for them: %s (default: %%(default)s; bench/planted says which finds a bug "
                        "soonest)" % ", ".join(targets()))
    parser.add_argument("--engine", choices=ENGINES, action="append", help="libfuzzer or afl (default: both)")
    parser.add_argument("--trials", type=int, default=5, metavar="N", help="trials for each bug and setup (default: 5)")
    parser.add_argument("--calls", type=int, default=5_000_000, metavar="N",
                        help="budget of a trial in calls (default: 5000000)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="trials at a time (default: 2)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all trials to FILE")
    arguments = parser.parse_args()
    if min(arguments.trials, arguments.calls, arguments.jobs) < 1:
        raise Failure("--trials, --calls and --jobs want 1 or more")
    check_target(arguments.target)
    arguments.engine = arguments.engine or list(ENGINES)
    return arguments


# ---- Running -----------------------------------------------------------------


class Runner:
    """Runs trials, and says how far it is."""

    def __init__(self, arguments, total):
        self.arguments = arguments
        self.total = total
        self.done = 0
        self.lock = threading.Lock()

    def run(self, trial, program):
        trial.run(program, self.arguments.calls)
        with self.lock:
            self.done += 1
            print("[%d/%d] %s, %s, %s, seed %d: %s after %d calls, %.1f s" %
                  (self.done, self.total, trial.bug.name, trial.setup.engine, trial.setup.mutator, trial.seed,
                   trial.token or "nothing", trial.calls, trial.seconds), flush=True)


def run_trials(arguments, bugs, compared, work):
    """All trials. Those of one bug and seed are neighbours, so that a busy hour of the machine meets all setups."""
    programs = {}
    for setup in compared:
        if setup.build not in programs:
            setup.build.make()
            programs[setup.build] = {}
            for bug in bugs:
                folder = work / setup.build.folder.name / bug.name
                folder.mkdir(parents=True)
                programs[setup.build][bug] = setup.build.link_bug(bug.name, folder)
    trials = [Trial(bug, setup, seed) for bug in bugs for seed in range(1, arguments.trials + 1) for setup in compared]
    runner = Runner(arguments, len(trials))
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        futures = [pool.submit(runner.run, trial, programs[trial.setup.build][trial.bug]) for trial in trials]
        try:
            for future in concurrent.futures.as_completed(futures):
                future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return trials


# ---- The table ---------------------------------------------------------------


def costs(trials, bug, setup):
    """The calls of each trial; infinity for those that found nothing."""
    return [trial.calls if trial.token else math.inf for trial in trials if trial.bug == bug and trial.setup == setup]


def as_text(calls, budget):
    if calls == math.inf:
        return ">" + as_text(budget, budget)
    if calls < 1e3:
        return "%d" % calls
    return "%.1f M" % (calls / 1e6) if calls >= 1e6 else "%.1f k" % (calls / 1e3)


def ratio_text(own, ours, budget):
    """How many times more calls the engine's own mutator takes."""
    if own == ours == math.inf:
        return "-"
    if math.inf in (own, ours):
        return "%s%.1f" % ("<" if ours == math.inf else ">", min(own, budget) / min(ours, budget))
    return "%.1f" % (own / ours)


def print_table(arguments, trials, bugs, own, setup):
    """@setup, which has our mutator, against @own, which has not. Return whether it pays for every bug."""
    pays = significant = 0
    print("\n%s, %s" % (setup.engine, {"ours": "our mutator instead of its own", "both": "our mutator beside its own"}[setup.mutator]))
    print("%-22s%12s%12s%10s%9s" % ("bug", "its own", setup.mutator, "ratio", "p"))
    for bug in bugs:
        samples = costs(trials, bug, own), costs(trials, bug, setup)
        before, after = map(statistics.median, samples)
        p = rank.p_value(*samples)
        pays += after < before
        significant += after < before and p < SIGNIFICANT
        print("%-22s%12s%12s%10s%9.3f" % (bug.name, as_text(before, arguments.calls), as_text(after, arguments.calls),
                                          ratio_text(before, after, arguments.calls), p))
    print("fewer calls for %d of %d bugs, for %d of them with p < %g" % (pays, len(bugs), significant, SIGNIFICANT))
    return pays == len(bugs)


def report(arguments, trials, bugs, compared):
    print("\nCalls to the first detection, median of %d trials, each from an empty corpus; p: Mann-Whitney U, exact, two-sided"
          % arguments.trials)
    pays = True
    for engine in arguments.engine:
        own, *others = [setup for setup in compared if setup.engine == engine]
        for setup in others:
            pays &= print_table(arguments, trials, bugs, own, setup)
    print("\nThe mutator %s." % ("pays for every bug" if pays else "does not pay for every bug"))
    return EXIT_CLEAN if pays else EXIT_DIVERGENCE


def main():
    arguments = parse_arguments()
    compared = [setup for engine, group in setups(arguments.target).items() if engine in arguments.engine for setup in group]
    try:
        table = planted.read_table()
        names, _ = planted.choose(table, arguments.bugs or list(HARDEST))
        bugs = [table[name] for name in names]
        with tempfile.TemporaryDirectory(prefix="maplefuzz-") as work:
            trials = run_trials(arguments, bugs, compared, pathlib.Path(work))
    except (planted.Misuse, planted.Failure) as failure:
        raise Failure(failure) from failure
    if arguments.json:
        arguments.json.write_text(json.dumps([trial.as_dict() for trial in trials], indent=1) + "\n", encoding="utf-8")
    return report(arguments, trials, bugs, compared)


if __name__ == "__main__":
    run_main("mutator", main)
