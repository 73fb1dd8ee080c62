// SPDX-License-Identifier: GPL-2.0-or-later
/* How much memory trees take. What is counted is the nodes of a tree of all ranges, and not those that were allocated meanwhile. */
#include "bench_tree.h"

/*
 * Fill a tree, once. @order: the ranges in the order in which to store them, or NULL for their own. @apart: of each range only the first index
 * is stored, so that there is emptiness between all of them.
 */
static void fill(struct bench *b, struct slice *slice, const uint32_t *order, bool apart)
{
	unsigned long before = ground_counts()->live, k;
	struct maple_tree mt;

	mt_init_flags(&mt, b->attributes);
	batch_begin(slice);
	for (k = 0; k < b->ranges; k++) {
		unsigned long i = order ? order[k] : k;
		unsigned long last = apart ? range_first(i) : range_last(i);

		must(!mtree_store_range(&mt, range_first(i), last, range_entry(b, i, b->round), GFP_KERNEL), "mtree_store_range()");
		wrote(k);
	}
	ground_rcu_quiesce();
	batch_end(slice, b->ranges);
	slice->memory = ground_counts()->live - before;
	ranges_check(b, &mt, apart);
	mt_clear_in_rcu(&mt);
	mtree_destroy(&mt);
}

static void fill_in_order(struct bench *b, struct slice *slice)
{
	fill(b, slice, NULL, false);
}

static void fill_random(struct bench *b, struct slice *slice)
{
	fill(b, slice, b->order, false);
}

static void fill_apart_in_order(struct bench *b, struct slice *slice)
{
	fill(b, slice, NULL, true);
}

static void fill_apart_random(struct bench *b, struct slice *slice)
{
	fill(b, slice, b->order, true);
}

const struct operation memory_operations[] = {
	{ "fill-in-order", fill_in_order, NULL },
	{ "fill-random", fill_random, NULL },
	{ "fill-apart-in-order", fill_apart_in_order, NULL },
	{ "fill-apart-random", fill_apart_random, NULL },
	{ NULL, NULL, NULL },
};
