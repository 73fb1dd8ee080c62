/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of readers beside a writer share: trees in RCU mode, what is written to them, what they hold then, and how
 * readers go over them.
 */
#ifndef MAPLE_TREE_SCENARIOS_H
#define MAPLE_TREE_SCENARIOS_H

#include "maple_tree_fixture.h"

/* ---- Trees and writes ---- */

/**
 * struct scenario - A tree, and what is written to it.
 * @name: what the write does to the tree.
 * @count: the tree holds i at [10 * i, 10 * i + @width - 1], for i below this.
 * @width: how many indices an entry has.
 * @first: first index of the store.
 * @last: last index of the store.
 * @entry: what is stored; 0 stands for NULL.
 * @destroy: the tree is destroyed instead.
 * @start: where the reader stands, or begins.
 */
struct scenario {
	const char *name;
	unsigned long count;
	unsigned long width;
	unsigned long first;
	unsigned long last;
	unsigned long entry;
	bool destroy;
	unsigned long start;
};

static const struct scenario scenarios[] = {
	{ "split a leaf", 200, 10, 235, 235, 7777, .start = 155 },
	{ "split a leaf, seen from behind", 200, 10, 235, 235, 7777, .start = 345 },
	{ "split a leaf, seen from the first one", 200, 10, 335, 335, 7777, .start = 5 },
	{ "split leaf and root", 256, 10, 235, 235, 7777, .start = 155 },
	{ "split on three levels", 300, 10, 2405, 2406, 7777, .start = 2335 },
	{ "make of one leaf three", 200, 10, 319, 325, 7777, .start = 155 },
	{ "exchange an entry", 200, 10, 230, 239, 7777, .start = 155 },
	{ "erase an entry", 200, 6, 230, 235, 0, .start = 150 },
	{ "divide an entry within the last leaf", 198, 10, 1971, 1972, 7777, .start = 1900 },
	{ "take the beginning of an emptiness", 200, 6, 236, 237, 7777, .start = 238 },
	{ "store from emptiness on over what is behind it", 200, 6, 237, 325, 7777, .start = 236 },
	{ "empty most of a leaf", 200, 6, 240, 305, 0, .start = 225 },
	{ "span leaves", 200, 10, 333, 1222, 7777, .start = 305 },
	{ "span leaves with a NULL", 300, 6, 333, 2888, 0, .start = 305 },
	{ "lower the tree", 300, 10, 15, 2950, 7777, .start = 5 },
	{ "lower the tree, seen from behind", 300, 10, 15, 2950, 7777, .start = 2970 },
	{ "divide an entry in a lone leaf", 5, 10, 23, 24, 7777, .start = 15 },
	{ "overwrite all", 200, 10, 0, ULONG_MAX, 7777, .start = 155 },
	{ "erase all", 200, 10, 0, ULONG_MAX, 0, .start = 155 },
	{ "destroy", 200, 10, .destroy = true, .start = 155 },
	{ "destroy a lone leaf", 5, 10, .destroy = true, .start = 25 },
	{ "first entry", 0, 10, 30, 39, 7777, .start = 35 },
	{ "second entry beside the one in the root", 1, 1, 30, 39, 7777, .start = 20 },
	{ "erase the entry in the root", 1, 1, 0, 5, 0, .start = 20 },
};

static inline void build(struct maple_tree *mt, unsigned int flags, const struct scenario *s)
{
	mt_init_flags(mt, flags);
	for (unsigned long i = 0; i < s->count; i++)
		assert_int_equal(mtree_store_range(mt, 10 * i, 10 * i + s->width - 1, v(i), GFP_KERNEL), 0);
	ground_rcu_quiesce();
}

static inline void write_to(struct maple_tree *mt, const struct scenario *s)
{
	if (s->destroy)
		mtree_destroy(mt);
	else
		assert_int_equal(mtree_store_range(mt, s->first, s->last, s->entry ? v(s->entry) : NULL,
						   GFP_KERNEL), 0);
}

