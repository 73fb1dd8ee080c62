/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shrinking: passes over a program, each of which tries simpler ones and keeps
 * those that still diverge in the same way. The order of the attempts, and so
 * the result, depends on the program alone.
 */
#ifndef SHRINK_H
#define SHRINK_H

#include "trial.h"

/**
 * struct draft - A program that is worked on.
 * @header: as the calls need it; swarm is 0.
 * @calls: with absolute operands.
 * @count: how many of them.
 */
struct draft {
	struct header header;
	struct call calls[MAX_INSTRUCTIONS];
	size_t count;
};

/**
 * struct shrink - The work on one program.
 * @draft: the simplest so far.
 * @token: what it diverges with.
 * @trials: how many programs were run.
 * @known: hashes of the programs that were tried; an open hash table.
 * @alone: each program is run in a process of its own. It takes longer, and is done at the end, for
 *	subjects that keep something from one program to the next.
 * @broken: no trial can be made any more.
 */
struct shrink {
	struct draft draft;
	char token[TOKEN_SIZE];
	unsigned long trials;
	uint64_t *known;
	bool alone;
	bool broken;
};

/** draft_encode() - Write @draft as bytes to @data, of MAX_PROGRAM_SIZE. Return: how many. */
size_t draft_encode(const struct draft *draft, uint8_t *data);

/**
 * shrink_try() - Try @candidate; what diverges in the same way replaces the draft.
 *
 * Calls behind the divergence fall away at once.
 * Return: whether the draft is another one now.
 */
bool shrink_try(struct shrink *s, const struct draft *candidate);

/** shrink_try_call() - The same, with @call in place of call @at. */
bool shrink_try_call(struct shrink *s, size_t at, struct call call);

/** has() - Does @call take any of these operands? */
static inline bool has(const struct call *call, unsigned int operands)
{
	return opcode_infos[call->op].operands & operands;
}

/*
 * The passes. Each returns whether it found something simpler.
 */

/** shrink_calls() - Fewer calls: half of them, a quarter, ... one. */
bool shrink_calls(struct shrink *s);

/** shrink_trees() - Fewer trees, of plain attributes; no nowait. */
bool shrink_trees(struct shrink *s);

/** shrink_operations() - Smaller bulk operations, and plainer ones. */
bool shrink_operations(struct shrink *s);

/** shrink_failures() - Allocations that fail in the last call, at once. */
bool shrink_failures(struct shrink *s);

/** shrink_entries() - Values, numbered as they come. */
bool shrink_entries(struct shrink *s);

/** shrink_indices() - Smaller and rounder indices and lengths. */
bool shrink_indices(struct shrink *s);

/**
 * shrink() - All passes, until none of them finds anything.
 * @progress: told how far it is.
 */
void shrink(struct shrink *s, void (*progress)(const struct shrink *s));

#endif
