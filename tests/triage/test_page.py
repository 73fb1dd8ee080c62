#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: test_page.py BUILD: the page of scripts/triage in a browser; exit code 77 if that can't be had."""

import functools
import hashlib
import http.server
import json
import pathlib
import sys
import tempfile
import threading
import time
import unittest

import planted_crashes
from browser import TIMEOUT, browser, set_size, take_log, what_is_missing

EXIT_SKIPPED = 77

# Widths of a telephone and of a screen.
WIDTHS = (400, 1280)

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


class Page(unittest.TestCase):
    """A report as in test_report.py, in a browser, by way of a server and as a file."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.make_report()
        cls.browser = cls.enterClassContext(browser(cls.folder))
        handler = functools.partial(QuietHandler, directory=cls.out)
        server = cls.enterClassContext(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.shutdown)
        cls.url = "http://127.0.0.1:%d/" % server.server_port

    @classmethod
    def make_report(cls):
        tool = planted_crashes.build_tool(cls.folder, cls.build)
        crashes = planted_crashes.make_crashes(cls.folder, tool)
        cls.out = cls.folder / "report"
        planted_crashes.triage("--tool", planted_crashes.wrap(cls.folder, tool, crashes), "-o", cls.out, crashes.folder)
        cls.list = json.loads((cls.out / "groups.json").read_text(encoding="utf-8"))
        cls.finds = [find for group in cls.list["groups"] for find in group["files"]]
        cls.finds += cls.list["unstable"] + cls.list["not_reproduced"]

    def setUp(self):
        take_log(self.browser)
        self.browser.get(self.url + "index.html")

    def run_script(self, script, *arguments):
        """Run JavaScript in the page. Return what it returns; a promise is waited for."""
        return self.browser.execute_script(script, *arguments)

    def texts(self, selector):
        return self.run_script("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.trim())", selector)

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
        self.assertEqual(self.texts("h2"), ["Summary", "mas_store:validate", "store_range:validate", "Unstable", "Not reproduced"])
        self.assertEqual(self.texts(".read div"), [f"{word}\n{count}" for count, word in (
            (8, "files"), (2, "duplicates"), (2, "groups"), (1, "unstable"), (2, "not reproduced"))])

    def test_summary(self):
        rows = self.run_script("return [...document.querySelector('table').rows].map(r => [...r.cells].map(c => c.innerText))")
        self.assertEqual(rows[0], ["Token", "Frame", "Files", "Operations", "First seen (UTC)"])
        self.assertEqual([row[:4] for row in rows[1:]],
                         [["mas_store:validate", "–", "4", "3 → 2"], ["store_range:validate", "–", "1", "? → ?"]])

    def test_group_has_everything(self):
        section = "#mas_store-validate "
        [replay, program, divergence] = self.texts(section + "> pre")
        self.assertEqual(replay, f"{planted_crashes.ROOT}/scripts/replay --target dup {self.out}/mas_store-validate/program.txt")
        self.assertIn("mas_store t0 [0, 0xa] v2", program)
        self.assertIn("divergence mas_store:validate", divergence)
        self.run_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        [test, kernel, trace] = self.texts(section + "details pre")
        self.assertIn("int main(", test)
        self.assertIn("MT_BUG_ON(", kernel)
        self.assertIn("mas_store t0 [0, 0xa] v2", trace)

    def test_no_overflow(self):
        self.run_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        for width in WIDTHS:
            set_size(self.browser, width, 900)
            self.assertEqual(self.run_script("return innerWidth"), width)
            self.assertIsNone(self.run_script(OVERFLOW), f"at {width}")

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


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if missing := what_is_missing():
        print(missing)
        sys.exit(EXIT_SKIPPED)
    Page.build = pathlib.Path(sys.argv.pop())
    unittest.main(verbosity=2)
