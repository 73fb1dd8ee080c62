/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the operations of bench-tree share: the ranges that a tree is filled with, and how they are put there and looked through.
 *
 * Range i is [i * SPAN, i * SPAN + SPAN - 1], but for each fourth one, behind which there are 1 to 8 indices of emptiness: one half have 1, a quarter
 * 2, and so on, so that a search for room has to look far for a large one. What is stored at range i says which one is next, so that a
 * chain of loads, each of which depends on the one before, goes through all ranges once; and the round in which it was stored.
 */
#ifndef BENCH_TREE_H
#define BENCH_TREE_H

#include <ground.h>
#include <linux/maple_tree.h>
#include <linux/rwsem.h>
#include <linux/xarray.h>

#include "../requests.h"

#define SPAN		16UL
#define LARGEST_HOLE	8UL

/* Writes between two grace periods. */
#define WRITES_A_GRACE_PERIOD	64

/**
 * struct bench - What is measured.
 * @mt: the tree, in which all ranges are before and behind each slice. It has a lock of its own.
 * @ranges: how many there are.
 * @attributes: MT_FLAGS_*, of all trees.
 * @round: in which everything in @mt was stored.
 * @next: which range comes behind each one in the chain.
 * @order: all ranges, in random order.
 * @evens: every other range, in random order.
 * @seed: of random numbers.
 */
struct bench {
	struct maple_tree mt;
	unsigned long ranges;
	unsigned int attributes;
	unsigned long round;
	uint32_t *next;
	uint32_t *order;
	uint32_t *evens;
	uint64_t seed;
};

/* What this program can measure. */
extern const struct operation read_operations[];
extern const struct operation gap_operations[];
extern const struct operation write_operations[];
extern const struct operation whole_operations[];
extern const struct operation memory_operations[];

/* ---- ranges.c ---------------------------------------------------------------------------------------- */

/** range_last() - The last index of a range. */
unsigned long range_last(unsigned long i);

static inline unsigned long range_first(unsigned long i)
{
	return i * SPAN;
}

/* What is stored at range @i in a round. */
static inline void *range_entry(const struct bench *b, unsigned long i, unsigned long round)
{
	return xa_mk_value((unsigned long)b->next[i] << 1 | (round & 1));
}

/* What comes behind the range with this entry in the chain. */
static inline unsigned long entry_next(const void *entry)
{
	return xa_to_value(entry) >> 1;
}

/* The write number @k was made: from time to time a grace period passes. */
static inline void wrote(unsigned long k)
{
	if (k % WRITES_A_GRACE_PERIOD == 0)
		ground_rcu_quiesce();
}

/** ranges_init() - Decide on the orders, and fill the tree in random order. */
void ranges_init(struct bench *b, unsigned long ranges, unsigned int attributes);

/** ranges_check() - Are all ranges in the tree, and nothing else? @apart: only the first index of each. An external lock is held. */
void ranges_check(const struct bench *b, struct maple_tree *mt, bool apart);

/** ranges_exit() - Free everything. */
void ranges_exit(struct bench *b);

#endif
