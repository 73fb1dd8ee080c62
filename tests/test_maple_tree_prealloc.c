// SPDX-License-Identifier: GPL-2.0-or-later
/* The embedded maple tree: stores whose nodes are reserved beforehand, and callers with loops of their own. */
#include "maple_tree_fixture.h"

#include <linux/rwsem.h>

/* A store that is tried on a tree of 300 ranges, [10 * i, 10 * i + 5]. */
struct try {
	unsigned long first;
	unsigned long last;
	bool erase;
};

static const struct try tries[] = {
	{ 0, 0, false }, { 0, 5, false }, { 7, 8, false }, { 6, 9, true }, { 0, 5, true }, { 12, 13, false },
	{ 100, 399, false }, { 100, 399, true }, { 0, ULONG_MAX, true }, { 0, ULONG_MAX, false },
	{ 333, 2222, false }, { 335, 2222, true }, { 5000, 6000, false }, { 2995, ULONG_MAX, false },
	{ ULONG_MAX, ULONG_MAX, false }, { 150, 150, true }, { 1, 2994, true },
};

#define for_each_try(t)	for (const struct try *t = tries; t < tries + ARRAY_SIZE(tries); t++)

static void *try_entry(const struct try *try)
{
	return try->erase ? NULL : v(7777);
}

/* The store took all that was reserved for it, and nothing else: nothing is allocated any more. */
static void store_prealloc(struct ma_state *mas, void *entry)
{
	unsigned long allocs = ground_counts()->allocs;

	ground_set_budget(0);
	mas_store_prealloc(mas, entry);
	ground_clear_faults();
	assert_int_equal(ground_counts()->allocs, allocs);
	assert_null(mas->alloc);
}

static unsigned long reserved(const struct ma_state *mas)
{
	return mas->alloc ? mas->alloc->total : 0;
}

static void assert_stored(struct maple_tree *mt, const struct try *try)
{
	assert_ptr_equal(mtree_load(mt, try->first), try_entry(try));
	assert_ptr_equal(mtree_load(mt, try->last), try_entry(try));
	validate(mt);
}

/* Exactly the nodes are reserved that a store without a preallocation takes. */
static void test_exact(void **state)
{
	(void)state;
	for (unsigned int a = 0; a < ATTRIBUTES; a++) {
		for_each_try(try) {
			struct maple_tree mt;
			unsigned long taken;

			mt_init_flags(&mt, attributes[a]);
			fill(&mt, 300);
			taken = ground_counts()->allocs;
			assert_int_equal(mtree_store_range(&mt, try->first, try->last, try_entry(try), GFP_KERNEL), 0);
			taken = ground_counts()->allocs - taken;
			destroy(&mt);

			fill(&mt, 300);
			MA_STATE(mas, &mt, try->first, try->last);
			mtree_lock(&mt);
			assert_int_equal(mas_preallocate(&mas, try_entry(try), GFP_NOWAIT), 0);
			assert_int_equal(mas.index, try->first);
			assert_int_equal(mas.last, try->last);
			assert_int_equal(reserved(&mas), taken);
			store_prealloc(&mas, try_entry(try));
			mtree_unlock(&mt);
			assert_stored(&mt, try);
			destroy(&mt);
		}
	}
}

/* Between the two calls the state looks around; then it gets its range again. */
static void test_moved_in_between(void **state)
{
	(void)state;
	for_each_try(try) {
		struct maple_tree mt;

		mt_init_flags(&mt, MT_FLAGS_USE_RCU);
		fill(&mt, 300);
		MA_STATE(mas, &mt, try->first, try->last);
		mtree_lock(&mt);
		assert_int_equal(mas_preallocate(&mas, try_entry(try), GFP_NOWAIT), 0);
		mas_prev(&mas, 0);
		mas_next(&mas, ULONG_MAX);
		mas_next(&mas, ULONG_MAX);
		mas_set_range(&mas, try->first, try->last);
		store_prealloc(&mas, try_entry(try));
		mtree_unlock(&mt);
		assert_stored(&mt, try);
		destroy(&mt);
	}
}

