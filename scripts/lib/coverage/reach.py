# SPDX-License-Identifier: GPL-2.0-or-later
"""Which programs of a corpus reach which lines: each is replayed alone, unless it is in a group that reaches none of them."""

import collections
import concurrent.futures
import os
import pathlib
import subprocess
import tempfile

from common.coverage import merge, read_lines, run
from common.files import files_below

# Seconds between two lines of progress.
PROGRESS_SECONDS = 10

# Into how many parts a group is divided.
PARTS = 8


def programs_of(paths):
    """The programs that `maplefuzz replay` runs of files and folders."""
    found = []
    for path in map(pathlib.Path, paths):
        below = sorted(file for file, _ in files_below(path)) if path.is_dir() else [path]
        found += [file for file in below if file == path or not file.name.startswith((".", "README"))]
    return found


class Reach:
    """Finds out what is reached. @tool: built for coverage; @options: of its replays; @reached: {place: programs}; @ended: programs
    that end the process, of which nothing can be measured."""

    def __init__(self, tool, options, files):
        self.tool = tool
        self.options = options
        self.files = files
        self.reached = collections.defaultdict(list)
        self.ended = []

    def lines(self, programs):
        """All places that @programs reach; None if that is not known: what a program that ends the process had counted is lost."""
        with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
            work = pathlib.Path(name)
            done = subprocess.run([self.tool, "replay", *self.options, *programs], stdin=subprocess.DEVNULL, capture_output=True,
                                  env=dict(os.environ, LLVM_PROFILE_FILE=str(work / "%m.profraw")), check=False)
            raw = [path for path in work.glob("*.profraw") if path.stat().st_size]
            if not raw or (done.returncode and len(programs) > 1):
                return None
            profile = merge(raw, work / "profile")
            lcov = run("llvm-cov-19", "export", self.tool, "-instr-profile=%s" % profile, "-format=lcov", "-skip-functions", *self.files)
        return {place for place, count in read_lines(lcov).items() if count}

    def search(self, programs, places):
        """Find out which of @programs reach which of @places."""
        reached = self.lines(programs)
        if len(programs) > 1:
            left = places if reached is None else places & reached
            size = -(-len(programs) // PARTS)
            for at in range(0, len(programs) if left else 0, size):
                self.search(programs[at:at + size], left)
        elif reached is None:
            self.ended += programs
        else:
            for place in places & reached:
                self.reached[place] += programs


def who_reaches(tool, parts, files, places, jobs):
    """
    Find out which programs of @parts, (options, paths) each, reach which of @places.
    Return ({place: programs, the smallest first}, the programs that end the process).
    """
    work = []
    for options, paths in parts:
        programs = programs_of(paths)
        size = max(1, -(-len(programs) // (PARTS * jobs)))
        work += [(Reach(tool, options, files), programs[at:at + size]) for at in range(0, len(programs), size)]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        waiting = {pool.submit(reach.search, programs, places) for reach, programs in work}
        while waiting:
            done, waiting = concurrent.futures.wait(waiting, PROGRESS_SECONDS)
            for search in done:
                search.result()
            print("looking for the programs that reach what was changed: %d of %d parts of the corpus" % (
                len(work) - len(waiting), len(work)), flush=True)
    reached = collections.defaultdict(list)
    for reach, _ in work:
        for place, programs in reach.reached.items():
            reached[place] += programs
    for programs in reached.values():
        programs.sort(key=lambda program: (program.stat().st_size, program))
    return reached, [program for reach, _ in work for program in reach.ended]
