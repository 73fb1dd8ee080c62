#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: test_page.py BUILD: the pages of scripts/triage and of scripts/campaign report in a browser; exit code 77 if that can't be had."""

import functools
import hashlib
import http.server
import json
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import unittest.mock

import planted_crashes
from browser import TIMEOUT, browser, set_size, take_log, what_is_missing

sys.path.insert(0, str(planted_crashes.ROOT / "scripts" / "lib"))
import campaign.report as campaign_report  # noqa: E402  # pylint: disable=wrong-import-position
import campaign.status as campaign_status  # noqa: E402  # pylint: disable=wrong-import-position
from campaign.page import campaign_page  # noqa: E402  # pylint: disable=wrong-import-position
from campaign.plan import plan  # noqa: E402  # pylint: disable=wrong-import-position
from campaign.state import FORMAT, Campaign  # noqa: E402  # pylint: disable=wrong-import-position

EXIT_SKIPPED = 77

# Widths of a telephone and of screens.
WIDTHS = (400, 1280, 1920)

# How much of the width of the page is used: by pictures each, and by all that is in it.
USED = """
const boxes = elements => elements.map(element => element.getBoundingClientRect());
const all = boxes([...document.querySelectorAll('main *')].filter(element => getComputedStyle(element).display !== 'none'));
return {images: boxes([...document.images]).map(box => [box.left, box.right]), right: Math.max(...all.map(box => box.right))};
"""

# Where each link leads, and the bytes that are there.
FOLLOW = """
const links = [...document.querySelectorAll('a[href], img[src]')];
return Promise.all(links.map(async link => {
	const url = new URL(link.href || link.src);
	const here = url.origin + url.pathname === location.origin + location.pathname;
	if (here && url.hash)
		return {url: url.href, found: document.getElementById(decodeURIComponent(url.hash.slice(1))) !== null};
	const answer = await fetch(url);
	const hash = await crypto.subtle.digest('SHA-1', await answer.arrayBuffer());
	return {url: url.href, found: answer.ok, name: link.download || '',
		sha1: [...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, '0')).join('')};
}));
"""

