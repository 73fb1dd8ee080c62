// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The oracle against something simpler still: one cell for each index of a
 * small window. The window lies at 0, in the middle, and at ULONG_MAX.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "oracle.h"

#define CELLS 16

/* A cell holds the number of the store that wrote it (0: empty); one number is one range, or its remains. */
struct cells {
	unsigned long base;
	unsigned int owner[CELLS];
	uintptr_t entry[CELLS];
	unsigned int stores;
};

static uint64_t random_state;

static unsigned int roll(unsigned int sides)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (random_state >> 33) % sides;
}

static void *entry_of(uintptr_t n)
{
	return (void *)n;
}

/* Parts of one range that a store has torn apart are two ranges: give the right one a new owner. */
static void cells_split(struct cells *c, int last)
{
	int right = last + 1;

	if (right >= CELLS || !c->owner[right])
		return;
	c->stores++;
	for (unsigned int owner = c->owner[right]; right < CELLS && c->owner[right] == owner; right++)
		c->owner[right] = c->stores;
}

static void cells_store(struct cells *c, int first, int last, uintptr_t entry)
{
	if (last + 1 < CELLS && c->owner[last] == c->owner[last + 1])
		cells_split(c, last);
	c->stores++;
	for (int i = first; i <= last; i++) {
		c->owner[i] = entry ? c->stores : 0;
		c->entry[i] = entry;
	}
}

static bool cells_empty(const struct cells *c, int first, int last)
{
	for (int i = first; i <= last; i++)
		if (c->owner[i])
			return false;
	return true;
}

/* The ranges that the cells hold, found by walking them. */
static size_t cells_ranges(const struct cells *c, struct oracle_range *ranges)
{
	size_t count = 0;

	for (int i = 0; i < CELLS; i++) {
		if (!c->owner[i])
			continue;
		if (i && c->owner[i] == c->owner[i - 1]) {
			ranges[count - 1].last++;
			continue;
		}
		ranges[count++] = (struct oracle_range){ c->base + i, c->base + i, entry_of(c->entry[i]) };
	}
	return count;
}

static void check_range(const struct oracle_range *got, const struct oracle_range *want)
{
	if (!want) {
		assert_null(got);
		return;
	}
	assert_non_null(got);
	assert_int_equal(got->first, want->first);
	assert_int_equal(got->last, want->last);
	assert_ptr_equal(got->entry, want->entry);
}

static void check_index(const struct oracle *o, const struct oracle_range *ranges, size_t count,
			unsigned long index)
{
	const struct oracle_range *at = NULL, *next = NULL, *prev = NULL;
	size_t position = count;

	for (size_t i = count; i-- > 0;) {
		if (ranges[i].last >= index)
			position = i;
		if (ranges[i].first > index)
			next = &ranges[i];
		if (ranges[i].last < index && !prev)
			prev = &ranges[i];
		if (ranges[i].first <= index && index <= ranges[i].last)
			at = &ranges[i];
	}
	assert_int_equal(oracle_at_or_after(o, index), position);
	check_range(oracle_find(o, index), at);
	check_range(oracle_next(o, index), next);
	check_range(oracle_prev(o, index), prev);
	assert_ptr_equal(oracle_load(o, index), at ? at->entry : NULL);
}

static void check_gaps(const struct oracle *o, const struct cells *c, int min, int max)
{
	for (int size = 1; size <= CELLS; size++) {
		unsigned long start = 0;
		int lowest = -1, highest = -1;

		for (int i = min; i + size - 1 <= max; i++) {
			if (!cells_empty(c, i, i + size - 1))
				continue;
			highest = i;
			if (lowest < 0)
				lowest = i;
		}
		assert_int_equal(oracle_gap(o, c->base + min, c->base + max, size, &start), lowest >= 0);
		if (lowest >= 0)
			assert_int_equal(start, c->base + lowest);
		assert_int_equal(oracle_gap_rev(o, c->base + min, c->base + max, size, &start), highest >= 0);
		if (highest >= 0)
			assert_int_equal(start, c->base + highest);
	}
}

static void check_all(const struct oracle *o, const struct cells *c)
{
	struct oracle_range ranges[CELLS];
	size_t count = cells_ranges(c, ranges);

	assert_int_equal(o->count, count);
	for (size_t i = 0; i < count; i++)
		check_range(&o->ranges[i], &ranges[i]);
	for (int i = 0; i < CELLS; i++)
		check_index(o, ranges, count, c->base + i);
	check_index(o, ranges, count, 0);
	check_index(o, ranges, count, ULONG_MAX);
	check_gaps(o, c, roll(CELLS), roll(CELLS));
	check_gaps(o, c, 0, CELLS - 1);
}

static void random_erase(struct oracle *o, struct cells *c, int index)
{
	unsigned int owner = c->owner[index];
	uintptr_t entry = c->entry[index];

	assert_ptr_equal(oracle_erase(o, c->base + index), entry_of(entry));
	for (int i = 0; owner && i < CELLS; i++)
		if (c->owner[i] == owner)
			c->owner[i] = c->entry[i] = 0;
}

