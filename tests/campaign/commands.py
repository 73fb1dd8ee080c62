# SPDX-License-Identifier: GPL-2.0-or-later
"""The verbs of scripts/campaign beside start and resume, and what it refuses."""

import html.parser
import pathlib
import re
import shutil
import subprocess
import urllib.parse

from checkout import check


def refused(command, words, reason, **environment):
    """A command must say @reason in one line, and exit with 2."""
    _, complaint = command.run(*words, code=2, **environment)
    line = complaint.splitlines()[-1] if complaint else ""
    check(re.match(r"campaign: .*" + reason, line), "campaign %s says: %s" % (" ".join(map(str, words)), complaint))
    return complaint


def refusals(command, work, disk):
    new, system = disk / "new", work / "system"
    refused(command, [], "VERB")
    refused(command, ["start"], "DIR")
    refused(command, ["start", new, "--jobs", "0"], "--jobs: a whole number from 1 to ")
    refused(command, ["start", new, "--target", "none"], "there is no target 'none'")
    refused(command, ["start", new, "--seeds", disk / "none"], "no such folder")
    refused(command, ["start", work], "not empty; name a new folder")
    refused(command, ["start", new, "--disk-floor", "99999999"], "MB free.*--disk-floor")
    for verb in ("status", "stop", "resume", "report"):
        refused(command, [verb, disk], "is no campaign")

    pattern = system / "proc/sys/kernel/core_pattern"
    pattern.parent.mkdir(parents=True, exist_ok=True)
    pattern.write_text("|/usr/lib/systemd/systemd-coredump %P %u\n", encoding="utf-8")
    governor = system / "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"
    governor.parent.mkdir(parents=True, exist_ok=True)
    governor.write_text("powersave\n", encoding="utf-8")
    refused(command, ["start", new, "--jobs", "2"], "systemd-coredump.*echo core . sudo tee /proc/sys/kernel/core_pattern",
            MAPLEFUZZ_SYSTEM=str(system))
    pattern.write_text("core\n", encoding="utf-8")
    complaint = refused(command, ["start", new, "--jobs", "2", "--disk-floor", "99999999"], "--disk-floor", MAPLEFUZZ_SYSTEM=str(system))
    check("powersave" not in complaint, "what stops a campaign is said alone")
    check(not new.exists(), "a campaign that was refused has left a folder")


# ---- The report --------------------------------------------------------------


class Links(html.parser.HTMLParser):
    """The links and pictures of a page, and its anchors."""

    def __init__(self, path):
        super().__init__()
        self.targets, self.anchors = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors.add(attributes.get("id"))
        name = {"a": "href", "img": "src", "link": "href", "script": "src"}.get(tag)
        if name and attributes.get(name):
            self.targets.append(attributes[name])


def report(command, folder, out):
    # An old report, which the new one takes the place of.
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    (out / "old").touch()
    (out / ".maplefuzz-files").write_text("campaign report\nold\n", encoding="utf-8")
    command.run("report", folder, "-o", out, "--no-coverage", code=1)
    check(not (out / "old").exists(), "the old report is still there")
    page = out / "index.html"
    targets = [target for target in Links(page).targets if not target.startswith("data:")]
    for target in targets:
        url = urllib.parse.urlsplit(target)
        check(not url.scheme and not url.netloc, "the page needs %s, which is elsewhere" % target)
        path = page.parent / urllib.parse.unquote(url.path)
        check(path.is_file(), "broken link: %s" % target)
        if url.fragment:
            check(url.fragment in Links(path).anchors, "broken link: there is no #%s in %s" % (url.fragment, url.path))
    for wanted in ("coverage.svg", "calls.svg", "finds.svg", "triage/index.html"):
        check(any(target.startswith(wanted) for target in targets), "the page has no %s" % wanted)
    text = page.read_text(encoding="utf-8")
    check(all(word in text for word in ("libfuzzer", "main", ":shape")), "the page does not name the workers and the tokens")
    replays = re.findall(r"^Replay: .* (\S+)$", (out / "triage/report.txt").read_text(encoding="utf-8"), re.MULTILINE)
    check(replays and all(pathlib.Path(path).is_file() for path in replays), "no such files: %s" % replays)
    refused(command, ["report", folder, "-o", folder], r"\S+ in it, which scripts/campaign report has not put there")


# ---- merge -------------------------------------------------------------------


def edges(folder, corpora):
    """How many edges the inputs of some folders reach, by AFL++'s own count."""
    together = folder.parent / "together"
    shutil.rmtree(together, ignore_errors=True)
    together.mkdir()
    for corpus in corpora:
        shutil.copytree(corpus, together, dirs_exist_ok=True)
    done = subprocess.run(["afl-showmap", "-C", "-t", "5000", "-i", together, "-o", "/dev/null", "--", folder / "bin/afl"],
                          capture_output=True, text=True, check=False)
    match = re.search(r"A coverage of (\d+) edges", done.stdout + done.stderr)
    check(match, "afl-showmap: %s" % (done.stdout + done.stderr)[-300:])
    return int(match.group(1))


def halve(folder, work):
    """Two campaigns with half of the corpus each, and without the inputs that crash, which a merge drops."""
    crashing = {path.name[-40:] for path in (folder / "crashes").iterdir()}
    halves = [work / "half-0", work / "half-1"]
    for number, half in enumerate(halves):
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(folder, half)
        for at, path in enumerate(sorted((half / "corpus").iterdir())):
            if at % 2 != number or path.name in crashing:
                path.unlink()
        for at, path in enumerate(sorted((half / "crashes").iterdir())):
            if at % 2 != number:
                path.unlink()
    return halves


def merge(command, folder, work):
    halves, merged = halve(folder, work), work / "merged"
    shutil.rmtree(merged, ignore_errors=True)
    refused(command, ["merge", *halves, "-o", folder], "not empty")
    command.run("merge", *halves, "-o", merged, code=1)
    before = edges(merged, [half / "corpus" for half in halves])
    after = edges(merged, [merged / "corpus"])
    check(after == before, "two campaigns reach %d edges, what was merged of them %d" % (before, after))
    check(len(list((merged / "corpus").iterdir())) < len(list((folder / "corpus").iterdir())), "merge has made nothing smaller")
    names = {path.name[-40:] for path in (folder / "crashes").iterdir()}
    check(names <= {path.name[-40:] for path in (merged / "crashes").iterdir()}, "merge has lost a crash")
    check(command.status(merged)["state"] == "not run yet", "a merged campaign has a state")
    command.run("resume", merged, "--jobs", "1", code=0)
    output, _ = command.run("stop", merged, code=1)
    check(re.search(r" [1-9]\d* executions", output), "the merged campaign does not run: %s" % output)
