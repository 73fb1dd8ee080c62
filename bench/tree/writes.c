// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operations that write. They go over the ranges in random order, and behind each pass all ranges are in the tree again. A grace period passes
 * every so many writes, and what is freed by it counts.
 */
#include <subject_features.h>

#include "bench_tree.h"

/* Passes that make a batch: so many that the clock does not matter. */
static unsigned long passes(const struct bench *b)
{
	return 1 + 1000 / b->ranges;
}

/* An order that no processor has learned: of a thousand writes that are made in the same order again and again, one has learned each branch. */
static void reorder(struct bench *b)
{
	shuffle(b->order, b->ranges, &b->seed);
	shuffle(b->evens, b->ranges / 2, &b->seed);
}

static void store_range(struct bench *b, unsigned long first, unsigned long last, void *entry)
{
	must(!mtree_store_range(&b->mt, first, last, entry, GFP_KERNEL), "mtree_store_range()");
}

/* The same in two steps: first the nodes are had, then nothing can fail any more. */
static void store_preallocated(struct bench *b, unsigned long first, unsigned long last, void *entry)
{
	MA_STATE(mas, &b->mt, first, last);

	mtree_lock(&b->mt);
#if MAS_PREALLOCATE_ARGUMENTS == 3
	must(!mas_preallocate(&mas, entry, GFP_NOWAIT), "mas_preallocate()");
#else
	must(!mas_preallocate(&mas, GFP_NOWAIT), "mas_preallocate()");
#endif
	mas_store_prealloc(&mas, entry);
	mtree_unlock(&b->mt);
}

/* Another entry is stored over each range. */
static void store(struct bench *b, struct slice *slice)
{
	unsigned long pass, k;

	do {
		reorder(b);
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
	ranges_check(b, &b->mt, false);
}

typedef void store_fn(struct bench *b, unsigned long first, unsigned long last, void *entry);

/*
 * A range is stored over the second half of a range and the first half of the next, then both are stored anew. Each of the three cuts off
 * a part of its neighbours or swallows them.
 */
static __always_inline void overlap_all(struct bench *b, store_fn *store_one)
{
	unsigned long k;

	for (k = 0; k < b->ranges / 2; k++) {
		unsigned long i = b->evens[k];

		store_one(b, range_first(i) + SPAN / 4, range_first(i + 1) + SPAN / 4, range_entry(b, i, b->round));
		wrote(k);
	}
	for (k = 0; k < b->ranges / 2; k++) {
		unsigned long i = b->evens[k];

		store_one(b, range_first(i), range_last(i), range_entry(b, i, b->round));
		wrote(k);
	}
	for (k = 0; k < b->ranges / 2; k++) {
		unsigned long i = b->evens[k] + 1;

		store_one(b, range_first(i), range_last(i), range_entry(b, i, b->round));
		wrote(k);
	}
}

static __always_inline void overlap(struct bench *b, struct slice *slice, store_fn *store_one)
{
	unsigned long pass;

	do {
		reorder(b);
		batch_begin(slice);
		for (pass = 0; pass < passes(b); pass++)
			overlap_all(b, store_one);
		batch_end(slice, pass * 3 * (b->ranges / 2));
	} while (slice_goes_on(slice));
	ranges_check(b, &b->mt, false);
}

static void store_overlapping(struct bench *b, struct slice *slice)
{
	overlap(b, slice, store_range);
}

static void prealloc_overlapping(struct bench *b, struct slice *slice)
{
	overlap(b, slice, store_preallocated);
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
		reorder(b);
		batch_begin(slice);
		erase_evens(b);
		batch_end(slice, b->ranges / 2);
		insert_evens(b);
	} while (slice_goes_on(slice));
	ranges_check(b, &b->mt, false);
}

static void insert(struct bench *b, struct slice *slice)
{
	do {
		reorder(b);
		erase_evens(b);
		batch_begin(slice);
		insert_evens(b);
		batch_end(slice, b->ranges / 2);
	} while (slice_goes_on(slice));
	ranges_check(b, &b->mt, false);
}

const struct operation write_operations[] = {
	{ "store", store, NULL },
	{ "store-overlapping", store_overlapping, NULL },
	{ "prealloc-overlapping", prealloc_overlapping, NULL },
	{ "erase", erase, NULL },
	{ "insert", insert, NULL },
	{ NULL, NULL, NULL },
};
