/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command that replays a program from where the user stands. */
#ifndef REPORT_REPLAY_H
#define REPORT_REPLAY_H

#include <stdio.h>

#include "harness.h"

/** report_replay() - Print the command for a program that is run with @options, quoted for a shell. FILE stands for one without a name. */
void report_replay(const struct run_options *options, FILE *out);

/** report_replay_by() - The same for @file, by the command maplefuzz that is @command, with all checks. */
void report_replay_by(const char *command, const struct run_options *options, const char *file, FILE *out);

#endif
