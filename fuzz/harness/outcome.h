/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a call gave: what the subject's API returned, or what the contract says. Which of it means anything, the
 * operation's row says (operations.def, GIVES); what there can be at all is in gives.def.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "call.h"
#include "oracle.h"

/* How many ranges a list holds. */
#define MAX_MET 64

/**
 * struct ranges_met - Ranges in the order in which they were met.
 * @count: how many.
 * @range: them.
 */
struct ranges_met {
	unsigned int count;
	struct oracle_range range[MAX_MET];
};

/**
 * struct outcome - What a call gave.
 * @error: 0 or a negative error code.
 * @entry: the entry returned.
 * @index: an index afterwards: mas->index, or the one that mt_find() moves on.
 * @last: mas->last afterwards.
 * @index_low: equal to @index; of the contract, @index may be this low.
 * @last_high: equal to @last; of the contract, @last may be this high.
 * @of_state: of the subject: @index and @last are those of the tree's iterator state.
 * @not_made: of the subject: no call of the API was made, and this is what the contract says.
 * @next_entry: the entry that the second call returned, where an operation makes two. From here on only what
 *	the operation gives is set.
 * @next_index: the index after the second call.
 * @next: where the next cyclic allocation begins.
 * @ranges: the ranges met.
 */
struct outcome {
	int error;
	bool of_state;
	bool not_made;
	void *entry;
	unsigned long index;
	unsigned long last;
	unsigned long index_low;
	unsigned long last_high;
	void *next_entry;
	unsigned long next_index;
	unsigned long next;
	struct ranges_met *ranges;
};

/** outcome_clear() - Nothing has been given yet. */
static inline void outcome_clear(struct outcome *out)
{
	/* For every single call, twice: AddressSanitizer is quick about 64 bytes at most. */
	memset(out, 0, offsetof(struct outcome, next_entry));
}

/** outcome_set_index() - The call gave just this index. */
static inline void outcome_set_index(struct outcome *out, unsigned long index)
{
	out->index = out->index_low = index;
}

/** outcome_set_last() - The call gave just this last index. */
static inline void outcome_set_last(struct outcome *out, unsigned long last)
{
	out->last = out->last_high = last;
}

/** ranges_add() - Add a range that was met. Return: whether there is room for more. */
static inline bool ranges_add(struct ranges_met *ranges, unsigned long first, unsigned long last, void *entry)
{
	ranges->range[ranges->count++] = (struct oracle_range){ first, last, entry };
	return ranges->count < MAX_MET;
}

/* Room for the text of any one thing that a call gives, and the final NUL. */
#define GIVEN_TEXT_SIZE 128

/**
 * outcome_difference() - The first thing that @op gives in which @got is not as @want allows.
 *
 * Return: enum give; GIVE_NOTHING if there is none.
 */
enum give outcome_difference(uint8_t op, const struct outcome *want, const struct outcome *got);

/** outcome_name() - What @give is called in a trace. */
const char *outcome_name(enum give give);

/** outcome_words() - What @give is, in words. */
const char *outcome_words(enum give give);

/**
 * outcome_print() - One thing that a call gave, as text. Of the contract's outcome, what it allows.
 * @text: GIVEN_TEXT_SIZE bytes.
 */
void outcome_print(enum give give, const struct outcome *out, char *text);

/* Words of outcome_digest(). */
#define DIGEST_WORDS 2

/** outcome_digest() - What every subject must give alike for @op, as numbers that are the same in every process. */
void outcome_digest(uint8_t op, const struct outcome *want, uint64_t digest[DIGEST_WORDS]);

#endif