static const unsigned int rcu_attributes[] = { MT_FLAGS_USE_RCU, MT_FLAGS_USE_RCU | MT_FLAGS_ALLOC_RANGE };

/* Each scenario with each set of attributes. */
static inline void for_each_scenario(void (*fn)(const struct scenario *s, unsigned int flags))
{
	for (size_t i = 0; i < ARRAY_SIZE(scenarios); i++) {
		print_message("    %s\n", scenarios[i].name);
		for (size_t a = 0; a < ARRAY_SIZE(rcu_attributes); a++)
			fn(&scenarios[i], rcu_attributes[a]);
	}
}

/**
 * struct writer - A write that is done while somebody reads.
 * @mt: the tree.
 * @scenario: the write.
 */
struct writer {
	struct maple_tree *mt;
	const struct scenario *scenario;
};

static inline void write_now(void *arg)
{
	const struct writer *writer = arg;

	write_to(writer->mt, writer->scenario);
}

/* What readers may dereference in the middle of one write: far more than it takes to go over the whole tree. */
#define BUDGET		50000

static unsigned long budget;

static inline void spend(void *arg)
{
	(void)arg;
	if (!budget--)
		fail_msg("the reader does not come to an end");
}

static inline void give_budget(void)
{
	budget = BUDGET;
	ground_on_dereference(0, spend, NULL);
}

/* ---- What a tree holds ---- */

#define MAX_RANGES	640

struct range {
	unsigned long first;
	unsigned long last;
	void *entry;
};

struct ranges {
	unsigned int count;
	struct range range[MAX_RANGES];
};

static inline void add_range(struct ranges *ranges, const struct ma_state *mas, void *entry)
{
	assert_true(ranges->count < MAX_RANGES);
	ranges->range[ranges->count++] = (struct range){ mas->index, mas->last, entry };
}

static inline void take_ranges(struct ranges *ranges, struct maple_tree *mt)
{
	MA_STATE(mas, mt, 0, 0);
	void *entry;

	ranges->count = 0;
	rcu_read_lock();
	mas_for_each(&mas, entry, ULONG_MAX)
		add_range(ranges, &mas, entry);
	rcu_read_unlock();
}

static inline bool has_range(const struct ranges *ranges, const struct range *range)
{
	for (unsigned int i = 0; i < ranges->count; i++)
		if (ranges->range[i].first == range->first)
			return ranges->range[i].last == range->last && ranges->range[i].entry == range->entry;
	return false;
}

/* Is @gap just what is empty between two ranges, or beside them? */
static inline bool has_gap(const struct ranges *ranges, const struct range *gap)
{
	bool begins = !gap->first, ends = gap->last == ULONG_MAX;

	for (unsigned int i = 0; i < ranges->count; i++) {
		const struct range *range = &ranges->range[i];

		if (range->first <= gap->last && range->last >= gap->first)
			return false;
		begins |= range->last == gap->first - 1;
		ends |= range->first == gap->last + 1;
	}
	return begins && ends;
}

static inline bool was_there(const struct ranges *ranges, const struct range *range)
{
	return range->entry ? has_range(ranges, range) : has_gap(ranges, range);
}

/* ---- How a reader goes ---- */

/**
 * struct walk - How a reader goes over a tree.
 * @call: what it calls.
 * @down: towards 0.
 * @empty: it meets emptiness, too.
 */
struct walk {
	void *(*call)(struct ma_state *mas, unsigned long limit);
	bool down;
	bool empty;
};

static const struct walk walks[] = {
	{ mas_find, .down = false },
	{ mas_prev, .down = true },
	{ mas_find_rev, .down = true },
	{ mas_next_range, .empty = true },
	{ mas_find_range, .empty = true },
	{ mas_prev_range, .down = true, .empty = true },
	{ mas_find_range_rev, .down = true, .empty = true },
};

#endif
