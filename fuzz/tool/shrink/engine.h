/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The engine of the shrinker: tries a simpler program, and keeps it if it diverges in the same way. */
#ifndef SHRINK_ENGINE_H
#define SHRINK_ENGINE_H

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

/* Slots of the table of programs that were tried; a power of two. */
#define KNOWN_SLOTS (1u << 15)

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

/** has() - Does @call take an operand of this kind? */
static inline bool has(const struct call *call, enum operand operand)
{
	return operation_takes(call->op, operand);
}

#endif
