# SPDX-License-Identifier: GPL-2.0-or-later
"""The folders that libFuzzer works with. It ends with each find, and would do so again at each start: what is found is
taken out of these folders, and out of none of the user's."""

import hashlib
import os
import shutil

from common.files import files_below
from common.seeds import gather_seeds


class Corpora:
    """The user's corpus and the seeds of the target: libFuzzer reads both, and writes to the first one."""

    def __init__(self, arguments, work):
        self.corpus = arguments.corpus
        self.seeds = work / "seeds"
        self.seeds.mkdir()
        gather_seeds(arguments.tool, arguments.target, self.seeds)
        self.before = len(os.listdir(self.corpus))
        self.inputs = files_below(self.corpus)

    def folders(self):
        return [self.corpus, self.seeds]

    def new_inputs(self):
        """About how many; an input that libFuzzer replaces by a smaller one is none more."""
        return max(0, len(os.listdir(self.corpus)) - self.before)

    def finish(self):
        """Bring what is new into the user's corpus. Return how much that is."""
        return len(files_below(self.corpus) - self.inputs)


class KeptCorpora(Corpora):
    """The same for runs that go on after a find. libFuzzer gets links to the user's inputs, and a folder for what is new."""

    def __init__(self, arguments, work):
        super().__init__(arguments, work)
        self.new, self.links = work / "new", work / "inputs"
        self.new.mkdir()
        self.links.mkdir()
        for number, (path, _) in enumerate(sorted(self.inputs)):
            (self.links / str(number)).symlink_to(path)
        self.files = {}
        for folder in (self.links, self.seeds):
            for path in folder.iterdir():
                self.files.setdefault(hashlib.sha1(path.read_bytes()).hexdigest(), []).append(path)

    def folders(self):
        return [self.new, self.links, self.seeds]

    def new_inputs(self):
        return len(os.listdir(self.new))

    def drop(self, names):
        """Let libFuzzer have no input whose SHA-1 is one of @names. What else is new is saved meanwhile."""
        for name in names:
            for path in [*self.files.pop(name, []), self.new / name]:
                path.unlink(missing_ok=True)
        self.save()

    def save(self):
        for path in self.new.iterdir():
            if not (self.corpus / path.name).exists():
                unfinished = self.corpus / (".%s" % path.name)
                shutil.copyfile(path, unfinished)
                unfinished.rename(self.corpus / path.name)

    def finish(self):
        self.save()
        return super().finish()
