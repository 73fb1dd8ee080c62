#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The command of campaign --on-crash, with a campaign that is a folder only, and a maplefuzz that finds in a crash what is written there."""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "lib"))

from campaign.state import Campaign  # noqa: E402  # pylint: disable=wrong-import-position
from campaign.teller import Teller  # noqa: E402  # pylint: disable=wrong-import-position

# The last argument is the file. A crash without a token does not diverge.
TOOL = """\
#!/bin/sh
for file; do :; done
[ ! -s "$file" ] || echo "divergence $(cat "$file")  $file"
"""

COMMAND = 'echo "$MAPLEFUZZ_TOKEN $MAPLEFUZZ_TARGET $MAPLEFUZZ_SUBJECT $(cat "$1")" >>told; [ "$1" = "$MAPLEFUZZ_CRASH" ] && pwd; exit 3'


class OnCrash(unittest.TestCase):

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "a campaign"
        self.folder.mkdir()
        self.campaign = Campaign(self.folder)
        self.campaign.settings = {"target": "dup", "subject": "embedded", "strict": False}
        self.campaign.make_folders()
        self.campaign.path("bin/maplefuzz").write_text(TOOL, encoding="utf-8")
        self.campaign.path("bin/maplefuzz").chmod(0o755)

    def add(self, number, text, kind="crash"):
        self.campaign.path("crashes", "main-%s-%040d" % (kind, number)).write_text(text, encoding="utf-8")

    def tell(self):
        """Run it once. Return the lines of what the command has written so far."""
        teller = Teller(self.campaign, COMMAND)
        teller.start()
        teller.look()
        teller.finish()
        self.assertFalse(teller.is_alive())
        self.events = [teller.events.get() for _ in range(teller.events.qsize())]
        told = self.folder / "told"
        return told.read_text(encoding="utf-8").splitlines() if told.exists() else []

    def test_once_for_each_token(self):
        self.add(1, "dup:shape")
        self.add(2, "dup:shape")
        self.add(3, "dup:state")
        expected = ["dup:shape dup embedded dup:shape", "dup:state dup embedded dup:state"]
        self.assertEqual(self.tell(), expected)
        self.assertEqual(self.events, ["told of %s by --on-crash, exit code 3" % token for token in ("dup:shape", "dup:state")])
        self.assertEqual(self.campaign.path("workers/on-crash.log").read_text(encoding="utf-8"), "%s\n" % self.folder.resolve() * 2)
        self.add(4, "dup:shape")
        self.assertEqual(self.tell(), expected)
        self.add(5, "store:state")
        self.assertEqual(self.tell(), [*expected, "store:state dup embedded store:state"])

    def test_not_reproduced(self):
        self.add(1, "", kind="hang")
        self.assertEqual(self.tell(), [])
        self.add(2, "")
        self.assertEqual(self.tell(), ["not-reproduced dup embedded "])


if __name__ == "__main__":
    unittest.main(verbosity=2)
