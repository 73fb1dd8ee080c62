# SPDX-License-Identifier: GPL-2.0-or-later
"""Brings what the workers find into the campaign's corpus/ and crashes/, from which nothing is ever taken out."""

import hashlib
import os
import re
import shutil
import time

from .plan import LIBFUZZER, LIBFUZZER_ARTIFACTS, LIBFUZZER_CORPUS
from .state import write_atomically

SHA1 = re.compile(r"[0-9a-f]{40}$")
# What libFuzzer calls its finds. A slow unit is a remark, not a find.
ARTIFACT = re.compile(r"(crash|leak|timeout|oom)-([0-9a-f]{40})$")
KINDS = {"crash": "crash", "leak": "crash", "timeout": "hang", "oom": "oom"}

# Engines write in place: a file this young may not be whole.
SETTLED_SECONDS = 1


def copy_in(data, target, durable=False):
    """Make a file that is whole as soon as it has its name. The name it has before begins with a dot, in the folder above."""
    write_atomically(target, data, target.parent.with_name(".%s" % target.name), durable)


def link_in(path, data, target):
    """Give a file a second name, which takes no space; or copy it where a file system does not have that."""
    try:
        os.link(path, target)
    except FileExistsError:
        return
    except OSError:
        copy_in(data, target)


class Gatherer:
    """What is known of a campaign's finds.

    @note: called with (worker, kind, sha1, the engine's name) for each one that is new.
    """

    def __init__(self, campaign, note):
        self.campaign = campaign
        self.note = note
        self.corpus = {name for name in os.listdir(campaign.path("corpus")) if SHA1.match(name)}
        self.crashes = {name[-40:] for name in os.listdir(campaign.path("crashes")) if SHA1.search(name)}
        self.seen = set()
        self.read_at = {}

    # ---- One file ----

    def adopt_input(self, path, data, sha1, worker):
        if sha1 in self.corpus:
            return
        corpus = self.campaign.path("corpus", sha1)
        if worker == LIBFUZZER:
            copy_in(data, corpus)
        else:
            # libFuzzer first: what is in corpus/ is not looked at again.
            self.give_libfuzzer(data, sha1)
            link_in(path, data, corpus)
        self.corpus.add(sha1)
        self.note(worker, "input", sha1, path.name)

    def give_libfuzzer(self, data, sha1):
        """Put an input where libFuzzer takes it up. It writes in place and deletes, so it shares no file with anybody."""
        folder = self.campaign.path(LIBFUZZER_CORPUS)
        if sha1 not in self.crashes and folder.exists():
            copy_in(data, folder / sha1)

    def adopt_crash(self, path, data, sha1, worker, kind):
        # libFuzzer would die of it at each start.
        self.campaign.path(LIBFUZZER_CORPUS, sha1).unlink(missing_ok=True)
        if sha1 not in self.crashes:
            copy_in(data, self.campaign.path("crashes", "%s-%s-%s" % (worker, kind, sha1)), durable=True)
            self.crashes.add(sha1)
            self.note(worker, kind, sha1, path.name)

    def adopt(self, path, worker, kind):
        data = path.read_bytes()
        if not data:  # a full disk leaves such files
            return
        sha1 = hashlib.sha1(data).hexdigest()
        if kind == "input":
            self.adopt_input(path, data, sha1, worker)
        else:
            self.adopt_crash(path, data, sha1, worker, kind)

    # ---- Folders ----

    def scan(self, folder, worker, kind_of, living):
        """Adopt what is new in @folder. @kind_of(name): input, crash, hang or oom; None for what is not to be taken."""
        try:
            changed = folder.stat().st_mtime_ns
            entries = list(os.scandir(folder)) if self.read_at.get(folder) != changed else []
        except FileNotFoundError:
            return
        whole = True
        for entry in entries:
            kind = kind_of(entry.name)
            key = (folder, entry.name, entry.inode())
            if kind is None or key in self.seen:
                continue
            try:
                if worker in living and entry.stat().st_mtime > time.time() - SETTLED_SECONDS:
                    whole = False
                    continue
                self.adopt(folder / entry.name, worker, kind)
            except FileNotFoundError:  # replaced meanwhile
                whole = False
                continue
            self.seen.add(key)
        if whole:
            self.read_at[folder] = changed

    def gather(self, living=()):
        """Look through the folders of all workers. @living: the names of those that may be writing there."""
        if not living:
            self.read_at.clear()
        self.scan(self.campaign.path(LIBFUZZER_CORPUS), LIBFUZZER, self.libfuzzer_input, living)
        self.scan(self.campaign.path(LIBFUZZER_ARTIFACTS), LIBFUZZER, libfuzzer_artifact, living)
        for top in self.campaign.path("sync").iterdir():
            if top.is_dir() and not top.name.startswith("."):
                self.gather_afl(top, living)

    def gather_afl(self, top, living):
        """Look through an AFL++ worker's folder, or that of another machine which was copied to it."""
        self.scan(top / "queue", top.name, afl_input, living)
        # What a resume that was killed had moved away.
        self.scan(top / "_resume", top.name, afl_input, living)
        for folder in [*top.glob("crashes*"), *top.glob("hangs*")]:
            kind = "crash" if folder.name.startswith("crashes") else "hang"
            self.scan(folder, top.name, lambda name, kind=kind: kind if name.startswith("id:") else None, living)

    def libfuzzer_input(self, name):
        return "input" if SHA1.match(name) and name not in self.corpus else None

    def fill_libfuzzer(self):
        """Give libFuzzer its folder, if it has none: all that does not crash."""
        folder = self.campaign.path(LIBFUZZER_CORPUS)
        if folder.exists():
            return
        unfinished = folder.with_name("unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for sha1 in sorted(self.corpus - self.crashes):
            shutil.copyfile(self.campaign.path("corpus", sha1), unfinished / sha1)
        os.rename(unfinished, folder)


def libfuzzer_artifact(name):
    match = ARTIFACT.match(name)
    return KINDS[match.group(1)] if match else None


def afl_input(name):
    return "input" if name.startswith("id:") else None
