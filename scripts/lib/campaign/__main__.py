# SPDX-License-Identifier: GPL-2.0-or-later
"""Fuzzing campaigns: libFuzzer and AFL++ together, for hours or weeks, on many cores, through kills and full disks."""

import argparse
import os
import pathlib
import re
import signal
import sys
import time

from common.command import EXIT_CLEAN, EXIT_DIVERGENCE, Failure, Parser, run_main
from common.folder import named_folder
from common.numbers import any_number, jobs_number, whole_number
from common.options import add_linux_option, add_strict_option, add_target_option, refuse_bits_option
from common.paths import script
from common.targets import check_target
from common.words import for_people, shell_line

from .merge import merge
from .report import report
from .start import resume, start
from .state import open_campaign
from .status import duration, gather, status
from .worker import kill_leftovers

# Seconds that the supervisor may take to stop its workers and to save its state.
STOP_SECONDS = 60

EXIT_CODES = ("Exit codes: 0 no divergence so far; 1 a divergence, a crash or a hang; "
              "2 wrong use, or a machine that is not fit.")


# Seconds between the screens of `status --watch`.
WATCH_SECONDS = 5

NUMBER = re.compile(r"[-+]?[0-9.]+$|[-+]?(nan|inf)", re.IGNORECASE)

# What may stand before a worker's name, which is that of a folder.
PREFIX = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{,31}")


def campaign_folder(text):
    """An argument that names a campaign."""
    return named_folder(text, "campaigns")


def worker_prefix(text):
    """The argument of --name."""
    if text and not PREFIX.fullmatch(text):
        raise argparse.ArgumentTypeError("'%s' can't be part of a folder's name: letters, digits, and _ . - behind the first "
                                         "of them, 32 at most" % text)
    return text


def add_run_options(parser, jobs, hours):
    parser.add_argument("--jobs", type=jobs_number(), default=jobs, metavar="N",
                        help="workers: 1 is libFuzzer, 2 adds AFL++'s main, 3 AFL++ with sanitizers, 4 CMPLOG, more vary "
                        "(default: %s)" % ("one for each core" if jobs else "as before"))
    parser.add_argument("--hours", type=any_number(0), default=hours, metavar="H",
                        help="stop after so many more hours; 0: never (default: %s)" % ("0" if hours == 0 else "what is left"))
    parser.add_argument("--on-crash", metavar="COMMAND", help="let a shell run COMMAND once for each new token: $1 is the crash file, "
                        "MAPLEFUZZ_TOKEN the token; docs/campaigns.md has the rest (default: %s)" % ("none" if jobs else "as before"))
    parser.add_argument("--foreground", action="store_true",
                        help="do not return before it ends; for a service, or to find out why it fails")


def refuse_bits(parser):
    refuse_bits_option(parser, "what AFL++ needs is here for 64 bits only; scripts/fuzz --linux PATH --32 fuzzes for 32 bits, by libFuzzer")


def add_verb(verbs, name, run, text):
    parser = verbs.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".", epilog=EXIT_CODES)
    parser.add_argument("dir", type=campaign_folder, metavar="DIR", help="the campaign's folder; a mere name is that of out/campaigns/NAME")
    refuse_bits(parser)
    parser.set_defaults(run=run)
    return parser


