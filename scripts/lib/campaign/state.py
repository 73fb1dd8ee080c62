# SPDX-License-Identifier: GPL-2.0-or-later
"""The folder of a campaign: what is in it, and how it is written so that a kill or a full disk spoils nothing."""

import csv
import fcntl
import json
import os
import pathlib
import struct

from common.command import Failure
from common.options import linux_words, strict_words
from common.tool import Tool
from common.words import for_people

# The format of the folder: it goes up when old programs in bin/ and newer scripts would misread each other's files.
FORMAT = 2

README = """\
This folder is a fuzzing campaign of maplefuzz. All that the campaign knows is here, with relative names:
it can be copied, renamed, taken to another machine of the same architecture and resumed there.

    scripts/campaign status|stop|resume|report FOLDER

campaign.json   the settings: target, subject, workers with their command lines
state.json      what the supervisor knows, written every few seconds
events.log      starts, ends of workers, restarts, a full disk: a line each
history.csv     figures of each worker over time, by seconds of run time
finds.csv       what was found first by which worker: inputs and crashes
tokens.json     what the crashes give when they are replayed
told.json       the tokens of which --on-crash has been told; what it printed is in workers/on-crash.log
lock            locked by the supervisor as long as it lives
bin/            the programs that run, as they were when the campaign began
corpus/         every input that reached something new, named by its SHA-1; nothing is ever taken out
crashes/        every crash and hang, WORKER-KIND-SHA1; nothing is ever taken out
libfuzzer/      libFuzzer's own folders
sync/           AFL++'s output folder, one folder in it for each worker
aside/          folders of AFL++ that could not be resumed
report/         what scripts/campaign report has written
workers/        what the workers print, and their counts of executions and calls
"""

HISTORY_FIELDS = ["seconds", "worker", "executions", "calls", "corpus", "edges", "edges_total", "crashes", "stability"]
FIND_FIELDS = ["seconds", "worker", "kind", "sha1", "name"]

# Lines that wait for space on the disk; a campaign that is paused writes few.
PENDING_LIMIT = 10000


def write_atomically(path, data, temporary, durable):
    """
    Replace a file by way of another one, @temporary: it has the old contents or the new ones, whatever happens
    to this process meanwhile; and if it is @durable, to the machine.
    """
    try:
        with temporary.open("wb") as out:
            out.write(data)
            if durable:
                out.flush()
                os.fsync(out.fileno())
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def write_text(path, text):
    """Replace a text file, atomically and durably."""
    write_atomically(path, text.encode(), path.with_name(".%s.%d" % (path.name, os.getpid())), durable=True)


def read_json(path):
    """What a JSON file holds; empty if it is missing or damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


class Journal:
    """A file that is appended to by whole lines. Those that find no space wait for it in memory."""

    def __init__(self, path, header=None):
        self.path = path
        self.pending = []
        if header and not path.exists():
            self.add(header)

    def add(self, line):
        self.pending.append(line)
        del self.pending[:-PENDING_LIMIT]
        self.flush()

    def add_row(self, values):
        self.add(",".join("" if value is None else str(value) for value in values))

    def flush(self):
        if not self.pending:
            return
        try:
            self.write("".join(line + "\n" for line in self.pending).encode())
        except OSError:
            return
        self.pending.clear()

    def write(self, data):
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                data = b"\n" + data  # a kill tore the last line
            try:
                if os.write(descriptor, data) != len(data):
                    raise OSError("short write")
            except OSError:
                os.ftruncate(descriptor, size)
                raise
        finally:
            os.close(descriptor)


def read_rows(path, fields):
    """The rows of a journal as dictionaries; a torn one is passed over."""
    try:
        with path.open(encoding="utf-8", errors="replace", newline="") as lines:
            rows = [row for row in csv.reader(lines) if len(row) == len(fields)]
    except OSError:
        return []
    return [dict(zip(fields, row)) for row in rows if row != fields]


class Campaign:
    """A campaign's folder. @settings: campaign.json."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.settings = read_json(self.folder / "campaign.json")

    def path(self, *names):
        return self.folder.joinpath(*names)

    @property
    def name(self):
        return self.folder.resolve().name

    @property
    def tool_path(self):
        return self.path("bin", "maplefuzz").absolute()

    @property
    def strict_words(self):
        return strict_words(self.settings["strict"])

    @property
    def linux_words(self):
        return linux_words(self.settings["linux"])

    def tool(self):
        """Its maplefuzz command, for programs of its target."""
        return Tool(self.tool_path, self.settings["target"], self.settings["strict"])

    def state(self):
        return read_json(self.path("state.json"))

    def run_seconds(self):
        """The run time so far; of a damaged state.json it is what the history says."""
        rows = read_rows(self.path("history.csv"), HISTORY_FIELDS)
        last = float(rows[-1]["seconds"]) if rows else 0.0
        return max(last, self.state().get("seconds", 0.0))

    def save_settings(self):
        write_text(self.path("campaign.json"), json.dumps(self.settings, indent=2) + "\n")

    def save_state(self, state):
        write_text(self.path("state.json"), json.dumps(state, indent=1) + "\n")

    def events(self):
        return Journal(self.path("events.log"))

    def history(self):
        return Journal(self.path("history.csv"), ",".join(HISTORY_FIELDS))

    def finds(self):
        return Journal(self.path("finds.csv"), ",".join(FIND_FIELDS))

    def crash_files(self):
        return sorted(path for path in self.path("crashes").iterdir() if not path.name.startswith("."))

    def corpus_size(self):
        return sum(1 for _ in os.scandir(self.path("corpus")))

    def make_folders(self):
        for name in ("bin", "corpus", "crashes", "sync", "workers", "aside", "libfuzzer/artifacts"):
            self.path(name).mkdir(parents=True, exist_ok=True)

    def supervisor(self):
        """The process id of the supervisor if it lives, else None."""
        return lock_owner(self.path("lock"))


# struct flock: type, whence, start, length, process.
FLOCK = "hhqqi4x"


def take_lock(path):
    """Lock a file for the life of this process. Return the descriptor to keep; None if another process has the lock."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        os.close(descriptor)
        return None
    return descriptor


def lock_owner(path):
    """The process that has locked a file, or None. The kernel says it: no number in a file, which a reboot would make wrong."""
    try:
        with path.open("rb") as lock:
            answer = fcntl.fcntl(lock, fcntl.F_GETLK, struct.pack(FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
    except FileNotFoundError:
        return None
    kind, _, _, _, process = struct.unpack(FLOCK, answer)
    return None if kind == fcntl.F_UNLCK else process


def is_campaign(folder):
    return bool(read_json(pathlib.Path(folder) / "campaign.json"))


def open_campaign(folder):
    """The campaign in @folder. Fails if there is none, or one of another format."""
    campaign = Campaign(folder)
    if not campaign.settings:
        raise Failure("%s is no campaign: there is no readable campaign.json; scripts/campaign start makes one"
                      % for_people(folder))
    if campaign.settings.get("format") != FORMAT:
        raise Failure("%s is a campaign of format %s, and this is for format %d; scripts/corpus import takes over its inputs"
                      % (for_people(folder), campaign.settings.get("format"), FORMAT))
    return campaign
