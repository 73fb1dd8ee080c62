# SPDX-License-Identifier: GPL-2.0-or-later
"""Debian's chromium, headless, by way of Debian's python3-selenium."""

import contextlib
import importlib.util
import os
import shutil
import sys

# Seconds that an answer may take: the first one starts the browser, on a machine that may be busy.
TIMEOUT = 60


def what_is_missing():
    """Say in one line what has to be installed; nothing if all is there."""
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        return "chromium and chromium-driver are not installed: scripts/setup chromium chromium-driver"
    if not importlib.util.find_spec("selenium"):
        return "%s has no selenium: scripts/setup python3-selenium, for /usr/bin/python3" % sys.executable
    return None


@contextlib.contextmanager
def browser(folder):
    """A browser with one window, which keeps its profile in @folder."""
    from selenium import webdriver  # pylint: disable=import-outside-toplevel  # what_is_missing() comes first

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for word in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=%s/profile" % folder):
        options.add_argument(word)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # chromium has none for root
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.chrome.service.Service(shutil.which("chromedriver"), env=dict(os.environ, HOME=str(folder)))
    driver = webdriver.Chrome(service=service, options=options)
    try:
        driver.set_page_load_timeout(TIMEOUT)
        driver.set_script_timeout(TIMEOUT)
        yield driver
    finally:
        driver.quit()


def set_size(driver, width, height):
    """The size of the page; a window could not be as narrow as a telephone."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                           {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})


def take_log(driver):
    """What the page wrote to the console, and what it could not load, since the last look."""
    return [entry["message"] for entry in driver.get_log("browser")]
