#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Which programs a campaign builds: those that its workers use, and later what more workers need, if it is of the same tree."""

import pathlib
import sys
import tempfile
import unittest
import unittest.mock

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "lib"))

from campaign import programs  # noqa: E402  # pylint: disable=wrong-import-position
from campaign.plan import plan  # noqa: E402  # pylint: disable=wrong-import-position
from campaign.state import Campaign  # noqa: E402  # pylint: disable=wrong-import-position
from common.command import Failure  # noqa: E402  # pylint: disable=wrong-import-position

TOOL = """\
#!/bin/sh
case $1 in
--identity) echo '{"hash": "%(tree)s"}' ;;
--subject) echo %(tree)s ;;
esac
"""

FIRST = {"libfuzzer", "maplefuzz"}
SECOND = FIRST | {"afl", "libmaplefuzz-mutator.so"}


class Programs(unittest.TestCase):

    def test_used(self):
        for jobs, names in ((1, FIRST), (2, SECOND), (3, SECOND | {"afl-asan"}), (4, set(programs.PROGRAMS)), (9, set(programs.PROGRAMS))):
            self.assertEqual(programs.used_by(plan(jobs)), names)

    def build(self, preset, _linux):
        self.presets.append(preset)
        return self.builds / preset

    def setUp(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.builds, self.presets = folder / "builds", []
        self.enterContext(unittest.mock.patch.object(programs, "build", self.build))
        for preset, place in programs.PROGRAMS.values():
            path = self.builds / preset / (place.replace("%s", "dup"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(TOOL % {"tree": "this"}, encoding="utf-8")
            path.chmod(0o755)
        self.campaign = Campaign(folder / "campaign")
        self.campaign.settings = {"target": "dup", "linux": None, "strict": False}
        self.campaign.make_folders()
        programs.copy_programs(self.campaign, programs.build_programs(FIRST, "dup", None))

    def names(self):
        return {path.name for path in self.campaign.path("bin").iterdir()}

    def test_no_more_than_used(self):
        self.assertEqual(self.names(), FIRST)
        self.assertEqual(self.presets, ["fuzz"])
        programs.add_programs(self.campaign, plan(1))
        self.assertEqual(self.presets, ["fuzz"])

    def test_more_workers(self):
        programs.add_programs(self.campaign, plan(3))
        self.assertEqual(self.names(), SECOND | {"afl-asan"})

    def test_another_tree(self):
        (self.builds / programs.PROGRAMS["maplefuzz"][0] / programs.PROGRAMS["maplefuzz"][1]).write_text(TOOL % {"tree": "another"}, encoding="utf-8")
        with self.assertRaisesRegex(Failure, "has no afl and no libmaplefuzz-mutator.so, .*another tree, another: "):
            programs.add_programs(self.campaign, plan(2))
        self.assertEqual(self.names(), FIRST)


if __name__ == "__main__":
    unittest.main(verbosity=2)
