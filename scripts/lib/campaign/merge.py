# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes one campaign of several: what they cover together, and every crash."""

import datetime
import os
import pathlib
import shutil
import subprocess
import tempfile

from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure
from common.engine import LIBFUZZER_FLAGS, sanitizer_environment, strict_environment
from common.folder import check_new, unfinished
from common.paths import script
from common.words import for_people, say, shell_line

from .gather import Gatherer
from .plan import AFL_WORDS, LIBFUZZER_ARTIFACTS
from .start import last_words
from .state import Campaign

# A byte of AFL++'s map is not 0 if its edge was reached.
REACHED = bytes([0]) + bytes([1]) * 255


def check_alike(campaigns):
    """One corpus is of use to another campaign only if both mean the same by it."""
    first = campaigns[0]
    for other in campaigns[1:]:
        if other.settings["target"] != first.settings["target"]:
            raise Failure("%s is a campaign of the target %s, %s one of %s" % (
                for_people(first.folder), first.settings["target"], for_people(other.folder), other.settings["target"]))


def unite_corpora(campaigns, merged):
    """Fill the corpus with as few inputs as reach all that those of @campaigns reach; libFuzzer chooses them."""
    folders = [campaign.path("corpus").absolute() for campaign in campaigns]
    unfinished = merged.path("merging").absolute()
    unfinished.mkdir()
    command = [merged.path("bin", "libfuzzer").absolute(), "-set_cover_merge=1", *LIBFUZZER_FLAGS,
               "-artifact_prefix=%s/" % merged.path(LIBFUZZER_ARTIFACTS).absolute(), unfinished, *folders]
    say(command)
    environment = {**sanitizer_environment(), **strict_environment(merged.settings["strict"])}
    log = merged.path("workers", "merge.log")
    with log.open("wb") as out:
        code = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                              check=False).returncode
    if code:
        raise Failure("libFuzzer could not merge, exit code %d: %s" % (code, last_words(merged, "merge")))
    merged.path("corpus").rmdir()
    unfinished.rename(merged.path("corpus"))


def has_afl(campaign):
    """Does it have AFL++'s program?"""
    return campaign.path("bin", "afl").exists()


def edges_of(merged, corpus, work):
    """Yield (name, the edges that it reaches as bits) of each input in @corpus, in AFL++'s program; small inputs first."""
    maps = work / "maps"
    done = subprocess.run(["afl-showmap", "-b", *AFL_WORDS[:2], "-i", corpus, "-o", maps, "--", merged.path("bin", "afl")],
                          capture_output=True, text=True, errors="replace", check=False)
    if not maps.is_dir():
        raise Failure("afl-showmap: %s" % (done.stdout + done.stderr).strip().splitlines()[-1:])
    for path in sorted(maps.iterdir(), key=lambda path: ((corpus / path.name).stat().st_size, path.name)):
        yield path.name, int.from_bytes(path.read_bytes().translate(REACHED), "little")
    shutil.rmtree(maps)


def add_for_afl(campaigns, merged):
    """Add what reaches edges that only AFL++'s program has: it is compiled in another way."""
    corpus = merged.path("corpus")
    crashes = {crash.name[-40:] for crash in merged.crash_files()}
    reached = 0
    with tempfile.TemporaryDirectory(prefix="maplefuzz-") as name:
        work = pathlib.Path(name)
        for _, edges in edges_of(merged, corpus, work):
            reached |= edges
        for campaign in campaigns:
            for sha1, edges in edges_of(merged, campaign.path("corpus"), work):
                if edges & ~reached and sha1 not in crashes:
                    reached |= edges
                    shutil.copyfile(campaign.path("corpus", sha1), corpus / sha1)


def unite_crashes(campaigns, merged):
    """Copy every crash, each content once."""
    known = set()
    for campaign in campaigns:
        for crash in campaign.crash_files():
            if crash.name[-40:] not in known:
                known.add(crash.name[-40:])
                shutil.copy2(crash, merged.path("crashes", crash.name))


def write_origins(campaigns, merged):
    """Say which campaign each input comes from: the first that has it."""
    finds = merged.finds()
    for sha1 in sorted(os.listdir(merged.path("corpus"))):
        origin = next(campaign.name for campaign in campaigns if campaign.path("corpus", sha1).exists())
        finds.add_row([0, origin, "input", sha1, sha1])


def merge(arguments, campaigns):
    """Make the campaign @arguments.output, stopped, of others. It has the programs and the settings of the first."""
    check_new(arguments.output, "name a new folder with -o")
    check_alike(campaigns)
    if has_afl(campaigns[0]) and not shutil.which("afl-showmap"):
        raise Failure("there is no afl-showmap: " + shell_line([script("setup"), "afl++"]))
    with unfinished(arguments.output) as folder:
        unite(campaigns, Campaign(folder))
    merged = Campaign(arguments.output)
    before = [campaign.corpus_size() for campaign in campaigns]
    crashes = len(merged.crash_files())
    print("%s: %d inputs of %s, %d crashes" %
          (for_people(merged.folder), merged.corpus_size(), " + ".join(map(str, before)), crashes))
    print("go on: " + shell_line([script("campaign"), "resume", merged.folder]))
    return EXIT_DIVERGENCE if crashes else EXIT_CLEAN


def unite(campaigns, merged):
    """Fill the folder of the campaign @merged."""
    merged.make_folders()
    shutil.copytree(campaigns[0].path("bin"), merged.path("bin"), dirs_exist_ok=True)
    merged.settings = {
        **campaigns[0].settings,
        "created": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "run_until": 0,
        "merged": [campaign.name for campaign in campaigns],
    }
    unite_crashes(campaigns, merged)
    unite_corpora(campaigns, merged)
    # What crashed during the merge is a crash like any other.
    finds = merged.finds()
    Gatherer(merged, lambda *find: finds.add_row([0, *find])).gather()
    if has_afl(merged):
        add_for_afl(campaigns, merged)
    write_origins(campaigns, merged)
    merged.save_settings()
