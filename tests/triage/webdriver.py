# SPDX-License-Identifier: GPL-2.0-or-later
"""As much of the WebDriver protocol as a test of a page needs, spoken to Debian's chromium through chromedriver."""

import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request

# Seconds that an answer may take: the first one starts the browser, on a machine that may be busy.
TIMEOUT = 60


class BrowserError(Exception):
    """The browser refused a command, or a script in the page threw."""


def find_browser():
    """The paths of browser and driver, or None if one is not installed."""
    paths = shutil.which("chromium"), shutil.which("chromedriver")
    return paths if all(paths) else None


class Browser:
    """A headless browser with one window. Use with `with`."""

    def __init__(self, folder):
        """@folder: where it keeps its profile."""
        chromium, chromedriver = find_browser()
        # It chooses a free port and says which.
        self.driver = subprocess.Popen(  # pylint: disable=consider-using-with
            [chromedriver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=dict(os.environ, HOME=str(folder)))
        self.session = None
        try:
            port = self.read_port()
            self.session = "http://127.0.0.1:%d/session" % port
            wishes = {"capabilities": {"alwaysMatch": self.wishes(chromium, folder)}}
            self.session += "/" + self.command("POST", "", wishes)["sessionId"]
        except BaseException:
            self.driver.kill()
            self.driver.wait()
            raise

    @staticmethod
    def wishes(chromium, folder):
        words = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=%s/profile" % folder]
        if os.geteuid() == 0:
            words.append("--no-sandbox")  # chromium has none for root
        return {"browserName": "chrome", "goog:chromeOptions": {"binary": chromium, "args": words},
                "goog:loggingPrefs": {"browser": "ALL"}}

    def read_port(self):
        for line in self.driver.stdout:
            if match := re.search(r"started successfully on port (\d+)", line):
                return int(match[1])
        raise BrowserError("chromedriver does not start")

    def command(self, method, path, body=None):
        """Send a command. Return the value that is answered."""
        request = urllib.request.Request(self.session + path, method=method, headers={"Content-Type": "application/json"},
                                         data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise BrowserError(json.load(error)["value"]["message"]) from error

    def open(self, url):
        self.command("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        """Run JavaScript in the page. Return what it returns; a promise is waited for."""
        return self.command("POST", "/execute/sync", {"script": script, "args": arguments})

    def devtools(self, command, **parameters):
        """A command of Chromium's own."""
        return self.command("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def set_size(self, width, height):
        """The size of the page; a window could not be as narrow as a telephone."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def take_log(self):
        """What the page wrote to the console, and what it could not load."""
        return [entry["message"] for entry in self.command("POST", "/se/log", {"type": "browser"})]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.command("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()