/* A second preallocation, for another range, sizes anew. Without a store, mas_destroy() gives all back. */
static void test_twice_and_destroy(void **state)
{
	(void)state;
	for_each_try(one) {
		for_each_try(two) {
			struct maple_tree mt;
			unsigned long live;

			mt_init_flags(&mt, MT_FLAGS_USE_RCU);
			fill(&mt, 300);
			ground_rcu_quiesce();
			live = ground_counts()->live;
			MA_STATE(mas, &mt, one->first, one->last);
			mtree_lock(&mt);
			assert_int_equal(mas_preallocate(&mas, try_entry(one), GFP_NOWAIT), 0);
			mas_set_range(&mas, two->first, two->last);
			assert_int_equal(mas_preallocate(&mas, try_entry(two), GFP_NOWAIT), 0);
			mas_destroy(&mas);
			assert_int_equal(ground_counts()->live, live);
			assert_int_equal(mas_preallocate(&mas, try_entry(two), GFP_NOWAIT), 0);
			mas_set_range(&mas, one->first, one->last);
			assert_int_equal(mas_preallocate(&mas, try_entry(one), GFP_NOWAIT), 0);
			store_prealloc(&mas, try_entry(one));
			mtree_unlock(&mt);
			assert_stored(&mt, one);
			destroy(&mt);
		}
	}
}

static void test_no_memory(void **state)
{
	struct maple_tree mt;
	unsigned long n = 0, live;
	int ret;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU);
	fill(&mt, 300);
	ground_rcu_quiesce();
	live = ground_counts()->live;
	MA_STATE(mas, &mt, 333, 2222);
	mtree_lock(&mt);
	ground_allow_sleeping(true);
	do {
		ground_fail_nth(++n);
		ret = mas_preallocate(&mas, v(1), GFP_KERNEL);
		ground_clear_faults();
		if (!ret)
			break;
		assert_int_equal(ret, -ENOMEM);
		assert_int_equal(mas.status, ma_start);
		assert_int_equal(mas.index, 333);
		assert_int_equal(mas.last, 2222);
		assert_int_equal(ground_counts()->live, live);
	} while (n < 100);
	assert_in_range(n, 2, 99);
	ground_set_budget(0);
	assert_int_equal(mas_preallocate(&mas, v(1), GFP_NOWAIT), 0);
	ground_clear_faults();
	ground_allow_sleeping(false);
	mas_destroy(&mas);
	assert_int_equal(ground_counts()->live, live);
	mtree_unlock(&mt);
	assert_filled(&mt, 300);
	destroy(&mt);
}

/* The nodes that are reserved for @count stores in order are enough for them, whatever lies between. */
static void store_in_order(unsigned int flags, unsigned long count, unsigned long width, unsigned long step, unsigned long from)
{
	DECLARE_RWSEM(lock);
	struct maple_tree mt;
	unsigned long allocs;

	mt_init_flags(&mt, flags | MT_FLAGS_LOCK_EXTERN);
	mt_set_external_lock(&mt, &lock);
	down_write(&lock);
	MA_STATE(mas, &mt, 0, 0);
	assert_int_equal(mas_expected_entries(&mas, count), 0);
	allocs = ground_counts()->allocs;
	ground_set_budget(0);
	for (unsigned long i = 0; i < count; i++) {
		mas_set_range(&mas, from + i * step, from + i * step + width - 1);
		mas_store(&mas, v(i));
		assert_false(mas_is_err(&mas));
	}
	ground_clear_faults();
	assert_int_equal(ground_counts()->allocs, allocs);
	mas_destroy(&mas);
	mt_validate(&mt);
	for (unsigned long i = 0; i < count; i++)
		assert_ptr_equal(mtree_load(&mt, from + i * step), v(i));
	__mt_destroy(&mt);
	up_write(&lock);
	assert_int_equal(ground_counts()->live, 0);
}

static void test_expected_entries(void **state)
{
	(void)state;
	for (unsigned long count = 0; count < 5000; count += 1 + count / 40) {
		for (unsigned int flags = 0; flags <= MT_FLAGS_ALLOC_RANGE; flags++) {
			store_in_order(flags, count, 1, 1, 0);
			store_in_order(flags, count, 10, 10, 0);
			store_in_order(flags, count, 1, 2, 0);
			store_in_order(flags, count, 3, 10, 5);
		}
	}
}

