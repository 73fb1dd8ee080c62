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

/**
 * struct cost - How much a program is to read.
 * @lines: of its text.
 * @size: characters of it, and an eighth of each count: a bulk operation is as long as what it does.
 */
struct cost {
	size_t lines;
	size_t size;
};

/* Slots of the table of programs that were tried; a power of two. */
#define KNOWN_SLOTS (1u << 15)

/**
 * struct shrink - The work on one program.
 * @draft: the simplest so far.
 * @token: what it diverges with.
 * @place: where, if that tells one bug from others whatever the operation; else empty.
 * @units: how many single calls the draft makes.
 * @trials: how many programs were run.
 * @work: how many single calls they made.
 * @known: hashes of the programs that were tried; an open hash table.
 * @alone: each program is run in a process of its own. It takes longer, and is done at the end, for
 *	subjects that keep something from one program to the next.
 * @broken: no trial can be made any more.
 * @seconds: of processor time that all of it may take; 0 for no limit.
 * @limit: which limit was reached, for people; NULL for none.
 */
struct shrink {
	struct draft draft;
	char token[TOKEN_SIZE];
	char place[PLACE_SIZE];
	unsigned long units;
	unsigned long trials;
	unsigned long work;
	uint64_t *known;
	bool alone;
	bool broken;
	unsigned long seconds;
	const char *limit;
};

/** draft_encode() - Write @draft as bytes to @data, of MAX_PROGRAM_SIZE. Return: how many. */
size_t draft_encode(const struct draft *draft, uint8_t *data);

/** draft_last() - The last call of @draft, or the first of those before it that have its allocations fail; 0 if there is none. */
size_t draft_last(const struct draft *draft);

/** place_tells() - Is @place, of struct run_result, a line of the subject? A function of the harness finds many bugs. */
bool place_tells(const char *place);

/** draft_cost() - How much @draft is to read. */
struct cost draft_cost(const struct draft *draft);

/**
 * shrink_try() - Try @candidate; what diverges in the same way replaces the draft.
 *
 * Calls behind the divergence fall away at once.
 * Return: whether the draft is another one now.
 */
bool shrink_try(struct shrink *s, const struct draft *candidate);

/** shrink_try_cheaper() - The same, if @candidate is less to read than the draft: fewer lines, or as many and shorter ones. */
bool shrink_try_cheaper(struct shrink *s, const struct draft *candidate);

/** shrink_try_call() - The same, with @call in place of call @at. */
bool shrink_try_call(struct shrink *s, size_t at, struct call call);

/** has() - Does @call take an operand of this kind? */
static inline bool has(const struct call *call, enum operand operand)
{
	return operation_takes(call->op, operand);
}

/** is_about_tree() - Is @call about @call->tree? It may name a cursor instead, which stands in that. */
static inline bool is_about_tree(const struct call *call)
{
	return operation_has_tree(call->op) || has(call, OPERAND_CURSOR);
}

/** uses_tree() - Has @call to do with tree @tree? */
static inline bool uses_tree(const struct call *call, unsigned int tree)
{
	return (is_about_tree(call) && call->tree == tree) || (has(call, OPERAND_SOURCE) && call->source == tree);
}

#endif
