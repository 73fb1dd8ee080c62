// SPDX-License-Identifier: GPL-2.0-or-later
/* The embedded maple tree: allocating indices, and searching for room. */
#include "maple_tree_fixture.h"

typedef int (*alloc_fn)(struct maple_tree *mt, unsigned long *startp, void *entry, unsigned long size,
			unsigned long min, unsigned long max, gfp_t gfp);

static const alloc_fn both_ways[] = { mtree_alloc_range, mtree_alloc_rrange };

#define UNTOUCHED	0xdeadUL

/* Allocate from [@min, @max], and say where, or the negative error. */
static long allocate(alloc_fn alloc, struct maple_tree *mt, unsigned long size, unsigned long min, unsigned long max)
{
	unsigned long start = UNTOUCHED;
	int ret = alloc(mt, &start, v(7), size, min, max, GFP_KERNEL);

	validate(mt);
	if (!ret)
		return (long)start;
	assert_int_equal(start, UNTOUCHED);
	return ret;
}

static long cyclic(struct maple_tree *mt, unsigned long low, unsigned long high, unsigned long *next, int expect)
{
	unsigned long start = UNTOUCHED;

	assert_int_equal(mtree_alloc_cyclic(mt, &start, v(7), low, high, next, GFP_KERNEL), expect);
	validate(mt);
	if (expect >= 0)
		assert_int_equal(*next, start + 1);
	return (long)start;
}

static bool wrapped(const struct maple_tree *mt)
{
	return mt->ma_flags & MT_FLAGS_ALLOC_WRAPPED;
}

static void test_lowest_and_highest(void **state)
{
	struct maple_tree mt;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE);
	fill(&mt, 300);
	assert_int_equal(allocate(mtree_alloc_range, &mt, 4, 0, ULONG_MAX), 6);
	assert_ptr_equal(mtree_load(&mt, 9), v(7));
	assert_int_equal(allocate(mtree_alloc_rrange, &mt, 4, 0, 2990), 2986);
	assert_int_equal(allocate(mtree_alloc_range, &mt, 2, 107, ULONG_MAX), 107);
	assert_int_equal(allocate(mtree_alloc_range, &mt, 2, 108, ULONG_MAX), 116);
	assert_int_equal(allocate(mtree_alloc_rrange, &mt, 2, 0, 208), 207);
	assert_int_equal(allocate(mtree_alloc_range, &mt, 5, 0, 2995), -EBUSY);
	assert_int_equal(allocate(mtree_alloc_range, &mt, 5, 0, ULONG_MAX), 2996);
	assert_int_equal(allocate(mtree_alloc_rrange, &mt, 5, 0, ULONG_MAX), (long)(ULONG_MAX - 4));
	assert_int_equal(allocate(mtree_alloc_range, &mt, ULONG_MAX - 3005, 0, ULONG_MAX), 3001);
	assert_int_equal(allocate(mtree_alloc_range, &mt, 5, 0, ULONG_MAX), -EBUSY);
	destroy(&mt);
}

static void test_small_trees(void **state)
{
	(void)state;
	for (size_t way = 0; way < 2; way++) {
		struct maple_tree mt;

		mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE);
		assert_int_equal(allocate(both_ways[way], &mt, 1, 0, 0), 0);
		assert_int_equal(allocate(both_ways[way], &mt, 1, 0, 0), -EBUSY);
		assert_int_equal(allocate(both_ways[way], &mt, ULONG_MAX, 0, ULONG_MAX), 1);
		assert_int_equal(allocate(both_ways[way], &mt, 1, 0, ULONG_MAX), -EBUSY);
		destroy(&mt);
		assert_int_equal(allocate(both_ways[way], &mt, ULONG_MAX, 0, ULONG_MAX), way);
		assert_int_equal(allocate(both_ways[way], &mt, 1, 0, ULONG_MAX), way ? 0 : -1);
		assert_int_equal(allocate(both_ways[way], &mt, 1, 0, ULONG_MAX), -EBUSY);
		destroy(&mt);
		assert_int_equal(allocate(both_ways[way], &mt, 1, ULONG_MAX, ULONG_MAX), -1);
		destroy(&mt);
	}
}

static void test_refusals(void **state)
{
	unsigned long next = 5;

	(void)state;
	for (size_t way = 0; way < 2; way++) {
		struct maple_tree mt;

		mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE);
		assert_int_equal(allocate(both_ways[way], &mt, 0, 0, 10), -EINVAL);
		assert_int_equal(allocate(both_ways[way], &mt, 1, 11, 10), -EINVAL);
		assert_int_equal(allocate(both_ways[way], &mt, 12, 0, 10), -EINVAL);
		assert_true(mtree_empty(&mt));
		ground_expect_warning(true);
		assert_int_equal(both_ways[way](&mt, &next, (void *)2UL, 1, 0, 10, GFP_KERNEL), -EINVAL);
		ground_expect_warning(false);
		mt_init(&mt);
		assert_int_equal(allocate(both_ways[way], &mt, 1, 0, 10), -EINVAL);
		cyclic(&mt, 0, 10, &next, -EINVAL);
		assert_int_equal(next, 5);
		destroy(&mt);
	}
}

static void test_cyclic(void **state)
{
	struct maple_tree mt;
	unsigned long next = 0;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE);
	assert_int_equal(cyclic(&mt, 2, 4, &next, 0), 2);
	assert_int_equal(cyclic(&mt, 2, 4, &next, 0), 3);
	assert_int_equal(cyclic(&mt, 2, 4, &next, 0), 4);
	cyclic(&mt, 2, 4, &next, -EBUSY);
	assert_int_equal(next, 5);
	mtree_erase(&mt, 3);
	assert_int_equal(cyclic(&mt, 2, 4, &next, 1), 3);
	mtree_erase(&mt, 2);
	assert_int_equal(cyclic(&mt, 2, 4, &next, 1), 2);
	next = 4;
	cyclic(&mt, 4, 2, &next, -EINVAL);
	assert_int_equal(next, 4);
	assert_false(wrapped(&mt));
	destroy(&mt);
}