/* mas_destroy() in the middle; and more stores than were expected. */
static void test_expected_otherwise(void **state)
{
	DECLARE_RWSEM(lock);
	struct maple_tree mt;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_LOCK_EXTERN);
	mt_set_external_lock(&mt, &lock);
	down_write(&lock);
	MA_STATE(mas, &mt, 0, 0);
	assert_int_equal(mas_expected_entries(&mas, 10), 0);
	for (unsigned long i = 0; i < 1000; i++) {
		mas_set_range(&mas, 10 * i, 10 * i + 5);
		mas_store(&mas, v(i));
		assert_false(mas_is_err(&mas));
		mt_validate(&mt);
	}
	mas_destroy(&mas);
	assert_filled(&mt, 1000);
	__mt_destroy(&mt);

	assert_int_equal(mas_expected_entries(&mas, 1000), 0);
	for (unsigned long i = 0; i < 200; i++) {
		mas_set_range(&mas, 10 * i, 10 * i + 5);
		mas_store(&mas, v(i));
	}
	mas_destroy(&mas);
	mt_validate(&mt);
	assert_filled(&mt, 200);
	mas_set_range(&mas, 2000, 3000);
	assert_int_equal(mas_store_gfp(&mas, v(1), GFP_KERNEL), 0);
	assert_null(mas.alloc);
	__mt_destroy(&mt);

	ground_fail_nth(3);
	assert_int_equal(mas_expected_entries(&mas, 1000), -ENOMEM);
	assert_int_equal(ground_counts()->live, 0);
	up_write(&lock);
}

/* A caller's own loop of mas_store() and mas_nomem(). Each allocation fails in turn; then it ends. */
static void test_nomem(void **state)
{
	(void)state;
	for_each_try(try) {
		struct maple_tree mt;
		unsigned long n = 0;
		int ret;

		mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU);
		fill(&mt, 300);
		MA_STATE(mas, &mt, try->first, try->last);
		do {
			mas_set_range(&mas, try->first, try->last);
			mtree_lock(&mt);
			ground_fail_nth(++n);
			do {
				mas_store(&mas, try_entry(try));
			} while (mas_nomem(&mas, GFP_KERNEL));
			ground_clear_faults();
			mtree_unlock(&mt);
			ret = mas_is_err(&mas) ? xa_err(mas.node) : 0;
			mas_destroy(&mas);
			assert_null(mas.alloc);
			validate(&mt);
			if (ret) {
				assert_int_equal(ret, -ENOMEM);
				assert_filled(&mt, 300);
			}
		} while (ret);
		assert_stored(&mt, try);
		destroy(&mt);
	}
}

/* Without success nothing is reserved, and the state can be asked again. Who may not wait keeps the lock. */
static void test_nomem_again(void **state)
{
	struct maple_tree mt;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_USE_RCU);
	fill(&mt, 30);
	MA_STATE(mas, &mt, 33, 222);
	mtree_lock(&mt);
	assert_false(mas_nomem(&mas, GFP_KERNEL));
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	assert_null(mas_store(&mas, v(7)));
	assert_int_equal(xa_err(mas.node), -ENOMEM);
	assert_false(mas_nomem(&mas, GFP_NOWAIT));
	assert_false(mas_nomem(&mas, GFP_ATOMIC));
	assert_int_equal(xa_err(mas.node), -ENOMEM);
	assert_true(mas_nomem(&mas, GFP_KERNEL));
	assert_int_equal(mas.status, ma_start);
	mas_store(&mas, v(7));
	assert_false(mas_is_err(&mas));
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	mtree_unlock(&mt);
	validate(&mt);
	assert_ptr_equal(mtree_load(&mt, 222), v(7));
	destroy(&mt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_exact, setup),
		cmocka_unit_test_setup(test_moved_in_between, setup),
		cmocka_unit_test_setup(test_twice_and_destroy, setup),
		cmocka_unit_test_setup(test_no_memory, setup),
		cmocka_unit_test_setup(test_expected_entries, setup),
		cmocka_unit_test_setup(test_expected_otherwise, setup),
		cmocka_unit_test_setup(test_nomem, setup),
		cmocka_unit_test_setup(test_nomem_again, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