# Wide things should scroll by themselves, not widen the page.
OVERFLOW = """
const root = document.documentElement;
return root.scrollWidth > root.clientWidth ? [root.scrollWidth, root.clientWidth] : null;
"""


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A server that does not say what it serves."""

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass


class QuietServer(http.server.ThreadingHTTPServer):
    """It does not mind a browser that leaves a page before all of it was read."""

    def handle_error(self, request, client_address):
        pass


class InBrowser(unittest.TestCase):
    """A page in the folder @out, by way of a server."""

    @classmethod
    def show(cls):
        cls.browser = cls.enterClassContext(browser(cls.folder))
        handler = functools.partial(QuietHandler, directory=cls.out)
        server = cls.enterClassContext(QuietServer(("127.0.0.1", 0), handler))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.shutdown)
        cls.url = "http://127.0.0.1:%d/" % server.server_port

    def setUp(self):
        take_log(self.browser)
        self.browser.get(self.url + "index.html")

    def run_script(self, script, *arguments):
        """Run JavaScript in the page. Return what it returns; a promise is waited for."""
        return self.browser.execute_script(script, *arguments)

    def texts(self, selector):
        return self.run_script("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.trim())", selector)

    def check_widths(self):
        """Nothing is wider than the page, pictures least of all; and a wide page has something on its right side, too."""
        self.run_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        for width in WIDTHS:
            set_size(self.browser, width, 900)
            self.assertEqual(self.run_script("return innerWidth"), width)
            self.assertIsNone(self.run_script(OVERFLOW), f"at {width}")
            used = self.run_script(USED)
            self.assertTrue(used["images"])
            for left, right in used["images"]:
                self.assertTrue(0 <= left < right <= width, f"a picture is from {left} to {right} at {width}")
                self.assertGreater(right - left, 100)
            self.assertGreater(used["right"], 0.9 * width, f"at {width}")


class Page(InBrowser):
    """A report as in test_report.py, by way of a server and as a file."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.make_report()
        cls.show()

    @classmethod
    def make_report(cls):
        tool = planted_crashes.build_tool(cls.folder, cls.build)
        crashes = planted_crashes.make_crashes(cls.folder, tool)
        cls.out = cls.folder / "report"
        planted_crashes.triage("--tool", planted_crashes.wrap(cls.folder, tool, crashes), "-o", cls.out, crashes.folder)
        cls.list = json.loads((cls.out / "groups.json").read_text(encoding="utf-8"))
        cls.finds = [find for group in cls.list["groups"] for find in group["files"]]
        cls.finds += cls.list["unstable"] + cls.list["not_reproduced"]

    def check_images(self):
        sizes = self.run_script("return [...document.images].map(i => i.complete ? [i.naturalWidth, i.naturalHeight] : [0, 0])")
        self.assertEqual(len(sizes), len(self.list["groups"]))
        self.assertGreater(min(min(size) for size in sizes), 50, sizes)

    def test_nothing_to_complain_about(self):
        self.check_images()
        self.assertEqual(take_log(self.browser), [])

    def test_as_a_file(self):
        self.browser.get((self.out / "index.html").as_uri())
        self.check_images()
        self.assertEqual(self.texts("h1"), ["Triage of dup on " + self.list["subject"]])
        self.assertEqual(take_log(self.browser), [])

    def test_headings(self):
        self.assertEqual(self.texts("h1"), ["Triage of dup on " + self.list["subject"]])
        self.assertEqual(self.texts("h2"), ["Summary", "mas_store:validate, store_range:validate at " + self.list["groups"][0]["place"], "Unstable", "Not reproduced"])
        self.assertEqual(self.texts(".read div"), [f"{word}\n{count}" for count, word in (
            (8, "files"), (2, "duplicates"), (1, "group"), (1, "unstable"), (2, "not reproduced"))])

    def test_summary(self):
        rows = self.run_script("return [...document.querySelector('table').rows].map(r => [...r.cells].map(c => c.innerText))")
        self.assertEqual(rows[0], ["Tokens", "Place", "Files", "Operations", "First seen (UTC)"])
        self.assertEqual([row[:4] for row in rows[1:]],
                         [["mas_store:validate, store_range:validate", self.list["groups"][0]["place"], "5", "3 → 2"]])

    def test_group_has_everything(self):
        name = self.list["groups"][0]["name"]
        section = f"[id='{name}'] "
        [replay, program, divergence] = self.texts(section + "pre:not(details pre)")
        self.assertEqual(replay, f"{planted_crashes.ROOT}/scripts/replay --target dup {self.out}/{name}/program.txt")
        self.assertRegex(program, r"t0 \[\d, 0x[0-9a-f]\]")
        self.assertRegex(divergence, r"divergence \w+:validate")
        self.run_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        [test, kernel, trace] = self.texts(section + "details pre")
        self.assertIn("int main(", test)
        self.assertIn("MT_BUG_ON(", kernel)
        self.assertIn(program.splitlines()[-1], trace)

    def test_widths(self):
        self.check_widths()

    def test_links(self):
        links = self.run_script(FOLLOW)
        self.assertEqual([link for link in links if not link["found"] or not link["url"].startswith(self.url)], [])
        names = {link["name"]: link["sha1"] for link in links if link.get("name", "").startswith("crash-")}
        self.assertEqual(names, {"crash-" + find["sha1"]: find["sha1"] for find in self.finds})
        for link in links:
            if link.get("sha1"):
                path = self.out / link["url"].removeprefix(self.url)
                self.assertEqual(hashlib.sha1(path.read_bytes()).hexdigest(), link["sha1"])

    def test_nothing_from_elsewhere(self):
        loaded = self.run_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
        self.assertEqual([url for url in loaded if not url.startswith((self.url, "data:"))], [])

    def test_click_downloads(self):
        place = self.folder / "downloads"
        self.browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(place)})
        [find] = self.list["unstable"]
        self.run_script("document.querySelector(`a[download='${arguments[0]}']`).click()", "crash-" + find["sha1"])
        path = place / ("crash-" + find["sha1"])
        deadline = time.monotonic() + TIMEOUT
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(hashlib.sha1(path.read_bytes()).hexdigest(), find["sha1"])


# The token of each crash of a campaign, and something that makes it another file. They were found in this order.
CRASHES = ("dup:shape 1", "dup:state", "dup:shape 2")

# What stands for maplefuzz in a campaign that is a folder only: a program diverges with the token that is written in it.
TOOL = """\
#!/bin/sh
for file; do :; done
case $1 in
--subject) echo 'embedded (files 123456789abc)' ;;
replay) [ ! -s "$file" ] || { echo "divergence $(cut -d ' ' -f 1 "$file")  $file"; exit 1; } ;;
show) echo 'store t0 [1] v1' ;;
*) echo 'maplefuzz: not today' >&2; exit 2 ;;
esac
"""


