# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs of a campaign: those that its workers use are built, and copied into its folder."""

import shutil

from common.build import build, tool_path
from common.command import Failure
from common.tool import Tool
from common.words import for_people

from .plan import MUTATOR

FOLDER = "bin/"

# Which preset each program comes from, and where it is there.
PROGRAMS = {
    "libfuzzer": ("fuzz", "fuzz/targets/fuzz-%s"),
    "maplefuzz": ("fuzz", "fuzz/tool/maplefuzz"),
    "afl": ("afl", "fuzz/targets/fuzz-%s"),
    MUTATOR.removeprefix(FOLDER): ("afl", MUTATOR.replace(FOLDER, "fuzz/mutator/")),
    "afl-asan": ("afl-asan", "fuzz/targets/fuzz-%s"),
    "afl-cmplog": ("afl-cmplog", "fuzz/targets/fuzz-%s"),
}

# Those that a campaign has whatever its workers are: the corpus is libFuzzer's, and crashes are replayed.
ALWAYS = {"libfuzzer", "maplefuzz"}


def used_by(workers):
    """The names of the programs that @workers need."""
    words = [word for worker in workers for word in [*worker["command"], *worker["environment"].values()]]
    return ALWAYS | {word.removeprefix(FOLDER) for word in words if word.startswith(FOLDER)}


def build_programs(names, target, linux):
    """Build programs. Return where each is."""
    wanted = {name: PROGRAMS[name] for name in PROGRAMS if name in names}
    folders = {preset: build(preset, linux) for preset in dict.fromkeys(preset for preset, _ in wanted.values())}
    return {name: folders[preset] / (place % target if "%s" in place else place) for name, (preset, place) in wanted.items()}


def copy_programs(campaign, programs):
    """Put them into a campaign's folder: what is built later does not change it."""
    for name, path in programs.items():
        shutil.copy2(path, campaign.path(FOLDER, name))


def add_programs(campaign, workers):
    """Build what @workers need and the campaign does not have: it has had fewer workers. It has to be of the same tree."""
    missing = {name for name in used_by(workers) if not campaign.path(FOLDER, name).exists()}
    if not missing:
        return
    settings = campaign.settings
    built = Tool(tool_path(build("fuzz", settings["linux"])))
    if built.identity()["hash"] != campaign.tool().identity()["hash"]:
        raise Failure("%s has no %s, and what would be built now is another tree, %s: fewer --jobs, or a new campaign" % (
            for_people(campaign.folder), " and no ".join(sorted(missing)), built.subject()))
    copy_programs(campaign, build_programs(missing, settings["target"], settings["linux"]))
