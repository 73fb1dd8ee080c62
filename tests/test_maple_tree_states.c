// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The embedded maple tree: walking with a state, in both directions, and what it does from each status. The table is in
 * src/maple_tree/state.c; tests/states compares all of it with Linux.
 */
#include "maple_tree_fixture.h"

static void assert_state(const struct ma_state *mas, unsigned long index, unsigned long last, enum maple_status status)
{
	assert_int_equal(mas->index, index);
	assert_int_equal(mas->last, last);
	assert_int_equal(mas->status, status);
}

/* Each range is met once, empty or not, over the borders of leaves; and so it is on the way back. */
static void test_ranges_both_ways(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 0, 0);

	(void)state;
	fill(&mt, 1000);
	rcu_read_lock();
	assert_ptr_equal(mas_walk(&mas), v(0));
	for (unsigned long i = 0; i < 999; i++) {
		assert_null(mas_next_range(&mas, ULONG_MAX));
		assert_state(&mas, 10 * i + 6, 10 * i + 9, ma_active);
		assert_ptr_equal(mas_next_range(&mas, ULONG_MAX), v(i + 1));
		assert_state(&mas, 10 * i + 10, 10 * i + 15, ma_active);
	}
	assert_null(mas_next_range(&mas, ULONG_MAX));
	assert_state(&mas, 9996, ULONG_MAX, ma_active);
	assert_null(mas_next_range(&mas, ULONG_MAX));
	assert_state(&mas, 9996, ULONG_MAX, ma_overflow);
	for (unsigned long i = 999; i > 0; i--) {
		assert_ptr_equal(mas_prev_range(&mas, 0), v(i));
		assert_state(&mas, 10 * i, 10 * i + 5, ma_active);
		assert_null(mas_prev_range(&mas, 0));
		assert_state(&mas, 10 * i - 4, 10 * i - 1, ma_active);
	}
	assert_ptr_equal(mas_prev_range(&mas, 0), v(0));
	assert_null(mas_prev_range(&mas, 0));
	assert_state(&mas, 0, 5, ma_underflow);
	rcu_read_unlock();
	destroy(&mt);
}

static void test_find_range(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 7, 7);

	(void)state;
	fill(&mt, 1000);
	rcu_read_lock();
	/* Where it begins emptiness is passed over, and afterwards it is not. */
	assert_ptr_equal(mas_find_range(&mas, ULONG_MAX), v(1));
	for (unsigned long i = 1; i < 999; i++) {
		assert_null(mas_find_range(&mas, ULONG_MAX));
		assert_state(&mas, 10 * i + 6, 10 * i + 9, ma_active);
		assert_ptr_equal(mas_find_range(&mas, ULONG_MAX), v(i + 1));
	}
	mas_set(&mas, 6);
	assert_null(mas_find_range(&mas, 6));
	assert_state(&mas, 6, 9, ma_active);
	mas_set(&mas, 7);
	assert_null(mas_find_range(&mas, 8));
	assert_state(&mas, 6, 9, ma_overflow);
	mas_set(&mas, 9);
	assert_null(mas_find_range(&mas, 8));
	assert_state(&mas, 9, 9, ma_start);
	rcu_read_unlock();
	destroy(&mt);
}

static void test_find_rev(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, ULONG_MAX, ULONG_MAX);
	unsigned long i = 1000;
	void *entry;

	(void)state;
	fill(&mt, i);
	rcu_read_lock();
	mas_for_each_rev(&mas, entry, 0) {
		assert_ptr_equal(entry, v(--i));
		assert_state(&mas, 10 * i, 10 * i + 5, ma_active);
	}
	assert_int_equal(i, 0);
	assert_state(&mas, 0, 5, ma_underflow);
	mas_set(&mas, 13);
	assert_ptr_equal(mas_find_rev(&mas, 11), v(1));
	assert_null(mas_find_rev(&mas, 11));
	assert_state(&mas, 10, 15, ma_active);
	assert_null(mas_find_rev(&mas, 10));
	assert_state(&mas, 10, 15, ma_underflow);
	assert_ptr_equal(mas_find_rev(&mas, 0), v(0));
	mas_set(&mas, 18);
	assert_null(mas_find_rev(&mas, 16));
	assert_state(&mas, 16, 19, ma_underflow);
	mas_set(&mas, 18);
	assert_null(mas_find_rev(&mas, 17));
	assert_state(&mas, 16, 19, ma_active);
	mas_set(&mas, 18);
	assert_null(mas_find_rev(&mas, 19));
	assert_state(&mas, 18, 18, ma_start);
	assert_ptr_equal(mas_find_rev(&mas, 0), v(1));
	mas_pause(&mas);
	assert_ptr_equal(mas_find_rev(&mas, 0), v(0));
	mas_pause(&mas);
	assert_null(mas_find_rev(&mas, 0));
	assert_state(&mas, 0, 5, ma_underflow);
	rcu_read_unlock();
	destroy(&mt);
}

