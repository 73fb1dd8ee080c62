# SPDX-License-Identifier: GPL-2.0-or-later
"""Says at the end of a fuzzing run what came of it: of each find a block that a person can act on."""

from common.build import tool_path
from common.options import linux_words, strict_words
from common.paths import script
from common.words import count, for_people, printable, shell_line

from .finds import NOT_REPRODUCED

# Longer programs are not printed whole.
PROGRAM_LINES = 40


def line(name, text):
    print("%-9s %s" % (name + ":", text))


def commands(arguments, group):
    """(name, the command) of all that one may want to do with a find."""
    options = ["--target", arguments.target, *strict_words(arguments.strict)]
    linux, tool = linux_words(arguments.linux, arguments.bits32), tool_path(arguments.folder)
    yield "replay", shell_line([script("replay"), *linux, *options, *group.schedule, group.program])
    if group.token != NOT_REPRODUCED:
        yield "emit", shell_line([tool, "emit", *options, *group.schedule, group.program])
        picture = group.token.replace(":", "-") + ".svg"
        yield "dot", "%s >%s" % (shell_line([tool, "dot", "--svg", *options, *group.schedule, group.program]), picture)
    yield "triage", shell_line([script("triage"), *linux, *options, arguments.crashes])


def print_program(arguments, group):
    done = arguments.tool.run(["show", *arguments.tool.options, group.program])
    lines = [text for text in done.stdout.splitlines() if not text.startswith("#")]
    for text in lines[:PROGRAM_LINES]:
        print("    " + printable(text))
    if len(lines) > PROGRAM_LINES:
        print("    (and %d more lines: %s)" % (len(lines) - PROGRAM_LINES, shell_line(
            [tool_path(arguments.folder), "show", *arguments.tool.options, group.program])))


def size(group):
    if group.after is not None:
        return "%s, minimised from %s: %s" % (count(group.after, "operation"), group.before, for_people(group.program))
    return "%snot minimised: %s" % ("%s, " % count(group.before, "operation") if group.before else "", group.why_large)


def print_group(arguments, group):
    """The block of a find."""
    print("\n==== %s" % group.token)
    line("tree", arguments.tool.subject())
    for number, text in enumerate(group.found):
        line("found", printable(text)) if not number else print("%-9s %s" % ("", printable(text)))
    if group.place:
        line("place", printable(group.place))
    if group.token == NOT_REPRODUCED:
        line("found", "nothing, when the file is replayed; what a busy machine takes for a hang is none")
    others = len(group.paths) - 1
    line("crash", for_people(group.path) + (", and %s with this token" % count(others, "larger file") if others else ""))
    if group.token != NOT_REPRODUCED:
        line("program", size(group))
        print_program(arguments, group)
    for name, text in commands(arguments, group):
        line(name, text)


def summarise(arguments, totals, new_inputs, finds, seconds):
    for group in finds.groups.values():
        print_group(arguments, group)
    outcome = "divergence " + ", ".join(sorted(finds.groups)) if finds.groups else "no divergence"
    print("\n%s on %s: %d executions, %d calls, %d new inputs, %.0f s: %s" %
          (arguments.target, arguments.tool.subject(), totals.executions, totals.calls, new_inputs, seconds, outcome))
    if totals.known:
        print("known issues were stepped around %d times: docs/findings.md, or --strict" % totals.known)