/* Behind ULONG_MAX, next is 0: that it has come round is kept in the tree, until an allocation succeeds. */
static void test_cyclic_wraps(void **state)
{
	struct maple_tree mt;
	unsigned long next = ULONG_MAX - 1, start;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU);
	assert_int_equal(cyclic(&mt, 5, ULONG_MAX, &next, 0), -2);
	assert_false(wrapped(&mt));
	assert_int_equal(cyclic(&mt, 5, ULONG_MAX, &next, 0), -1);
	assert_int_equal(next, 0);
	assert_true(wrapped(&mt));
	ground_set_budget(0);
	assert_int_equal(mtree_alloc_cyclic(&mt, &start, v(7), 6, ULONG_MAX, &next, GFP_NOWAIT), -ENOMEM);
	ground_clear_faults();
	assert_true(wrapped(&mt));
	assert_int_equal(next, 0);
	cyclic(&mt, ULONG_MAX, ULONG_MAX, &next, -EBUSY);
	assert_true(wrapped(&mt));
	assert_int_equal(cyclic(&mt, 5, ULONG_MAX, &next, 1), 5);
	assert_false(wrapped(&mt));
	assert_int_equal(cyclic(&mt, 5, ULONG_MAX, &next, 0), 6);
	destroy(&mt);
	assert_false(wrapped(&mt));
}

/* Each of its allocations fails in turn: -ENOMEM, and all is as it was. */
static void test_no_memory(void **state)
{
	(void)state;
	for (size_t way = 0; way < 3; way++) {
		struct maple_tree mt;
		unsigned long n = 0, next = 2500, start = UNTOUCHED;
		int ret;

		mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU);
		fill(&mt, 300);
		do {
			ground_rcu_quiesce();
			ground_fail_nth(++n);
			if (way < 2)
				ret = both_ways[way](&mt, &start, v(7), 2, 0, ULONG_MAX / 2, GFP_KERNEL);
			else
				ret = mtree_alloc_cyclic(&mt, &start, v(7), 2500, ULONG_MAX, &next, GFP_KERNEL);
			ground_clear_faults();
			validate(&mt);
			if (ret) {
				assert_int_equal(ret, -ENOMEM);
				assert_int_equal(start, UNTOUCHED);
				assert_int_equal(next, 2500);
				assert_filled(&mt, 300);
			}
		} while (ret);
		assert_true(n > 1);
		assert_ptr_equal(mtree_load(&mt, start), v(7));
		destroy(&mt);
	}
}

/* Another writer takes the first index that is free, each time that somebody waits for memory. */
static void take_first(void *mt)
{
	unsigned long start;

	assert_int_equal(ground_locks_held(), 0);
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	assert_int_equal(mtree_alloc_range(mt, &start, v(8), 1, 0, ULONG_MAX, GFP_KERNEL), 0);
	assert_int_equal(mtree_alloc_rrange(mt, &start, v(8), 1, 0, ULONG_MAX, GFP_KERNEL), 0);
	ground_set_nowait(GROUND_NOWAIT_FAIL);
}

/* The place that was found may be taken by the time that there is memory: then another one is found. */
static void test_writer_comes_in_between(void **state)
{
	(void)state;
	for (size_t way = 0; way < 3; way++) {
		struct maple_tree mt;
		unsigned long start, next = 0;
		int ret;

		mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU);
		fill(&mt, 20);
		ground_set_nowait(GROUND_NOWAIT_FAIL);
		ground_on_blocking(take_first, &mt);
		if (way < 2)
			ret = both_ways[way](&mt, &start, v(7), 1, 0, ULONG_MAX, GFP_KERNEL);
		else
			ret = mtree_alloc_cyclic(&mt, &start, v(7), 0, ULONG_MAX, &next, GFP_KERNEL);
		ground_on_blocking(NULL, NULL);
		ground_set_nowait(GROUND_NOWAIT_SUCCEED);
		assert_int_equal(ret, 0);
		validate(&mt);
		assert_ptr_equal(mtree_load(&mt, 6), v(8));
		assert_ptr_equal(mtree_load(&mt, ULONG_MAX), v(8));
		assert_ptr_equal(mtree_load(&mt, start), v(7));
		destroy(&mt);
	}
}

/* Who may not wait keeps the lock. */
static void test_nowait_keeps_the_lock(void **state)
{
	struct maple_tree mt;
	unsigned long start, next = 0;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU);
	fill(&mt, 16);
	mtree_erase(&mt, 0);
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	ground_on_blocking(take_first, &mt);
	assert_int_equal(mtree_alloc_range(&mt, &start, v(7), 1, 200, 300, GFP_ATOMIC), -ENOMEM);
	assert_int_equal(mtree_alloc_cyclic(&mt, &start, v(7), 200, 300, &next, GFP_NOWAIT), -ENOMEM);
	ground_on_blocking(NULL, NULL);
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	assert_null(mtree_load(&mt, 200));
	destroy(&mt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_lowest_and_highest, setup),
		cmocka_unit_test_setup(test_small_trees, setup),
		cmocka_unit_test_setup(test_refusals, setup),
		cmocka_unit_test_setup(test_cyclic, setup),
		cmocka_unit_test_setup(test_cyclic_wraps, setup),
		cmocka_unit_test_setup(test_no_memory, setup),
		cmocka_unit_test_setup(test_writer_comes_in_between, setup),
		cmocka_unit_test_setup(test_nowait_keeps_the_lock, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