static void test_find_range_rev(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 9997, 9997);

	(void)state;
	fill(&mt, 1000);
	rcu_read_lock();
	assert_ptr_equal(mas_find_range_rev(&mas, 0), v(999));
	for (unsigned long i = 999; i > 0; i--) {
		assert_null(mas_find_range_rev(&mas, 0));
		assert_state(&mas, 10 * i - 4, 10 * i - 1, ma_active);
		assert_ptr_equal(mas_find_range_rev(&mas, 0), v(i - 1));
	}
	assert_null(mas_find_range_rev(&mas, 0));
	assert_state(&mas, 0, 5, ma_underflow);
	rcu_read_unlock();
	destroy(&mt);
}

/* The state met a limit: there may be another one now, or it turns round. */
static void test_other_limits(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 12, 12);

	(void)state;
	fill(&mt, 3);
	rcu_read_lock();
	assert_ptr_equal(mas_walk(&mas), v(1));
	assert_null(mas_next(&mas, 15));
	assert_state(&mas, 10, 15, ma_overflow);
	assert_ptr_equal(mas_prev(&mas, 0), v(1));
	assert_null(mas_next(&mas, 19));
	assert_ptr_equal(mas_next(&mas, 20), v(2));
	assert_null(mas_prev(&mas, 16));
	assert_state(&mas, 16, 19, ma_underflow);
	assert_ptr_equal(mas_next(&mas, ULONG_MAX), v(2));
	assert_null(mas_prev_range(&mas, 20));
	assert_null(mas_prev_range(&mas, 16));
	assert_state(&mas, 16, 19, ma_active);
	assert_null(mas_next(&mas, 19));
	assert_ptr_equal(mas_find(&mas, ULONG_MAX), v(2));
	assert_null(mas_next(&mas, 25));
	assert_ptr_equal(mas_find_rev(&mas, 0), v(1));
	rcu_read_unlock();
	destroy(&mt);
}

/* The limit is met before the state has walked anywhere. Linux 6.12 follows a NULL pointer then. */
static void test_limit_unwalked(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 12, 12);

	(void)state;
	fill(&mt, 3);
	rcu_read_lock();
	assert_null(mas_next(&mas, 12));
	assert_state(&mas, 12, 12, ma_overflow);
	assert_ptr_equal(mas_next(&mas, ULONG_MAX), v(2));
	mas_set(&mas, 12);
	assert_null(mas_next_range(&mas, 12));
	assert_null(mas_next_range(&mas, ULONG_MAX));
	assert_state(&mas, 16, 19, ma_active);
	mas_set(&mas, 12);
	assert_null(mas_prev(&mas, 12));
	assert_state(&mas, 12, 12, ma_underflow);
	assert_ptr_equal(mas_prev(&mas, 0), v(0));
	mas_set(&mas, 12);
	assert_null(mas_next(&mas, 12));
	assert_ptr_equal(mas_find_rev(&mas, 0), v(1));
	mas_set(&mas, 12);
	assert_null(mas_prev_range(&mas, 12));
	assert_null(mas_find_range_rev(&mas, 12));
	assert_state(&mas, 12, 12, ma_underflow);
	assert_ptr_equal(mas_find_range_rev(&mas, 0), v(1));
	rcu_read_unlock();
	destroy(&mt);
}

/* Between mas_pause() and the next call the tree may change: the place is forgotten, though a limit is met first. */
static void test_pause_forgets(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 12, 12);

	(void)state;
	fill(&mt, 3);
	rcu_read_lock();
	assert_ptr_equal(mas_walk(&mas), v(1));
	mas_pause(&mas);
	assert_null(mas_next(&mas, 15));
	assert_state(&mas, 10, 15, ma_overflow);
	rcu_read_unlock();
	mtree_destroy(&mt);
	store(&mt, 0, 19, v(7));
	store(&mt, 30, 39, v(8));
	rcu_read_lock();
	assert_ptr_equal(mas_next(&mas, ULONG_MAX), v(8));
	assert_state(&mas, 30, 39, ma_active);
	rcu_read_unlock();
	destroy(&mt);
}

