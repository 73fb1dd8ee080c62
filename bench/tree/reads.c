// SPDX-License-Identifier: GPL-2.0-or-later
/* Operations that read: loads, and going from range to range. */
#include "bench_tree.h"

/* Loads between two looks at the clock, at least. */
#define BATCH	1000

static void load(struct bench *b, struct slice *slice)
{
	uint64_t seed = b->seed;
	unsigned long found = 0, wanted = 0, k;

	do {
		batch_begin(slice);
		for (k = 0; k < BATCH; k++)
			found += (unsigned long)mtree_load(&b->mt, range_first(random_below(&b->seed, b->ranges)));
		batch_end(slice, BATCH);
	} while (slice_goes_on(slice));
	for (k = 0; k < slice->count; k++)
		wanted += (unsigned long)range_entry(b, random_below(&seed, b->ranges), b->round);
	must(found == wanted, "the check of what was loaded");
}

/* Each load says where the next one is. The chain goes through all ranges, again and again. */
static void load_dependent(struct bench *b, struct slice *slice)
{
	unsigned long i = 0, expected = 0, k;

	do {
		batch_begin(slice);
		for (k = 0; k < BATCH; k++)
			i = entry_next(mtree_load(&b->mt, range_first(i)));
		batch_end(slice, BATCH);
	} while (slice_goes_on(slice));
	for (k = 0; k < slice->count; k++)
		expected = b->next[expected];
	must(i == expected, "the check of where a chain of loads has led");
}

/* How a chain goes on that never goes the same way twice: each load moves on where the ones behind it lead. */
struct wander {
	unsigned long i;
	unsigned long moved;
};

static void wander_on(struct wander *w, unsigned long next, unsigned long ranges)
{
	w->i = next + w->moved < ranges ? next + w->moved : next + w->moved - ranges;
	w->moved = w->moved + 1 < ranges ? w->moved + 1 : 0;
}

static void load_wandering(struct bench *b, struct slice *slice)
{
	struct wander w = { .i = random_below(&b->seed, b->ranges) }, expected = w;
	unsigned long k;

	do {
		batch_begin(slice);
		for (k = 0; k < BATCH; k++)
			wander_on(&w, entry_next(mtree_load(&b->mt, range_first(w.i))), b->ranges);
		batch_end(slice, BATCH);
	} while (slice_goes_on(slice));
	for (k = 0; k < slice->count; k++)
		wander_on(&expected, b->next[expected.i], b->ranges);
	must(w.i == expected.i, "the check of where a chain of loads that wanders has led");
}

static void check_walk(const struct bench *b, unsigned long walks, unsigned long count, unsigned long sum)
{
	unsigned long wanted = 0, i;

	for (i = 0; i < b->ranges; i++)
		wanted += range_last(i);
	must(count == walks * b->ranges && sum == walks * wanted, "the check of what a walk has found");
}

/*
 * A walk through all ranges: the state stands at index @from, @first gives the first entry, and @step the next one. So many walks make a
 * batch that the clock does not matter.
 */
#define DEFINE_WALK(name, from, first, step)						\
static void name(struct bench *b, struct slice *slice)					\
{											\
	unsigned long walks = 0, sum = 0, k;						\
											\
	do {										\
		unsigned long count = 0;						\
											\
		batch_begin(slice);							\
		for (k = 0; k <= BATCH / b->ranges; k++, walks++) {			\
			MA_STATE(mas, &b->mt, from, from);				\
			void *entry;							\
											\
			rcu_read_lock();						\
			for (entry = first; entry; entry = step) {			\
				count++;						\
				sum += mas.last;					\
			}								\
			rcu_read_unlock();						\
		}									\
		batch_end(slice, count);						\
	} while (slice_goes_on(slice));							\
	check_walk(b, walks, slice->count, sum);					\
}

DEFINE_WALK(find, 0, mas_find(&mas, ULONG_MAX), mas_find(&mas, ULONG_MAX))
DEFINE_WALK(find_rev, ULONG_MAX, mas_find_rev(&mas, 0), mas_find_rev(&mas, 0))
DEFINE_WALK(next, 0, mas_walk(&mas), mas_next(&mas, ULONG_MAX))
DEFINE_WALK(prev, ULONG_MAX, mas_prev(&mas, 0), mas_prev(&mas, 0))

const struct operation read_operations[] = {
	{ "load", load, NULL },
	{ "load-dependent", load_dependent, NULL },
	{ "load-wandering", load_wandering, NULL },
	{ "find", find, NULL },
	{ "find-rev", find_rev, NULL },
	{ "next", next, NULL },
	{ "prev", prev, NULL },
	{ NULL, NULL, NULL },
};