class CampaignPage(InBrowser):
    """The page of a campaign that has never run: its folder is written by hand."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        campaign = Campaign(cls.folder / "night")
        cls.make_campaign(campaign)
        cls.done = subprocess.run([planted_crashes.ROOT / "scripts/campaign", "report", campaign.folder, "--no-coverage"],
                                  capture_output=True, text=True, check=False)
        cls.out = campaign.path("report")
        cls.show()

    @classmethod
    def make_campaign(cls, campaign):
        campaign.make_folders()
        campaign.path("bin/maplefuzz").write_text(TOOL, encoding="utf-8")
        campaign.path("bin/maplefuzz").chmod(0o755)
        campaign.settings = {
            "format": FORMAT, "target": "dup", "linux": None, "strict": "null-leaf", "subject": "embedded (files 123456789abc)",
            "commit": "unknown", "created": "2026-01-02T03:04:05+00:00", "name": "", "jobs": 2, "run_until": 0, "disk_floor": 2580,
            "workers": plan(2)}
        campaign.save_settings()
        finds = campaign.finds()
        finds.add_row([100, "main", "input", "f" * 40, "id:000007"])
        for number, data in enumerate(map(str.encode, CRASHES)):
            sha1 = hashlib.sha1(data).hexdigest()
            campaign.path("crashes/main-crash-" + sha1).write_bytes(data)
            finds.add_row([2000 + 1000 * number, "main", "crash", sha1, "id:%06d" % number])
        history = campaign.history()
        for seconds in range(0, 7201, 600):
            for worker, calls in (("libfuzzer", 30000000), ("main", 20000)):
                history.add_row([seconds, worker, seconds, calls * seconds, 10, 50 + seconds // 100, 1000, 2, ""])

    def test_made(self):
        self.assertEqual(self.done.returncode, 1, self.done.stderr)
        self.assertEqual(take_log(self.browser), [])

    def test_widths(self):
        self.check_widths()

    def test_pictures(self):
        """A narrow page has pictures that were drawn for it. AFL++'s edges are in none."""
        for width, name in ((400, "coverage-narrow.svg"), (1280, "coverage.svg")):
            set_size(self.browser, width, 900)
            self.browser.get(self.url + "index.html")
            self.assertTrue(self.run_script("return document.images[0].currentSrc").endswith("/" + name))
            self.assertEqual(self.run_script("return document.images.length"), 3)
        picture = (self.out / "coverage.svg").read_text(encoding="utf-8")
        self.assertIn("the common corpus", picture)
        self.assertNotIn(">main<", picture)
        calls = (self.out / "calls.svg").read_text(encoding="utf-8")
        self.assertIn("calls a second, millions", calls)
        self.assertNotRegex(calls, "x *10|e\\+0")

    def test_first_finds(self):
        rows = self.run_script("return [...document.querySelector('[aria-label=Crashes] table').rows].map(r => [...r.cells].map(c => c.innerText))")
        self.assertEqual([row[:5] for row in rows[1:]], [["dup:shape", "–", "2", "33 min 20 s", "main"], ["dup:state", "–", "1", "50 min 00 s", "main"]])
        self.assertRegex(rows[1][5], r"^\d{4}-\d\d-\d\d \d\d:\d\d$")

    def test_head_and_settings(self):
        figures = self.texts(".read div")
        self.assertEqual(figures[0], "state\nnot run yet")
        self.assertRegex(figures[1], r"\n\d{4}-\d\d-\d\d \d\d:\d\d$")
        settings = self.texts("[aria-label=Settings] td")
        self.assertIn("2580 MB free", settings)
        self.assertIn("null-leaf is a divergence, the others are stepped around", settings)

    def test_replay_lines(self):
        """They name what is there when the report is in its place."""
        self.browser.get(self.url + "triage/index.html")
        lines = [text for text in self.texts("section pre") if text.startswith(str(planted_crashes.ROOT))]
        self.assertEqual(len(lines), 2)
        for line in lines:
            self.assertTrue(pathlib.Path(shlex.split(line)[-1]).is_file(), line)
        self.assertNotIn(".report-", "".join(path.read_text(errors="replace") for path in self.out.rglob("*") if path.is_file()))


class CoverageFigures(unittest.TestCase):
    """What a campaign's page says of the coverage is what scripts/coverage has measured."""

    def test_figures(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        campaign = Campaign(folder / "night")
        CampaignPage.make_campaign(campaign)

        def measure(command):
            place = pathlib.Path(command[command.index("--html") + 1])
            place.mkdir(parents=True)
            (place / "figures.json").write_text('{"functions": [3, 4], "lines": [1, 3]}\n', encoding="utf-8")
            return True

        with unittest.mock.patch.object(campaign_report, "run_script", measure):
            coverage = campaign_report.cover(campaign, folder)
        self.assertEqual(coverage["rows"], [("functions", "75.0 %", 4), ("lines", "33.3 %", 3)])
        page = campaign_page(campaign, campaign_status.gather(campaign), [], None, coverage)
        self.assertRegex(page, "<td>33.3 %</td>")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if missing := what_is_missing():
        print(missing)
        sys.exit(EXIT_SKIPPED)
    if not shutil.which("gnuplot"):
        print("gnuplot is not installed: scripts/setup gnuplot-nox")
        sys.exit(EXIT_SKIPPED)
    Page.build = pathlib.Path(sys.argv.pop())
    unittest.main(verbosity=2)
