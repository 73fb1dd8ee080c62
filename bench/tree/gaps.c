// SPDX-License-Identifier: GPL-2.0-or-later
/* Searches for room, from either end. */
#include <linux/errno.h>

#include "bench_tree.h"

#define BATCH	256

/* What a search that finds nothing counts as. */
#define NOWHERE	1UL

/* The search of the lowest room of @size indices behind range @i, and of the highest in front of it. */
static unsigned long lowest(struct ma_state *mas, unsigned long i, unsigned long size)
{
	mas_set(mas, 0);
	return mas_empty_area(mas, range_first(i), ULONG_MAX, size) ? NOWHERE : mas->index;
}

static unsigned long highest(struct ma_state *mas, unsigned long i, unsigned long size)
{
	mas_set(mas, 0);
	return mas_empty_area_rev(mas, 0, range_first(i), size) ? NOWHERE : mas->index;
}

/* What they have to find. The ranges that have room behind them are those whose number is 3 modulo 4, and the last one. */
static unsigned long expected_lowest(const struct bench *b, unsigned long i, unsigned long size)
{
	for (i |= 3; i < b->ranges - 1; i += 4)
		if (range_first(i + 1) - range_last(i) > size)
			return range_last(i) + 1;
	return range_last(b->ranges - 1) + 1;
}

static unsigned long expected_highest(unsigned long i, unsigned long size)
{
	for (i &= ~3UL; i; i -= 4)
		if (range_first(i) - range_last(i - 1) > size)
			return range_first(i) - size;
	return NOWHERE;
}

#define DEFINE_SEARCH(name, search, expected)						\
static void name(struct bench *b, struct slice *slice)					\
{											\
	MA_STATE(mas, &b->mt, 0, 0);							\
	uint64_t seed = b->seed;							\
	unsigned long found = 0, wanted = 0, k, i, size;				\
											\
	mtree_lock(&b->mt);								\
	do {										\
		batch_begin(slice);							\
		for (k = 0; k < BATCH; k++) {						\
			i = random_below(&b->seed, b->ranges);				\
			size = 1 + random_below(&b->seed, LARGEST_HOLE);		\
			found += search(&mas, i, size);					\
		}									\
		batch_end(slice, BATCH);						\
	} while (slice_goes_on(slice));							\
	mtree_unlock(&b->mt);								\
	for (k = 0; k < slice->count; k++) {						\
		i = random_below(&seed, b->ranges);					\
		size = 1 + random_below(&seed, LARGEST_HOLE);				\
		wanted += expected;							\
	}										\
	must(found == wanted, "the check of where there is room");			\
}

DEFINE_SEARCH(empty_area, lowest, expected_lowest(b, i, size))
DEFINE_SEARCH(empty_area_rev, highest, expected_highest(i, size))

static bool tracks_gaps(const struct bench *b)
{
	return b->attributes & MT_FLAGS_ALLOC_RANGE;
}

const struct operation gap_operations[] = {
	{ "empty-area", empty_area, tracks_gaps },
	{ "empty-area-rev", empty_area_rev, tracks_gaps },
	{ NULL, NULL, NULL },
};
