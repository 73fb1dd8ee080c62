// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operations on whole trees: they are built in order, duplicated and destroyed. These trees have an external lock, which may be held while memory
 * is waited for. Building and destroying count by the range; duplicating, and a memcpy() of as many nodes, by the tree.
 */
#include <stdlib.h>
#include <string.h>

#include "bench_tree.h"

/* Trees that are made before they are destroyed: so many that the clock does not matter, and not more ranges than this together. */
#define MAX_TREES	64
#define MAX_RANGES	20000

static struct maple_tree source, trees[MAX_TREES];
static DECLARE_RWSEM(lock);

static unsigned int tree_count(const struct bench *b)
{
	unsigned long count = MAX_RANGES / b->ranges;

	return count < 1 ? 1 : count > MAX_TREES ? MAX_TREES : count;
}

static void init(const struct bench *b, struct maple_tree *mt)
{
	mt_init_flags(mt, b->attributes | MT_FLAGS_LOCK_EXTERN);
	mt_set_external_lock(mt, &lock);
}

static void init_trees(const struct bench *b)
{
	unsigned int t;

	for (t = 0; t < tree_count(b); t++)
		init(b, &trees[t]);
}

static void build_tree(const struct bench *b, struct maple_tree *mt)
{
	MA_STATE(mas, mt, 0, 0);
	unsigned long i;

	for (i = 0; i < b->ranges; i++) {
		mas_set_range(&mas, range_first(i), range_last(i));
		must(!mas_store_gfp(&mas, range_entry(b, i, b->round), GFP_KERNEL), "mas_store_gfp()");
		wrote(i);
	}
	ground_rcu_quiesce();
}

static void build_trees(const struct bench *b)
{
	unsigned int t;

	for (t = 0; t < tree_count(b); t++)
		build_tree(b, &trees[t]);
}

static void dup_trees(const struct bench *b)
{
	unsigned int t;

	for (t = 0; t < tree_count(b); t++)
		must(!__mt_dup(&source, &trees[t], GFP_KERNEL), "__mt_dup()");
}

static void destroy_trees(const struct bench *b)
{
	unsigned int t;

	for (t = 0; t < tree_count(b); t++)
		__mt_destroy(&trees[t]);
	ground_rcu_quiesce();
}

/* The same as whoever exits does it: when nobody reads any more, RCU mode is left first. */
static void discard(struct maple_tree *mt)
{
	mt_clear_in_rcu(mt);
	__mt_destroy(mt);
}

static void discard_trees(const struct bench *b)
{
	unsigned int t;

	for (t = 0; t < tree_count(b); t++)
		discard(&trees[t]);
}

/* How many nodes trees have got since the count was @before. */
static unsigned long nodes_since(unsigned long before)
{
	return ground_counts()->live - before;
}

static void build(struct bench *b, struct slice *slice)
{
	down_write(&lock);
	do {
		init_trees(b);
		batch_begin(slice);
		build_trees(b);
		batch_end(slice, tree_count(b) * b->ranges);
		ranges_check(b, &trees[0], false);
		discard_trees(b);
	} while (slice_goes_on(slice));
	up_write(&lock);
}

/* Those that have been duplicated: they are made fast. The nodes of a tree that was built lie side by side as well. */
static void destroy(struct bench *b, struct slice *slice)
{
	unsigned long before;

	down_write(&lock);
	init(b, &source);
	build_tree(b, &source);
	before = ground_counts()->live;
	do {
		init_trees(b);
		dup_trees(b);
		batch_begin(slice);
		destroy_trees(b);
		batch_end(slice, tree_count(b) * b->ranges);
		must(!nodes_since(before), "the check that no node of a destroyed tree is left");
	} while (slice_goes_on(slice));
	discard(&source);
	up_write(&lock);
}

static void dup(struct bench *b, struct slice *slice)
{
	down_write(&lock);
	init(b, &source);
	build_tree(b, &source);
	do {
		init_trees(b);
		batch_begin(slice);
		dup_trees(b);
		batch_end(slice, tree_count(b));
		ranges_check(b, &trees[0], false);
		discard_trees(b);
	} while (slice_goes_on(slice));
	discard(&source);
	up_write(&lock);
}

/* How many nodes a tree has that was built in order. */
static unsigned long nodes_in_order(struct bench *b)
{
	unsigned long before = ground_counts()->live, nodes;

	down_write(&lock);
	init(b, &source);
	build_tree(b, &source);
	nodes = nodes_since(before);
	discard(&source);
	up_write(&lock);
	return nodes;
}

static struct maple_node *new_nodes(unsigned long count)
{
	struct maple_node *nodes = aligned_alloc(sizeof(*nodes), count * sizeof(*nodes));

	must(nodes, "to get memory");
	memset(nodes, 0x5a, count * sizeof(*nodes));
	return nodes;
}

/* What duplicating can't be faster than: a memcpy() of each of as many nodes, which lie side by side, to as many places as there are trees. */
static void copy(struct bench *b, struct slice *slice)
{
	unsigned long count = nodes_in_order(b), k;
	struct maple_node *from = new_nodes(count), *to = new_nodes(tree_count(b) * count);
	unsigned int t;

	do {
		batch_begin(slice);
		for (t = 0; t < tree_count(b); t++)
			for (k = 0; k < count; k++)
				memcpy(&to[t * count + k], &from[k], sizeof(*from));
		batch_end(slice, tree_count(b));
		must(!memcmp(&to[(t - 1) * count], from, count * sizeof(*from)), "memcpy()");
	} while (slice_goes_on(slice));
	free(from);
	free(to);
}

/* Linux's tree crashes when it is destroyed in RCU mode, has no gaps and has full nodes: docs/findings.md, rcu-destroy-full. */
static bool can_be_destroyed(const struct bench *b)
{
	return !(b->attributes & MT_FLAGS_USE_RCU) || b->attributes & MT_FLAGS_ALLOC_RANGE;
}

const struct operation whole_operations[] = {
	{ "build", build, NULL },
	{ "destroy", destroy, can_be_destroyed },
	{ "dup", dup, NULL },
	{ "memcpy", copy, NULL },
	{ NULL, NULL, NULL },
};
