/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Trials: programs are run in a child process, and all that is told of them is
 * what they diverge with. So the subject may crash or hang, as often as it likes.
 */
#ifndef TRIAL_H
#define TRIAL_H

#include "tool.h"

/**
 * struct trial - What a trial gave.
 * @token: of the divergence, crash or hang; empty if there was none.
 * @place: where, and @found: in one sentence; as struct run_result has them. Finding the function of a crash takes too long for a trial.
 * @calls: the calls that were made, the last one perhaps not to its end.
 * @count: how many of them.
 * @units: how many single calls they consisted of.
 */
struct trial {
	char token[TOKEN_SIZE];
	char place[PLACE_SIZE];
	char found[FOUND_SIZE];
	struct call calls[MAX_INSTRUCTIONS];
	size_t count;
	unsigned long units;
};

/* Seconds of processor time that a call may take by default: a hundred times what the longest one does. */
#define TRIAL_TIMEOUT 2

/**
 * struct trial_options - What the verbs that make trials take from the command line.
 * @run: how programs are run.
 * @timeout: seconds of processor time that a call may take; 0 for no limit.
 */
struct trial_options {
	struct run_options run;
	uint64_t timeout;
};

/* What --help says of the RUN_OPTIONS of these verbs. */
#define TRIAL_USAGE							\
	"  --target T          only the operations of target T (default: all)\n" \
	"  --thorough          check everything after every call (the default)\n" \
	"  --light             check as often as fuzzing does\n"	\
	"  --without CHECK,... leave out groups of checks, as replay does\n" \
	"  --omit OP,...       pass over the operations of these names\n" \
	STRICT_USAGE \
	"  --timeout S         seconds of processor time until a call counts as a hang (default\n" \
	"                      2; 0: never)\n"

/** trial_init() - Once, before the first trial. @options: as the verb begins with them, see trial_defaults(). */
void trial_init(const struct trial_options *options);

/** trial_defaults() - What RUN_OPTIONS change: thorough, all checks, the usual limit of time. */
struct trial_options trial_defaults(void);

/** trial_limit() - Let a call take @milliseconds of processor time from now on; 0 for no limit. */
void trial_limit(unsigned int milliseconds);

/**
 * trial_run() - Run the program @data of @size bytes.
 *
 * Return: what it gave, until the next trial; NULL after a complaint, when no child could be made.
 */
const struct trial *trial_run(const uint8_t *data, size_t size);

/** trial_run_alone() - The same, in a process in which no other program has run. */
const struct trial *trial_run_alone(const uint8_t *data, size_t size);

/** trial_seconds() - Seconds of processor time that this process and all trials have taken. */
double trial_seconds(void);

#endif
