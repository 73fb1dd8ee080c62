// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operations that write. They go over the ranges in random order, and behind each pass all ranges are in the tree again. A grace period passes
 * every so many writes, and what is freed by it counts.
 */
#include "bench_tree.h"

/* Passes that make a batch: so many that the clock does not matter. */
static unsigned long passes(const struct bench *b)
{
	return 1 + 1000 / b->ranges;
}

static inline void store_range(struct bench *b, unsigned long first, unsigned long last, void *entry)
{
	must(!mtree_store_range(&b->mt, first, last, entry, GFP_KERNEL), "mtree_store_range()");
}

/* Another entry is stored over each range. */
static void store(struct bench *b, struct slice *slice)
{
	unsigned long pass, k;

	do {
		batch_begin(slice);
		for (pass = 0; pass < passes(b); pass++) {
			b->round++;
			for (k = 0; k < b->ranges; k++) {
				unsigned long i = b->order[k];

				store_range(b, range_first(i), range_last(i), range_entry(b, i, b->round));
				wrote(k);
			}
		}
		batch_end(slice, pass * k);
	} while (slice_goes_on(slice));
	ranges_check(b, &b->mt);
}

/*
 * A range is stored over the second half of a range and the first half of the next, then both are stored anew. Each of the three cuts off
 * a part of its neighbours or swallows them.
 */
static void store_overlapping(struct bench *b, struct slice *slice)
{
	unsigned long pass, k;

	do {
		batch_begin(slice);
		for (pass = 0; pass < passes(b); pass++) {
			for (k = 0; k < b->ranges / 2; k++) {
				unsigned long i = b->evens[k];

				store_range(b, range_first(i) + SPAN / 4, range_first(i + 1) + SPAN / 4, range_entry(b, i, b->round));
				wrote(k);
			}
			for (k = 0; k < b->ranges / 2; k++) {
				unsigned long i = b->evens[k];

				store_range(b, range_first(i), range_last(i), range_entry(b, i, b->round));
				wrote(k);
			}
			for (k = 0; k < b->ranges / 2; k++) {
				unsigned long i = b->evens[k] + 1;

				store_range(b, range_first(i), range_last(i), range_entry(b, i, b->round));
				wrote(k);
			}
		}
		batch_end(slice, 3 * pass * k);
	} while (slice_goes_on(slice));
	ranges_check(b, &b->mt);
}

static void erase_evens(struct bench *b)
{
	unsigned long k;

	for (k = 0; k < b->ranges / 2; k++) {
		unsigned long i = b->evens[k];

		must(mtree_erase(&b->mt, range_first(i)) == range_entry(b, i, b->round), "mtree_erase()");
		wrote(k);
	}
	ground_rcu_quiesce();
}

static void insert_evens(struct bench *b)
{
	unsigned long k;

	for (k = 0; k < b->ranges / 2; k++) {
		unsigned long i = b->evens[k];

		must(!mtree_insert_range(&b->mt, range_first(i), range_last(i), range_entry(b, i, b->round), GFP_KERNEL), "mtree_insert_range()");
		wrote(k);
	}
	ground_rcu_quiesce();
}

/* Every other range is erased, in random order, and inserted in the same order. The one or the other counts. */
static void erase(struct bench *b, struct slice *slice)
{
	do {
		batch_begin(slice);
		erase_evens(b);
		batch_end(slice, b->ranges / 2);
		insert_evens(b);
	} while (slice_goes_on(slice));
	ranges_check(b, &b->mt);
}

static void insert(struct bench *b, struct slice *slice)
{
	do {
		erase_evens(b);
		batch_begin(slice);
		insert_evens(b);
		batch_end(slice, b->ranges / 2);
	} while (slice_goes_on(slice));
	ranges_check(b, &b->mt);
}

const struct operation write_operations[] = {
	{ "store", store, NULL },
	{ "store-overlapping", store_overlapping, NULL },
	{ "erase", erase, NULL },
	{ "insert", insert, NULL },
	{ NULL, NULL, NULL },
};
