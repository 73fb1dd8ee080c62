# SPDX-License-Identifier: GPL-2.0-or-later
"""The figures of a worker, from its log and its files: coverage, corpus, stability, speed."""

import collections
import re
import time

from common.totals import read_totals

from .plan import is_afl

# Seconds over which the speed of now is averaged.
WINDOW_SECONDS = 10

# How many bytes at the end of a file are read.
TAIL_SIZE = 64 << 10

LIBFUZZER_LINE = re.compile(rb"\bcov: (\d+) ft: \d+ corp: (\d+)/")
LIBFUZZER_EDGES = re.compile(rb"Loaded \d+ modules? +\((\d+) inline 8-bit counters\)")


def tail(path, size=TAIL_SIZE):
    try:
        with path.open("rb") as data:
            data.seek(0, 2)
            data.seek(max(0, data.tell() - size))
            return data.read()
    except OSError:
        return b""


def afl_stats(path):
    """AFL++'s fuzzer_stats, which it writes once a minute."""
    return dict(re.findall(r"^(\w+) *: (.*)$", tail(path).decode(errors="replace"), re.MULTILINE))


def afl_plot(path):
    """The last line of AFL++'s plot_data, of every five seconds; empty if there is none yet."""
    text = tail(path).decode(errors="replace")
    lines = [line for line in text.splitlines()[1:] if line.count(",") == 12 and not line.startswith("#")]
    fields = ("relative_time", "cycles_done", "cur_item", "corpus_count", "pending_total", "pending_favs", "map_size",
              "saved_crashes", "saved_hangs", "max_depth", "execs_per_sec", "total_execs", "edges_found")
    return dict(zip(fields, (word.strip() for word in lines[-1].split(",")))) if lines else {}


def whole(text):
    return int(text) if text and text.isdigit() else None


class Figures:
    """The figures of one worker; what can't be read at the moment keeps its last value."""

    def __init__(self, campaign, worker, known):
        self.campaign = campaign
        self.worker = worker
        self.values = {key: known.get(key) for key in ("corpus", "edges", "edges_total", "stability")}
        self.samples = collections.deque()

    def update(self):
        if is_afl(self.worker.spec):
            found = self.read_afl()
        else:
            found = self.read_libfuzzer()
        self.values.update((key, value) for key, value in found.items() if value is not None)
        totals = read_totals(self.worker.totals)
        now = time.monotonic()
        self.samples.append((now, totals.executions, totals.calls))
        while now - self.samples[0][0] > WINDOW_SECONDS:
            self.samples.popleft()
        self.values.update(totals._asdict())

    def read_afl(self):
        folder = self.campaign.path("sync", self.worker.name)
        stats, plot = afl_stats(folder / "fuzzer_stats"), afl_plot(folder / "plot_data")
        stability = stats.get("stability", "").rstrip("%")
        return {
            "corpus": whole(plot.get("corpus_count", stats.get("corpus_count"))),
            "edges": whole(plot.get("edges_found", stats.get("edges_found"))),
            "edges_total": whole(stats.get("total_edges")),
            "stability": float(stability) if stability else None,
        }

    def read_libfuzzer(self):
        text = tail(self.worker.log)
        lines, edges = LIBFUZZER_LINE.findall(text), LIBFUZZER_EDGES.findall(text)
        return {
            "corpus": int(lines[-1][1]) if lines else None,
            "edges": int(lines[-1][0]) if lines else None,
            "edges_total": int(edges[-1]) if edges else None,
        }

    def rates(self):
        """Executions and calls a second, of late."""
        if len(self.samples) < 2 or not self.worker.running:
            return 0.0, 0.0
        (start, *first), (end, *last) = self.samples[0], self.samples[-1]
        return tuple((after - before) / (end - start) for before, after in zip(first, last))
