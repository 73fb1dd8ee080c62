# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a campaign's folder, and sets its supervisor to work."""

import datetime
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from campaign_figures import tail
from campaign_plan import PROGRAMS, log_name, plan
from campaign_preflight import check_machine, check_programs, default_disk_floor
from campaign_state import FORMAT, Campaign
from campaign_supervisor import supervise
from campaign_worker import kill_leftovers
from common import EXIT_CLEAN, ROOT, Failure, build, for_people
from fuzz import files_below, gather_seeds

SUPERVISOR = pathlib.Path(__file__).with_name("campaign_supervisor.py")

# Until then every worker should have run its first program. AFL++ tries the whole corpus first.
START_SECONDS = 120

COLOUR = re.compile(r"\x1b\[[0-9;]*m")

# A program that does nothing: AFL++ wants one seed that does not crash.
EMPTY_PROGRAM = bytes(4)


def build_programs(arguments):
    """Build all that any plan needs. Return the files to copy."""
    folders = {preset: build(preset, arguments) for preset in dict.fromkeys(preset for preset, _ in PROGRAMS.values())}
    return {name: folders[preset] / (place % arguments.target if "%s" in place else place)
            for name, (preset, place) in PROGRAMS.items()}


def commit():
    done = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def subject(tool):
    return subprocess.run([tool, "--subject"], stdout=subprocess.PIPE, text=True, check=False).stdout.strip()


def add_seeds(arguments, campaign):
    """Put the seeds of the target, and of the folders that were named, into the corpus."""
    arguments.tool = campaign.tool
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        folder = pathlib.Path(name)
        gather_seeds(arguments, folder)
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


def check_new(folder):
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Failure("%s is there already and not empty; scripts/campaign resume goes on with a campaign" % for_people(folder))


def make(arguments):
    """Build the programs and make the folder of a new campaign."""
    check_new(arguments.dir)
    for folder in arguments.seeds:
        if not folder.is_dir():
            raise Failure("--seeds %s: there is no such folder" % for_people(folder))
    workers = plan(arguments.jobs, arguments.name + "-" if arguments.name else "")
    place = nearest_folder(arguments.dir.absolute())
    floor = default_disk_floor(place) if arguments.disk_floor is None else arguments.disk_floor
    check_machine(workers, place, floor)
    programs = build_programs(arguments)
    check_programs(workers)
    campaign = Campaign(arguments.dir)
    campaign.make_folders()
    for name, path in programs.items():
        shutil.copy2(path, campaign.path("bin", name))
    add_seeds(arguments, campaign)
    campaign.settings = {
        "format": FORMAT,
        "target": arguments.target,
        "linux": linux_source(arguments.linux),
        "strict": arguments.strict,
        "subject": subject(campaign.tool),
        "commit": commit(),
        "created": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "name": arguments.name,
        "jobs": arguments.jobs,
        "run_until": arguments.hours * 3600,
        "disk_floor": floor,
        "workers": workers,
    }
    campaign.save_settings()
    return campaign


def launch(campaign, foreground):
    """Run the supervisor here, or behind the scenes, and then wait until every worker is at work. Return the exit code."""
    if foreground:
        print("%s runs until it is stopped, here with Ctrl-C" % for_people(campaign.folder), flush=True)
        supervise(campaign.folder)
        return EXIT_CLEAN
    begun = time.time()
    with campaign.path(log_name("supervisor")).open("ab") as log:
        process = subprocess.Popen([sys.executable, "-B", SUPERVISOR, campaign.folder.absolute()], stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, start_new_session=True)
    idle = wait_for_workers(campaign, process, begun)
    folder = for_people(campaign.folder)
    print("watch:  scripts/campaign status --watch %s\nstop:   scripts/campaign stop %s" % (folder, folder))
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
    if arguments.jobs is not None:
        settings["jobs"] = arguments.jobs
        settings["workers"] = plan(arguments.jobs, settings["name"] + "-" if settings["name"] else "")
    check_machine(settings["workers"], campaign.folder, settings["disk_floor"])
    check_programs(settings["workers"])
    campaign.make_folders()
    campaign.save_settings()
    return launch(campaign, arguments.foreground)
