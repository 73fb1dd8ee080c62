# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a campaign's folder, and starts its supervisor."""

import datetime
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from common.command import EXIT_CLEAN, Failure
from common.files import files_below
from common.folder import check_new, unfinished
from common.options import check_linux
from common.paths import LIB, ROOT, script
from common.seeds import gather_seeds
from common.tool import Tool
from common.words import for_people, shell_line

from .disk import default_disk_floor
from .figures import tail
from .plan import log_name, plan
from .preflight import check_machine, check_programs
from .programs import add_programs, build_programs, copy_programs, used_by
from .state import FORMAT, Campaign, is_campaign
from .supervisor import supervise
from .worker import kill_leftovers

# The supervisor runs as a process of its own, which is told apart by this name.
SUPERVISOR = "campaign.supervisor"

# Until then every worker should have run its first program. AFL++ tries the whole corpus first.
START_SECONDS = 120

COLOUR = re.compile(r"\x1b\[[0-9;]*m")

# A program that does nothing: AFL++ wants one seed that does not crash.
EMPTY_PROGRAM = bytes(4)


def commit():
    done = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def add_seeds(arguments, campaign, tool):
    """Put the seeds of the target, and of the folders that were named, into the corpus."""
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        folder = pathlib.Path(name)
        gather_seeds(tool, arguments.target, folder)
        seeds = [path for top in [folder, *arguments.seeds] for path, _ in files_below(top)]
        for data in [EMPTY_PROGRAM, *(path.read_bytes() for path in seeds)]:
            campaign.path("corpus", hashlib.sha1(data).hexdigest()).write_bytes(data)


def linux_source(option):
    """The option --linux as it can be given anywhere."""
    if option is None or re.match(r"debian(:|$)", option):
        return option
    return os.path.abspath(option)


def nearest_folder(folder):
    return next(above for above in [folder, *folder.parents] if above.exists())


def make(arguments):
    """Build the programs and make the folder of a new campaign."""
    check_new(arguments.dir, "scripts/campaign resume goes on with a campaign" if is_campaign(arguments.dir)
              else "name a new folder")
    check_linux(arguments.linux)
    for folder in arguments.seeds:
        if not folder.is_dir():
            raise Failure("--seeds %s: there is no such folder" % for_people(folder))
    workers = plan(arguments.jobs, arguments.name + "-" if arguments.name else "")
    place = nearest_folder(arguments.dir.absolute())
    floor = default_disk_floor(place) if arguments.disk_floor is None else arguments.disk_floor
    check_machine(workers, place, floor)
    programs = build_programs(used_by(workers), arguments.target, arguments.linux)
    Tool(programs["maplefuzz"], arguments.target, arguments.strict).check_options()
    check_programs(workers)
    with unfinished(arguments.dir) as folder:
        fill(arguments, Campaign(folder), programs, workers, floor)
    return Campaign(arguments.dir)


def fill(arguments, campaign, programs, workers, floor):
    """Put into the folder of a new campaign what it begins with."""
    campaign.make_folders()
    copy_programs(campaign, programs)
    tool = Tool(campaign.tool_path, arguments.target, arguments.strict)
    add_seeds(arguments, campaign, tool)
    campaign.settings = {
        "format": FORMAT,
        "target": arguments.target,
        "linux": linux_source(arguments.linux),
        "strict": arguments.strict,
        "subject": tool.subject(),
        "commit": commit(),
        "created": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "name": arguments.name,
        "jobs": arguments.jobs,
        "run_until": arguments.hours * 3600,
        "on_crash": arguments.on_crash,
        "disk_floor": floor,
        "workers": workers,
    }
    campaign.save_settings()


def launch(campaign, foreground):
    """Run the supervisor here; or in the background, and wait until every worker is at work. Return the exit code."""
    if foreground:
        print("%s runs until it is stopped, here with Ctrl-C" % for_people(campaign.folder), flush=True)
        supervise(campaign.folder)
        return EXIT_CLEAN
    begun = time.time()
    with campaign.path(log_name("supervisor")).open("ab") as log:
        process = subprocess.Popen([sys.executable, "-B", LIB, SUPERVISOR, campaign.folder.absolute()], stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, start_new_session=True)
    idle = wait_for_workers(campaign, process, begun)
    print("watch:  " + shell_line([script("campaign"), "status", "--watch", campaign.folder]))
    print("stop:   " + shell_line([script("campaign"), "stop", campaign.folder]))
    if idle:
        raise Failure("it runs, but without %s, which can't get to work" % ", ".join(idle))
    return EXIT_CLEAN


def wait_for_workers(campaign, process, begun):
    """Wait until every worker has run a program. Return the names of those that have not, after a long time."""
    deadline = time.monotonic() + START_SECONDS
    shown, complained = None, set()
    idle = [worker["name"] for worker in campaign.settings["workers"]]
    count = len(idle)
    while idle and time.monotonic() < deadline:
        if process.poll() is not None:
            raise Failure("the supervisor ended: %s" % last_words(campaign, "supervisor"))
        if state_is_new(campaign, begun):
            workers = campaign.state()["workers"]
            idle = [name for name, worker in workers.items() if worker["state"] != "working"]
            complain(campaign, workers, complained)
        if len(idle) != shown:
            shown = len(idle)
            print("%d of %d workers at work" % (count - shown, count), flush=True)
        time.sleep(0.5)
    return idle


def complain(campaign, workers, complained):
    """Say once of each worker that dies again and again what it says of it."""
    for name, worker in workers.items():
        if worker["delay"] > 1 and name not in complained:
            complained.add(name)
            print("%s ends again and again; %s: %s" %
                  (name, for_people(campaign.path(log_name(name))), last_words(campaign, name)), file=sys.stderr)


def state_is_new(campaign, begun):
    try:
        return campaign.path("state.json").stat().st_mtime >= begun
    except FileNotFoundError:
        return False


def last_words(campaign, name):
    """Why a worker ended, as its log tells it; AFL++ goes on talking after the reason."""
    text = COLOUR.sub("", tail(campaign.path(log_name(name))).decode(errors="replace"))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    reasons = [line for line in lines if "PROGRAM ABORT" in line]
    return (reasons or lines or ["nothing"])[-1]


def start(arguments):
    return launch(make(arguments), arguments.foreground)


def resume(arguments, campaign):
    """Go on with a campaign that is not running: by hand, or after a reboot."""
    settings = campaign.settings
    if campaign.supervisor():
        raise Failure("%s is running already" % for_people(campaign.folder))
    kill_leftovers(campaign.folder)
    seconds = campaign.run_seconds()
    if arguments.hours is not None:
        settings["run_until"] = seconds + arguments.hours * 3600 if arguments.hours else 0
    elif settings["run_until"] and seconds >= settings["run_until"]:
        raise Failure("its time is over; --hours H goes on for so many more, --hours 0 without end")
    if arguments.on_crash is not None:
        settings["on_crash"] = arguments.on_crash
    if arguments.jobs is not None:
        settings["jobs"] = arguments.jobs
        settings["workers"] = plan(arguments.jobs, settings["name"] + "-" if settings["name"] else "")
    check_machine(settings["workers"], campaign.folder, settings["disk_floor"])
    check_programs(settings["workers"])
    campaign.make_folders()
    add_programs(campaign, settings["workers"])
    campaign.save_settings()
    return launch(campaign, arguments.foreground)
