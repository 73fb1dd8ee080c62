// SPDX-License-Identifier: GPL-2.0-or-later
/* The ranges that a tree is filled with: see bench_tree.h. */
#include <stdlib.h>

#include "bench_tree.h"

#define SEED	20231027

/* How large is the emptiness behind range @i? A number whose bits say nothing about @i decides. */
static unsigned long hole_behind(unsigned long i)
{
	uint64_t bits = (i + 1) * 0x9e3779b97f4a7c15UL;

	if (i % 4 != 3)
		return 0;
	bits = (bits ^ bits >> 31) * 0xbf58476d1ce4e5b9UL;
	return 1 + __builtin_ctzl(bits >> 40 | 1UL << (LARGEST_HOLE - 1));
}

unsigned long range_last(unsigned long i)
{
	return i * SPAN + SPAN - 1 - hole_behind(i);
}

/* Each range leads to the one behind it in a random order, the last to the first. */
static void make_chain(struct bench *b)
{
	unsigned long k;

	for (k = 0; k < b->ranges; k++)
		b->next[b->order[k]] = b->order[(k + 1) % b->ranges];
	/* Else ranges would be stored in the order in which the chain goes through them. */
	shuffle(b->order, b->ranges, &b->seed);
}

static void fill(struct bench *b)
{
	unsigned long k;

	mt_init_flags(&b->mt, b->attributes);
	for (k = 0; k < b->ranges; k++) {
		unsigned long i = b->order[k];

		must(!mtree_store_range(&b->mt, range_first(i), range_last(i), range_entry(b, i, b->round), GFP_KERNEL), "mtree_store_range()");
		wrote(k);
	}
	ground_rcu_quiesce();
}

void ranges_init(struct bench *b, unsigned long ranges, unsigned int attributes)
{
	unsigned long i;

	*b = (struct bench){ .ranges = ranges, .attributes = attributes, .seed = SEED };
	b->next = array(ranges, sizeof(*b->next));
	b->order = array(ranges, sizeof(*b->order));
	b->evens = array(ranges / 2, sizeof(*b->evens));
	for (i = 0; i < ranges; i++)
		b->order[i] = i;
	for (i = 0; i < ranges / 2; i++)
		b->evens[i] = 2 * i;
	shuffle(b->order, ranges, &b->seed);
	shuffle(b->evens, ranges / 2, &b->seed);
	make_chain(b);
	fill(b);
	ranges_check(b, &b->mt, false);
}

void ranges_check(const struct bench *b, struct maple_tree *mt, bool apart)
{
	MA_STATE(mas, mt, 0, 0);
	unsigned long i = 0;
	void *entry;

	rcu_read_lock();
	mas_for_each(&mas, entry, ULONG_MAX) {
		must(i < b->ranges, "the check for ranges that should not be there");
		must(mas.index == range_first(i) && mas.last == (apart ? range_first(i) : range_last(i)), "the check of where ranges are");
		must(entry == range_entry(b, i, b->round), "the check of what is in ranges");
		i++;
	}
	rcu_read_unlock();
	must(i == b->ranges, "the check for ranges that should be there");
}

void ranges_exit(struct bench *b)
{
	mt_clear_in_rcu(&b->mt);
	mtree_destroy(&b->mt);
	free(b->next);
	free(b->order);
	free(b->evens);
}