static void random_step(struct oracle *o, struct cells *c)
{
	int first = roll(CELLS), last = roll(CELLS);
	uintptr_t entry = roll(4);

	switch (roll(4)) {
	case 0:
		random_erase(o, c, first);
		break;
	case 1:
		entry++;
		if (first > last) {
			assert_int_equal(oracle_insert(o, c->base + first, c->base + last, entry_of(entry)), -EINVAL);
		} else if (cells_empty(c, first, last)) {
			assert_int_equal(oracle_insert(o, c->base + first, c->base + last, entry_of(entry)), 0);
			cells_store(c, first, last, entry);
		} else {
			assert_int_equal(oracle_insert(o, c->base + first, c->base + last, entry_of(entry)), -EEXIST);
		}
		break;
	default:
		assert_int_equal(oracle_store(o, c->base + first, c->base + last, entry_of(entry)),
				 first > last ? -EINVAL : 0);
		if (first <= last)
			cells_store(c, first, last, entry);
	}
}

static void compare_with_cells(unsigned long base)
{
	struct oracle o;

	random_state = base + 1;
	oracle_init(&o);
	for (int round = 0; round < 300; round++) {
		struct cells c = { .base = base };

		oracle_clear(&o);
		for (int step = 0; step < 40; step++) {
			random_step(&o, &c);
			check_all(&o, &c);
		}
	}
	oracle_free(&o);
}

static void test_cells_at_zero(void **state)
{
	(void)state;
	compare_with_cells(0);
}

static void test_cells_in_the_middle(void **state)
{
	(void)state;
	compare_with_cells(0x1000);
}

static void test_cells_at_the_top(void **state)
{
	(void)state;
	compare_with_cells(ULONG_MAX - CELLS + 1);
}

/* One range over everything, and holes torn into it at both ends. */
static void test_whole_space(void **state)
{
	struct oracle o;
	unsigned long start;

	(void)state;
	oracle_init(&o);
	assert_int_equal(oracle_store(&o, 0, ULONG_MAX, entry_of(1)), 0);
	assert_int_equal(o.count, 1);
	assert_ptr_equal(oracle_load(&o, 0), entry_of(1));
	assert_ptr_equal(oracle_load(&o, ULONG_MAX), entry_of(1));
	assert_false(oracle_gap(&o, 0, ULONG_MAX, 1, &start));
	assert_false(oracle_gap_rev(&o, 0, ULONG_MAX, 1, &start));

	assert_int_equal(oracle_store(&o, 0, 0, NULL), 0);
	assert_int_equal(oracle_store(&o, ULONG_MAX, ULONG_MAX, NULL), 0);
	assert_int_equal(o.count, 1);
	assert_int_equal(o.ranges[0].first, 1);
	assert_int_equal(o.ranges[0].last, ULONG_MAX - 1);
	assert_true(oracle_gap(&o, 0, ULONG_MAX, 1, &start));
	assert_int_equal(start, 0);
	assert_true(oracle_gap_rev(&o, 0, ULONG_MAX, 1, &start));
	assert_int_equal(start, ULONG_MAX);

	assert_ptr_equal(oracle_erase(&o, 77), entry_of(1));
	assert_int_equal(o.count, 0);
	assert_true(oracle_gap(&o, 0, ULONG_MAX, ULONG_MAX, &start));
	assert_int_equal(start, 0);
	assert_true(oracle_gap_rev(&o, 0, ULONG_MAX, ULONG_MAX, &start));
	assert_int_equal(start, 1);
	oracle_free(&o);
}

static void test_empty(void **state)
{
	struct oracle o;

	(void)state;
	oracle_init(&o);
	assert_int_equal(oracle_at_or_after(&o, 0), 0);
	assert_null(oracle_find(&o, 0));
	assert_null(oracle_next(&o, 0));
	assert_null(oracle_prev(&o, ULONG_MAX));
	assert_null(oracle_erase(&o, 0));
	assert_int_equal(oracle_store(&o, 0, ULONG_MAX, NULL), 0);
	assert_int_equal(oracle_store(&o, 1, 0, NULL), -EINVAL);
	assert_int_equal(o.count, 0);
	oracle_free(&o);
}

static void test_equal_neighbours_stay_apart(void **state)
{
	struct oracle o;

	(void)state;
	oracle_init(&o);
	assert_int_equal(oracle_store(&o, 0, 4, entry_of(1)), 0);
	assert_int_equal(oracle_store(&o, 5, 9, entry_of(1)), 0);
	assert_int_equal(o.count, 2);
	oracle_free(&o);
}

static void test_copy_is_independent(void **state)
{
	struct oracle a, b;

	(void)state;
	oracle_init(&a);
	oracle_init(&b);
	oracle_copy(&b, &a);
	assert_int_equal(b.count, 0);

	for (unsigned long i = 0; i < 1000; i++)
		assert_int_equal(oracle_store(&a, 3 * i, 3 * i + 1, entry_of(i + 1)), 0);
	assert_int_equal(a.count, 1000);
	oracle_copy(&b, &a);
	assert_int_equal(b.count, a.count);
	assert_memory_equal(a.ranges, b.ranges, a.count * sizeof(*a.ranges));

	oracle_clear(&a);
	assert_int_equal(a.count, 0);
	assert_int_equal(b.count, 1000);
	assert_ptr_equal(oracle_load(&b, 2998), entry_of(1000));
	oracle_copy(&b, &a);
	assert_int_equal(b.count, 0);
	oracle_free(&a);
	oracle_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells_at_zero),
		cmocka_unit_test(test_cells_in_the_middle),
		cmocka_unit_test(test_cells_at_the_top),
		cmocka_unit_test(test_whole_space),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_equal_neighbours_stay_apart),
		cmocka_unit_test(test_copy_is_independent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
