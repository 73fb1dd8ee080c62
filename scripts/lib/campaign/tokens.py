# SPDX-License-Identifier: GPL-2.0-or-later
"""What the crashes of a campaign give when they are replayed: the token, by which they are counted."""

import collections
import json
import time

from .state import read_json, write_text

NOT_REPRODUCED = "not-reproduced"

# Seconds until a program counts as a hang. It takes milliseconds, and a hang is replayed twice.
HANG_SECONDS = 10


def crash_tokens(campaign, seconds):
    """Replay what has not been replayed before, for so many @seconds. Return {file: token, or None if there was no time}."""
    path = campaign.path("tokens.json")
    known = read_json(path)
    before = len(known)
    deadline = time.monotonic() + seconds
    tokens, tool = {}, campaign.tool()
    for crash in campaign.crash_files():
        sha1 = crash.name[-40:]
        if sha1 not in known and time.monotonic() < deadline:
            known[sha1] = tool.replay(crash, "--timeout", str(HANG_SECONDS)).token or NOT_REPRODUCED
        tokens[crash] = known.get(sha1)
    if len(known) > before:
        try:
            write_text(path, json.dumps(known, indent=1, sort_keys=True) + "\n")
        except OSError:  # a full disk: they are replayed again the next time
            pass
    return tokens


def count_tokens(tokens):
    """[(token, number of files)], the most frequent first; None for those that wait."""
    return sorted(collections.Counter(tokens.values()).items(), key=lambda item: (item[0] is None, -item[1], item[0]))


def diverges(crash, token):
    """Is it a find? A hang that can't be had again was a busy machine."""
    return not (token == NOT_REPRODUCED and "-hang-" in crash.name)
