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

/*
 * What a state knows of its place, as enum maple_status has it; a set of these where there are several. Versions before 6.8 have
 * special nodes instead, and tell none.
 */
#define STATUS_START (1 << 0)
#define STATUS_ACTIVE (1 << 1)
#define STATUS_ROOT (1 << 2)
#define STATUS_NONE (1 << 3)
#define STATUS_PAUSE (1 << 4)
#define STATUS_OVERFLOW (1 << 5)
#define STATUS_UNDERFLOW (1 << 6)
#define STATUS_ERROR (1 << 7)
#define STATUS_ANY 0xff

/* How many there are: the names are status_name(). */
#define STATUS_COUNT 8

/** status_name() - The name of the lowest status in @set, as enum maple_status has it. */
const char *status_name(unsigned int set);

/**
 * struct outcome - What a call gave.
 * @error: 0 or a negative error code.
 * @entry: the entry returned.
 * @index: an index afterwards: mas->index, or the one that mt_find() moves on.
 * @last: mas->last afterwards.
 * @index_low: equal to @index; of the contract, @index may be this low.
 * @last_high: equal to @last; of the contract, @last may be this high.
 * @of_state: of the subject: @index and @last are those of the tree's iterator state.
 * @or_null: of the contract: @entry may as well be NULL.
 * @not_made: of the subject: no call of the API was made, and this is what the contract says.
 * @known: of the subject: it differs from the contract by a known issue.
 * @open: of the contract: a reader beside writers may be given one thing or another. check/history.c knows which.
 * @of_cursor: of the subject: @index, @last and @status are those of cursor @of_cursor - 1; 0 if they are not.
 * @status: the cursor's status: of the contract, a set of STATUS_*; of the subject, one, or 0 if it does not tell.
 * @next_entry: the entry that the second call returned, where an operation makes two. From here on only what
 *	the operation gives is set.
 * @next_index: the index after the second call.
 * @next: where the next cyclic allocation begins.
 * @ranges: the ranges met.
 */
struct outcome {
	int error;
	bool or_null : 1;
	bool of_state : 1;
	bool not_made : 1;
	bool known : 1;
	bool open : 1;
	uint8_t of_cursor;
	uint8_t status;
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
