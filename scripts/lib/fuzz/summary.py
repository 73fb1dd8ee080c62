# SPDX-License-Identifier: GPL-2.0-or-later
"""Says what came of a fuzzing run, and how to replay what it found."""

from common.options import linux_words, strict_words
from common.paths import ROOT
from common.totals import sum_totals
from common.words import for_people


def replay_command(arguments, crash):
    return [ROOT / "scripts" / "replay", *linux_words(arguments.linux), *strict_words(arguments.strict),
            "--target", arguments.target, crash]


def replay_all(tool, crashes):
    """Replay the files @crashes and print the report of each. Return {file: token}."""
    tokens = {}
    for crash in crashes:
        token, report = tool.replay(crash)
        tokens[crash] = token or "not-reproduced"
        # The engine's own output has drowned the first report, and a replay names the call that did the damage.
        print(report, flush=True)
    return tokens


def summarise(arguments, fuzzers, new_inputs, crashes, seconds):
    totals = sum_totals(fuzzer.totals() for fuzzer in fuzzers)
    tokens = replay_all(arguments.tool, crashes)
    outcome = "divergence " + ", ".join(sorted(set(tokens.values()))) if crashes else "no divergence"
    print("\n%s on %s: %d executions, %d calls, %d new inputs, %.0f s: %s" %
          (arguments.target, arguments.tool.subject(), totals.executions, totals.calls, new_inputs, seconds, outcome))
    if totals.known:
        print("known issues were stepped around %d times: docs/findings.md, or --strict" % totals.known)
    for crash in crashes:
        print("reproducer: %s" % for_people(crash))
        print("replay: " + " ".join(for_people(word) for word in replay_command(arguments, crash)))