/* __mas_set_range() narrows the range; steps are from the slot. In Linux 6.12 the steps down are not. */
static void test_narrowed(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 12, 12);

	(void)state;
	fill(&mt, 3);
	rcu_read_lock();
	assert_ptr_equal(mas_walk(&mas), v(1));
	__mas_set_range(&mas, 13, 14);
	assert_null(mas_prev_range(&mas, 0));
	assert_state(&mas, 6, 9, ma_active);
	__mas_set_range(&mas, 7, 8);
	assert_ptr_equal(mas_next_range(&mas, ULONG_MAX), v(1));
	assert_state(&mas, 10, 15, ma_active);
	rcu_read_unlock();
	destroy(&mt);
}

static void test_empty_tree(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 12, 12);

	(void)state;
	rcu_read_lock();
	assert_null(mas_walk(&mas));
	assert_state(&mas, 0, ULONG_MAX, ma_none);
	mas_set(&mas, 12);
	assert_null(mas_next(&mas, ULONG_MAX));
	assert_state(&mas, 0, ULONG_MAX, ma_none);
	mas_set(&mas, 12);
	assert_null(mas_prev(&mas, 0));
	assert_state(&mas, 0, ULONG_MAX, ma_none);
	mas_set(&mas, 12);
	assert_null(mas_find(&mas, ULONG_MAX));
	assert_state(&mas, 0, ULONG_MAX, ma_none);
	mas_set(&mas, 12);
	assert_null(mas_find_rev(&mas, 0));
	assert_state(&mas, 0, 0, ma_root);
	assert_null(mas_find_rev(&mas, 0));
	assert_state(&mas, 0, 0, ma_none);
	rcu_read_unlock();
	destroy(&mt);
}

static void test_entry_in_root(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 0, 0);

	(void)state;
	assert_int_equal(mtree_store(&mt, 0, v(1), GFP_KERNEL), 0);
	rcu_read_lock();
	assert_ptr_equal(mas_walk(&mas), v(1));
	assert_state(&mas, 0, 0, ma_root);
	assert_null(mas_next(&mas, ULONG_MAX));
	assert_state(&mas, 1, ULONG_MAX, ma_none);
	assert_ptr_equal(mas_prev(&mas, 0), v(1));
	assert_null(mas_prev(&mas, 0));
	assert_state(&mas, 0, 0, ma_underflow);
	assert_ptr_equal(mas_next(&mas, ULONG_MAX), v(1));
	assert_null(mas_find(&mas, ULONG_MAX));
	assert_state(&mas, 1, ULONG_MAX, ma_none);
	assert_ptr_equal(mas_find_rev(&mas, 0), v(1));
	assert_null(mas_find_rev(&mas, 0));
	assert_state(&mas, 0, 0, ma_none);
	mas_set(&mas, 9);
	assert_null(mas_prev(&mas, 5));
	assert_state(&mas, 1, ULONG_MAX, ma_underflow);
	mas_set(&mas, 9);
	assert_null(mas_find_range_rev(&mas, 5));
	assert_state(&mas, 1, ULONG_MAX, ma_underflow);
	rcu_read_unlock();
	destroy(&mt);
}

/* An error stays until a limit is met, or until mas_walk(), mas_reset() or mas_set(). */
static void test_error(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 12, 12);

	(void)state;
	fill(&mt, 3);
	rcu_read_lock();
	mas.node = MA_ERROR(-EINVAL);
	mas.status = ma_error;
	assert_true(mas_is_err(&mas));
	assert_null(mas_next(&mas, ULONG_MAX));
	assert_null(mas_prev_range(&mas, 0));
	assert_null(mas_find(&mas, ULONG_MAX));
	assert_null(mas_find_range_rev(&mas, 0));
	assert_state(&mas, 12, 12, ma_error);
	assert_null(mas_next(&mas, 12));
	assert_state(&mas, 12, 12, ma_overflow);
	assert_ptr_equal(mas_next(&mas, ULONG_MAX), v(2));
	mas.node = MA_ERROR(-EINVAL);
	mas.status = ma_error;
	assert_ptr_equal(mas_walk(&mas), v(2));
	assert_true(mas_is_active(&mas));
	rcu_read_unlock();
	destroy(&mt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_ranges_both_ways, setup),
		cmocka_unit_test_setup(test_find_range, setup),
		cmocka_unit_test_setup(test_find_rev, setup),
		cmocka_unit_test_setup(test_find_range_rev, setup),
		cmocka_unit_test_setup(test_other_limits, setup),
		cmocka_unit_test_setup(test_limit_unwalked, setup),
		cmocka_unit_test_setup(test_pause_forgets, setup),
		cmocka_unit_test_setup(test_narrowed, setup),
		cmocka_unit_test_setup(test_empty_tree, setup),
		cmocka_unit_test_setup(test_entry_in_root, setup),
		cmocka_unit_test_setup(test_error, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
