/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The harness: runs a program on a maple tree and on the oracle, and compares.
 * What targets and tools include; the rest of this room is private to it.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "identity.h"
#include "instruction.h"
#include "outcome.h"
#include "record.h"

/**
 * enum check - The groups of checks. Each can be left out, to show what it alone finds.
 * @CHECK_RESULT: what a call returned: entry, error code, index and last of an iterator.
 * @CHECK_STATE: the ranges of the tree that was operated on.
 * @CHECK_SHAPE: a duplicate against its source: nodes, pivots, gaps, types, counts, allocations.
 * @CHECK_INDEPENDENCE: the trees that were not operated on.
 * @CHECK_ATTRIBUTES: the flags of a tree.
 * @CHECK_MEMORY: nodes that are lost, or freed too early.
 * @CHECK_LOCKS: locks taken, dropped and held as the contract says.
 * @CHECK_VALIDATE: the subject's own mt_validate() and debug checks.
 * @CHECK_READER: what a reader under RCU is given beside a writer.
 * @CHECK_PROGRESS: whether a reader comes to an end while the writer stands still.
 */
enum check {
	CHECK_RESULT,
	CHECK_STATE,
	CHECK_SHAPE,
	CHECK_INDEPENDENCE,
	CHECK_ATTRIBUTES,
	CHECK_MEMORY,
	CHECK_LOCKS,
	CHECK_VALIDATE,
	CHECK_READER,
	CHECK_PROGRESS,
	CHECK_COUNT
};

#define CHECKS_ALL ((1u << CHECK_COUNT) - 1)

/** check_name() - The name of a check, as it stands in a token: "result", "state", ... */
const char *check_name(enum check check);

/* Room for any token, and the final NUL. */
#define TOKEN_SIZE 48

/* Room for any place, and the final NUL. */
#define PLACE_SIZE 80

/* Room for the sentence that says what was found; a longer one is cut off. */
#define FOUND_SIZE 400

/**
 * enum compare - Which trees are compared whole after a write, and validated.
 * @COMPARE_WHEN_DUE: the tree that was written to, once it has had a call for each of its ranges since the last time.
 * @COMPARE_WRITTEN: the tree that was written to.
 * @COMPARE_ALL: all trees, also after one was destroyed.
 */
enum compare {
	COMPARE_WHEN_DUE,
	COMPARE_WRITTEN,
	COMPARE_ALL,
};

/**
 * struct run_options - How to run a program.
 * @operations: which operations; the others are passed over.
 * @target: the name of the target that they are of, for the report's replay command; NULL for none.
 * @omitted: operations of them that are passed over too, by enum opcode, also where another operation becomes one of these.
 * @checks: set of enum check. 0 means all.
 * @thorough: check everything after every call, so that a divergence is reported at the call that caused it.
 * @compare: else: which trees are compared whole after a write.
 * @strict: known issues of the subject are divergences too; what older versions promised less stays none.
 * @strict_issues: names of known issues with commas between, which alone are divergences; NULL for what @strict says.
 * @keep_going: return after a divergence instead of calling abort().
 * @quiet: no report on stderr, the token is in the result.
 * @name: of the input, for the report's replay command; NULL if it has none.
 * @on_call: told of every call before it is made; NULL for nobody.
 * @on_unit: told of every single call, those inside fill and carve one by one; NULL for nobody.
 * @on_outcome: told what every single call gave, before that is checked: the subject (NULL where the
 *	oracle runs alone) and the contract; NULL for nobody.
 * @on_record: told of each call of the tree's API before it is made, as C, see record.h; NULL for nobody.
 * @on_cut: told of a call that made only @done of the single calls that it says, and why; NULL for nobody.
 * @window: where the oracle runs alone: before which of the single calls of the call behind it, from 0, the @number-th call that is
 *	held back is made; -1: behind all. NULL: that.
 * @arg: given to all of them.
 */
struct run_options {
	struct selection operations;
	const char *target;
	bool omitted[OP_COUNT];
	unsigned int checks;
	bool thorough;
	enum compare compare;
	bool strict;
	const char *strict_issues;
	bool keep_going;
	bool quiet;
	const char *name;
	void (*on_call)(const struct call *call, void *arg);
	void (*on_unit)(const struct call *call, void *arg);
	void (*on_outcome)(const struct call *call, const struct outcome *got,
			   const struct outcome *want, void *arg);
	void (*on_record)(const struct record *record, void *arg);
	void (*on_cut)(const struct call *call, unsigned int done, const char *why, void *arg);
	int (*window)(unsigned int number, void *arg);
	void *arg;
};