def make_parser():
    parser = Parser(prog="scripts/campaign", description=__doc__, epilog=EXIT_CODES + " docs/campaigns.md has the rest.")
    refuse_bits(parser)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    verb = add_verb(verbs, "start", start, "begin a campaign in a new folder, in the background")
    add_target_option(verb, "TARGET")
    add_linux_option(verb)
    add_strict_option(verb)
    add_run_options(verb, len(os.sched_getaffinity(0)), 0)
    verb.add_argument("--seeds", type=pathlib.Path, action="append", default=[], metavar="FOLDER",
                      help="begin with these inputs, too; may be given several times (default: corpus/TARGET)")
    verb.add_argument("--name", type=worker_prefix, default="", metavar="NAME", help="put before the names of AFL++'s workers, "
                      "which must differ when machines exchange their folders (default: nothing)")
    verb.add_argument("--disk-floor", type=whole_number(0), metavar="MB",
                      help="pause when less is free (default: 1 %% of the disk, at least 64)")
    verb = add_verb(verbs, "status", run_status, "say how a campaign stands")
    verb.add_argument("--watch", type=any_number(1), nargs="?", const=WATCH_SECONDS, metavar="S",
                      help="again every S seconds (default: %(const)s)")
    verb.add_argument("--json", action="store_true", help="for programs")
    add_verb(verbs, "stop", run_stop, "stop a campaign; it can be resumed")
    verb = add_verb(verbs, "resume", run_resume, "go on with a campaign that was stopped or killed")
    add_run_options(verb, None, None)
    verb = add_verb(verbs, "report", run_report, "write the campaign's page: its course, its workers, its crashes, its coverage")
    verb.add_argument("-o", "--output", type=pathlib.Path, metavar="OUT",
                      help="the folder of the page (default: report/ in that of the campaign); only an old report is overwritten")
    verb.add_argument("--no-coverage", action="store_true", help="do not measure what the corpus reaches of the tree")
    verb = add_verb(verbs, "merge", run_merge, "make one campaign of several, minimised by coverage; it can be resumed")
    verb.add_argument("others", type=campaign_folder, nargs="+", metavar="DIR", help="the folders of others")
    verb.add_argument("-o", "--output", type=campaign_folder, required=True, metavar="NEW", help="the folder of the new campaign, "
                      "which has the programs and settings of the first")
    return parser


def with_interval(words):
    """The command line, with the interval that --watch takes where a folder follows it: `status --watch night`."""
    return ["%s=%d" % (word, WATCH_SECONDS) if word == "--watch" and not NUMBER.match(following) else word
            for word, following in zip(words, [*words[1:], ""])]


def parse_arguments():
    arguments = make_parser().parse_args(with_interval(sys.argv[1:]))
    if "target" in arguments:
        check_target(arguments.target)
    return arguments


def run_resume(arguments):
    return resume(arguments, open_campaign(arguments.dir))


def run_status(arguments):
    # Output that nobody reads any more, as with `status --watch | head`, is no failure.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    return status(arguments, open_campaign(arguments.dir))


def summarise(campaign):
    """What came of the campaign so far, in the words of scripts/fuzz."""
    found = gather(campaign)
    outcome = "divergence " + ", ".join(sorted(found["tokens"])) if found["divergence"] else "no divergence"
    print("%s on %s: %d executions, %d calls, %d inputs, %s: %s" %
          (found["target"], found["subject"], found["executions"], found["calls"], found["corpus"],
           duration(found["seconds"]), outcome))
    for name, verb in (("page", "report"), ("resume", "resume")):
        print("%s: %s" % (name, shell_line([script("campaign"), verb, campaign.folder])))
    return EXIT_DIVERGENCE if found["divergence"] else EXIT_CLEAN


def run_stop(arguments):
    campaign = open_campaign(arguments.dir)
    supervisor = campaign.supervisor()
    if supervisor:
        os.kill(supervisor, signal.SIGTERM)
    else:
        print("%s is not running" % for_people(campaign.folder))
        kill_leftovers(campaign.folder)
    deadline = time.monotonic() + STOP_SECONDS
    while campaign.supervisor():
        if time.monotonic() > deadline:
            raise Failure("the supervisor, process %d, does not end; %s may say why" %
                          (supervisor, for_people(campaign.path("events.log"))))
        time.sleep(0.1)
    return summarise(campaign)


def run_report(arguments):
    return report(arguments, open_campaign(arguments.dir))


def run_merge(arguments):
    return merge(arguments, [open_campaign(folder) for folder in (arguments.dir, *arguments.others)])


def main():
    arguments = parse_arguments()
    return arguments.run(arguments)


if __name__ == "__main__":
    run_main("campaign", main)
