# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a measurement on trees with planted bugs, some bugs at a time."""

import concurrent.futures
import pathlib
import tempfile

from common.build import build


def measure_each(bugs, jobs, measure):
    """Yield what measure(bug, folder of the build, folder to work in) gives for each of @bugs, in their order. @jobs: bugs at a time."""
    folder = build("gcc")
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as work, concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(measure, bug, folder, pathlib.Path(work)) for bug in bugs]
        try:
            for future in futures:
                yield future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