/**
 * struct run_result - What came of it.
 * @token: operation and check of the divergence, "dup:shape"; empty if there was none.
 * @place: what tells bugs with the same token apart, and is the same for one bug that several operations meet: the check of the subject
 *	that failed, "mas_validate_limits:7525"; the function of the harness that found a difference, "compare_load"; the function in which the
 *	subject crashed. Empty if that is not known, as of a hang.
 * @found: the divergence in one sentence.
 * @calls: calls made on the subject, those inside fill and carve one by one, those of checks left out.
 * @lines: calls as the text form counts them.
 * @not_run: instructions behind the limit of calls, which were passed over.
 * @passed_over: calls that the subject lacks.
 * @digest: of every call and its results, up to a call that is held back for another to wait. The same on every subject that passes over none.
 */
struct run_result {
	char token[TOKEN_SIZE];
	char place[PLACE_SIZE];
	char found[FOUND_SIZE];
	unsigned long calls;
	unsigned long lines;
	unsigned long not_run;
	unsigned long passed_over;
	uint64_t digest;
};

/** harness_init() - Once per process, before the first run. */
void harness_init(void);

/**
 * harness_run() - Run the program @data of @size bytes.
 * @options: NULL for the default: all operations and checks, the light schedule, abort() on a divergence.
 * @result: filled in; may be NULL.
 *
 * Depends on the bytes and the options alone, whatever ran before.
 *
 * Return: true if there was no divergence.
 */
bool harness_run(const uint8_t *data, size_t size, const struct run_options *options,
		 struct run_result *result);

/**
 * harness_forget() - Forget what the last run has left behind.
 *
 * The next run would do that. An engine that measures the coverage of each run wants
 * it to belong to the run that left it.
 */
void harness_forget(void);

/**
 * harness_perform() - Make the first @calls calls of a program, and leave the trees as they are then. With all of them goes what a window still
 * holds back.
 *
 * For the questions of inspect.h. Return: true if there was no divergence.
 */
bool harness_perform(const uint8_t *data, size_t size, const struct run_options *options,
		     size_t calls, struct run_result *result);

/**
 * harness_expect() - Run a program on the oracle alone, and leave the trees' contents as they are then.
 *
 * The program has no structural operands.
 */
void harness_expect(const uint8_t *data, size_t size, const struct run_options *options);

/**
 * harness_show() - Print the program @data as text, without running it on the subject.
 *
 * Only a program with structural operands, which ask the subject, is run on it, without checks.
 */
void harness_show(const uint8_t *data, size_t size, const struct run_options *options, FILE *out);

/**
 * harness_crashed() - Report that the subject crashed or hangs in the current call.
 * @how: "crash" or "hang"; the second half of the token.
 * @place: the function of the subject; empty if it is not known.
 *
 * For signal handlers of tools: prints the report, unless the run is quiet.
 *
 * Return: what came of the run; NULL when no program is running.
 */
const struct run_result *harness_crashed(const char *how, const char *place);

/** harness_has() - Has the subject the operation @op? Programs pass over what it does not have. */
bool harness_has(uint8_t op);

/**
 * harness_becomes() - What an operation becomes on trees of these attributes.
 * @op: enum opcode.
 * @attributes: set of enum attribute.
 *
 * Return: @op itself where it stays what it is.
 */
uint8_t harness_becomes(uint8_t op, unsigned int attributes);

/** harness_unknown_issue() - Where in @issues, for run_options.strict_issues, the first name begins that no known issue has; NULL if there is none. */
const char *harness_unknown_issue(const char *issues);

/** harness_issue_at() - The name of known issue @n, of any subject; NULL past the last one. */
const char *harness_issue_at(unsigned int n);

/** harness_known_times() - How often runs of this process were stepped around known issue @n. */
unsigned long harness_known_times(unsigned int n);

/** harness_known_total() - How often runs of this process were stepped around a known issue of the subject. */
unsigned long harness_known_total(void);

/** harness_known_share() - Count together with the processes that this one forks from here on. */
void harness_known_share(void);

/** harness_known_summary() - Print a line for each known issue that was met, with how often, and for each that the tree has got back. */
void harness_known_summary(FILE *out);

#endif
