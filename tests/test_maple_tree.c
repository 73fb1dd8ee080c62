// SPDX-License-Identifier: GPL-2.0-or-later
/* The embedded maple tree by its public interface: what callers may rely on, one test each. */
#include "maple_tree_fixture.h"

#include <linux/rwsem.h>

static void test_empty(void **state)
{
	DEFINE_MTREE(mt);
	unsigned long index = 0;

	(void)state;
	assert_true(mtree_empty(&mt));
	assert_null(mtree_load(&mt, 0));
	assert_null(mtree_load(&mt, ULONG_MAX));
	assert_null(mtree_erase(&mt, 0));
	assert_null(mt_find(&mt, &index, ULONG_MAX));
	assert_null(mt_next(&mt, 0, ULONG_MAX));
	assert_null(mt_prev(&mt, ULONG_MAX, 0));
	store(&mt, 3, 7, NULL);
	assert_true(mtree_empty(&mt));
	destroy(&mt);
}

static void test_entry_in_root(void **state)
{
	DEFINE_MTREE(mt);

	(void)state;
	store(&mt, 0, 0, v(1));
	assert_int_equal(mt_height(&mt), 0);
	assert_int_equal(ground_counts()->live, 0);
	assert_ptr_equal(mtree_load(&mt, 0), v(1));
	assert_null(mtree_load(&mt, 1));
	store(&mt, 5, 9, v(2));
	assert_int_equal(mt_height(&mt), 1);
	assert_ptr_equal(mtree_load(&mt, 0), v(1));
	assert_null(mtree_load(&mt, 4));
	assert_ptr_equal(mtree_load(&mt, 9), v(2));
	destroy(&mt);
}

/* An entry that looks like a node in the root goes to a node. */
static void test_entry_like_a_node(void **state)
{
	DEFINE_MTREE(mt);
	void *entry = (void *)0x10002UL;

	(void)state;
	store(&mt, 0, 0, entry);
	assert_int_equal(mt_height(&mt), 1);
	assert_ptr_equal(mtree_load(&mt, 0), entry);
	assert_ptr_equal(mtree_erase(&mt, 0), entry);
	assert_true(mtree_empty(&mt));
	destroy(&mt);
}

static void test_limits(void **state)
{
	DEFINE_MTREE(mt);
	unsigned long index = ULONG_MAX;

	(void)state;
	store(&mt, 0, ULONG_MAX, v(1));
	assert_ptr_equal(mtree_load(&mt, ULONG_MAX), v(1));
	store(&mt, ULONG_MAX, ULONG_MAX, v(2));
	store(&mt, 0, 0, v(3));
	assert_ptr_equal(mtree_load(&mt, 0), v(3));
	assert_ptr_equal(mtree_load(&mt, ULONG_MAX - 1), v(1));
	assert_ptr_equal(mt_find(&mt, &index, ULONG_MAX), v(2));
	assert_int_equal(index, 0);
	assert_null(mt_find_after(&mt, &index, ULONG_MAX));
	store(&mt, 0, ULONG_MAX, NULL);
	assert_true(mtree_empty(&mt));
	destroy(&mt);
}

static void test_refusals(void **state)
{
	DEFINE_MTREE(mt);

	(void)state;
	assert_int_equal(mtree_store_range(&mt, 2, 1, v(1), GFP_KERNEL), -EINVAL);
	assert_int_equal(mtree_insert_range(&mt, 2, 1, v(1), GFP_KERNEL), -EINVAL);
	ground_expect_warning(true);
	assert_int_equal(mtree_store(&mt, 1, XA_RETRY_ENTRY, GFP_KERNEL), -EINVAL);
	assert_int_equal(mtree_insert(&mt, 1, XA_RETRY_ENTRY, GFP_KERNEL), -EINVAL);
	ground_expect_warning(false);
	assert_int_equal(ground_counts()->warnings, 2);
	assert_true(mtree_empty(&mt));
	destroy(&mt);
}

static void test_insert(void **state)
{
	DEFINE_MTREE(mt);

	(void)state;
	fill(&mt, 100);
	assert_int_equal(mtree_insert(&mt, 10, v(1), GFP_KERNEL), -EEXIST);
	assert_int_equal(mtree_insert_range(&mt, 6, 10, v(1), GFP_KERNEL), -EEXIST);
	assert_int_equal(mtree_insert_range(&mt, 0, ULONG_MAX, v(1), GFP_KERNEL), -EEXIST);
	assert_filled(&mt, 100);
	assert_int_equal(mtree_insert_range(&mt, 6, 9, v(7), GFP_KERNEL), 0);
	assert_ptr_equal(mtree_load(&mt, 6), v(7));
	validate(&mt);
	destroy(&mt);
}

static void test_zero_entry(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 5, 5);
	unsigned long index = 0;

	(void)state;
	store(&mt, 5, 6, XA_ZERO_ENTRY);
	assert_null(mtree_load(&mt, 5));
	assert_null(mt_find(&mt, &index, ULONG_MAX));
	assert_int_equal(mtree_insert(&mt, 6, v(1), GFP_KERNEL), -EEXIST);
	rcu_read_lock();
	assert_ptr_equal(mas_walk(&mas), XA_ZERO_ENTRY);
	rcu_read_unlock();
	destroy(&mt);
}

/* Neighbouring equal entries stay apart; a NULL between two empty ranges joins them. */
static void test_neighbours(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 15, 15);

	(void)state;
	store(&mt, 10, 19, v(1));
	store(&mt, 20, 29, v(1));
	rcu_read_lock();
	assert_ptr_equal(mas_walk(&mas), v(1));
	assert_int_equal(mas.last, 19);
	rcu_read_unlock();
	assert_ptr_equal(mtree_erase(&mt, 12), v(1));
	assert_ptr_equal(mtree_load(&mt, 20), v(1));
	mas_set(&mas, 15);
	rcu_read_lock();
	assert_null(mas_walk(&mas));
	rcu_read_unlock();
	assert_int_equal(mas.index, 0);
	assert_int_equal(mas.last, 19);
	destroy(&mt);
}

static void test_fill_both_ways(void **state)
{
	(void)state;
	for (unsigned int a = 0; a < ATTRIBUTES; a++) {
		struct maple_tree mt;

		mt_init_flags(&mt, attributes[a]);
		fill(&mt, 3000);
		assert_filled(&mt, 3000);
		mtree_destroy(&mt);
		for (unsigned long i = 3000; i--; )
			store(&mt, 10 * i, 10 * i + 5, v(i));
		assert_filled(&mt, 3000);
		destroy(&mt);
	}
}

/* A tree filled in order is dense: each leaf holds eight entries and eight gaps. */
static void test_append_is_dense(void **state)
{
	DEFINE_MTREE(mt);

	(void)state;
	fill(&mt, 1600);
	assert_in_range(ground_counts()->live, 200, 220);
	destroy(&mt);
}

/* From a deep tree down to nothing, in an order that empties leaves everywhere. */
/* A leaf that becomes too full fills up its neighbour before it is split. */
static void test_neighbours_are_filled_up(void **state)
{
	(void)state;
	for (int a = 0; a < ATTRIBUTES; a++) {
		struct maple_tree mt;

		mt_init_flags(&mt, attributes[a]);
		for (unsigned long i = 0; i < 200; i++)
			store(&mt, 10 * i, 10 * i + 9, v(i));
		for (unsigned long i = 0; i < 200; i++)
			store(&mt, 10 * i + 5, 10 * i + 5, v(1000 + i));
		ground_rcu_quiesce();
		/* 601 slots. If full leaves were halved, there would be 67 leaves. */
		assert_in_range(ground_counts()->live, 601 / 16 + 1, 50);
		for (unsigned long i = 0; i < 2000; i++)
			assert_ptr_equal(mtree_load(&mt, i), v(i % 10 == 5 ? 1000 + i / 10 : i / 10));
		destroy(&mt);
	}
}

static void test_erase_all(void **state)
{
	(void)state;
	for (unsigned int a = 0; a < ATTRIBUTES; a++) {
		struct maple_tree mt;

		mt_init_flags(&mt, attributes[a]);
		fill(&mt, 1009);
		for (unsigned long i = 0; i < 1009; i++) {
			unsigned long k = i * 397 % 1009;

			assert_ptr_equal(mtree_erase(&mt, 10 * k + 3), v(k));
			assert_null(mtree_load(&mt, 10 * k));
			validate(&mt);
		}
		assert_true(mtree_empty(&mt));
		assert_int_equal(mt_height(&mt), 0);
		destroy(&mt);
	}
}

/* Ranges from one leaf to another, from the first to the last, at every distance. */
static void test_spanning_stores(void **state)
{
	(void)state;
	for (unsigned int a = 0; a < ATTRIBUTES; a++) {
		for (unsigned long span = 1; span < 1000; span += span / 3 + 1) {
			unsigned long first = 4995 - 5 * span, last = 4995 + 5 * span;
			struct maple_tree mt;

			mt_init_flags(&mt, attributes[a]);
			fill(&mt, 1000);
			store(&mt, first, last, span & 1 ? v(7777) : NULL);
			assert_ptr_equal(mtree_load(&mt, first), span & 1 ? v(7777) : NULL);
			assert_ptr_equal(mtree_load(&mt, last), span & 1 ? v(7777) : NULL);
			assert_ptr_equal(mtree_load(&mt, (first - 6) / 10 * 10), v((first - 6) / 10));
			assert_ptr_equal(mtree_load(&mt, last / 10 * 10 + 10), v(last / 10 + 1));
			destroy(&mt);
		}
	}
}

static void test_find_and_its_limits(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 0, 0);

	(void)state;
	fill(&mt, 200);
	rcu_read_lock();
	assert_ptr_equal(mas_find(&mas, 1000), v(0));
	assert_ptr_equal(mas_find(&mas, 1000), v(1));
	assert_ptr_equal(mas_prev(&mas, 0), v(0));
	assert_null(mas_prev(&mas, 0));
	assert_int_equal(mas.status, ma_underflow);
	assert_ptr_equal(mas_next(&mas, ULONG_MAX), v(0));
	mas_set(&mas, 1006);
	assert_null(mas_find(&mas, 1009));
	mas_set(&mas, 1990);
	assert_null(mas_next(&mas, ULONG_MAX));
	assert_int_equal(mas.status, ma_overflow);
	assert_int_equal(mas.index, 1996);
	assert_ptr_equal(mas_prev(&mas, 0), v(199));
	mas_set(&mas, 500);
	assert_ptr_equal(mas_find(&mas, ULONG_MAX), v(50));
	mas_pause(&mas);
	assert_ptr_equal(mas_find(&mas, ULONG_MAX), v(51));
	rcu_read_unlock();
	assert_ptr_equal(mt_next(&mt, 503, ULONG_MAX), v(51));
	assert_ptr_equal(mt_prev(&mt, 503, 0), v(49));
	assert_null(mt_next(&mt, 503, 509));
	assert_null(mt_prev(&mt, 503, 496));
	destroy(&mt);
}

/* All the way down again, over the borders of leaves. */
static void test_prev_over_all(void **state)
{
	(void)state;
	for (unsigned int a = 0; a < ATTRIBUTES; a++) {
		struct maple_tree mt;
		unsigned long i = 2000;
		void *entry;

		mt_init_flags(&mt, attributes[a]);
		fill(&mt, i);
		MA_STATE(mas, &mt, ULONG_MAX, ULONG_MAX);
		rcu_read_lock();
		while ((entry = mas_prev(&mas, 0)))
			assert_ptr_equal(entry, v(--i));
		rcu_read_unlock();
		assert_int_equal(i, 0);
		destroy(&mt);
	}
}

/* A store through a state leaves it on the new range, and it goes on from there. */
static void test_store_and_go_on(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 0, 0);

	(void)state;
	fill(&mt, 300);
	mtree_lock(&mt);
	for (unsigned long i = 0; i < 299; i++) {
		mas_set_range(&mas, 10 * i + 2, 10 * i + 3);
		assert_ptr_equal(mas_store(&mas, v(9999)), v(i));
		assert_true(mas_is_active(&mas));
		assert_int_equal(mas.index, 10 * i + 2);
		assert_ptr_equal(mas_next(&mas, ULONG_MAX), v(i));
		assert_int_equal(mas.index, 10 * i + 4);
		assert_ptr_equal(mas_prev(&mas, 0), v(9999));
	}
	mt_validate(&mt);
	mas_set(&mas, 2);
	assert_ptr_equal(mas_erase(&mas), v(9999));
	assert_ptr_equal(mas_erase(&mas), NULL);
	mas_set_range(&mas, 0, 1);
	assert_int_equal(mas_store_gfp(&mas, NULL, GFP_KERNEL), 0);
	assert_int_equal(mas.last, 3);
	mtree_unlock(&mt);
	destroy(&mt);
}

static void test_reader_survives_a_writer(void **state)
{
	struct maple_tree mt;
	unsigned long seen = 0;
	void *entry;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_USE_RCU);
	fill(&mt, 500);
	MA_STATE(mas, &mt, 0, 0);
	rcu_read_lock();
	mas_for_each(&mas, entry, ULONG_MAX) {
		assert_ptr_equal(entry, v(seen));
		/* Take away what lies behind the reader, and split the leaf it stands on. */
		if (seen)
			assert_ptr_equal(mtree_erase(&mt, 10 * (seen - 1)), v(seen - 1));
		assert_int_equal(mtree_store(&mt, 10 * seen + 7, NULL, GFP_KERNEL), 0);
		seen++;
	}
	mtree_destroy(&mt);
	assert_null(mas_next(&mas, ULONG_MAX));
	rcu_read_unlock();
	assert_int_equal(seen, 500);
	destroy(&mt);
}

/* Every allocation of every store in turn fails: the tree is as it was, and nothing is lost. */
static void test_no_memory(void **state)
{
	(void)state;
	for (unsigned int a = 0; a < ATTRIBUTES; a++) {
		struct maple_tree mt;
		unsigned long n = 0;
		int ret;

		mt_init_flags(&mt, attributes[a]);
		fill(&mt, 300);
		do {
			unsigned long live;

			ground_rcu_quiesce();
			live = ground_counts()->live;
			ground_fail_nth(++n);
			ret = mtree_store_range(&mt, 333, 2222, v(1), GFP_KERNEL);
			ground_clear_faults();
			validate(&mt);
			if (!ret)
				break;
			assert_int_equal(ret, -ENOMEM);
			assert_int_equal(ground_counts()->live, live);
			assert_filled(&mt, 300);
		} while (n < 100);
		assert_in_range(n, 2, 99);
		assert_ptr_equal(mtree_load(&mt, 2222), v(1));
		destroy(&mt);
	}
}

/* An erase that lacks memory erases nothing and says so in the state. */
static void test_erase_without_memory(void **state)
{
	struct maple_tree mt;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_USE_RCU);
	fill(&mt, 5);
	MA_STATE(mas, &mt, 10, 10);
	mtree_lock(&mt);
	ground_set_budget(0);
	assert_null(mas_erase(&mas));
	ground_clear_faults();
	assert_true(mas_is_err(&mas));
	assert_int_equal(xa_err(mas.node), -ENOMEM);
	mas_destroy(&mas);
	mtree_unlock(&mt);
	assert_filled(&mt, 5);
	destroy(&mt);
}

static void store_meanwhile(void *mt)
{
	assert_int_equal(ground_locks_held(), 0);
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	for (unsigned long i = 100; i < 120; i++)
		assert_int_equal(mtree_store(mt, i, v(i), GFP_KERNEL), 0);
	ground_set_nowait(GROUND_NOWAIT_FAIL);
}

/* While a store waits for memory, another one changes the tree. */
static void test_writer_comes_in_between(void **state)
{
	struct maple_tree mt;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE);
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	ground_on_blocking(store_meanwhile, &mt);
	assert_int_equal(mtree_store_range(&mt, 110, 200, v(1), GFP_KERNEL), 0);
	ground_on_blocking(NULL, NULL);
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	validate(&mt);
	assert_ptr_equal(mtree_load(&mt, 109), v(109));
	assert_ptr_equal(mtree_load(&mt, 110), v(1));
	destroy(&mt);
}

static void test_external_lock(void **state)
{
	struct rw_semaphore lock;
	struct maple_tree mt;

	(void)state;
	init_rwsem(&lock);
	mt_init_flags(&mt, MT_FLAGS_LOCK_EXTERN | MT_FLAGS_USE_RCU);
	mt_set_external_lock(&mt, &lock);
	MA_STATE(mas, &mt, 5, 9);
	down_write(&lock);
	mt_clear_in_rcu(&mt);
	assert_false(mt_in_rcu(&mt));
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	assert_int_equal(mas_store_gfp(&mas, v(1), GFP_KERNEL), 0);
	mas_set(&mas, 7);
	assert_ptr_equal(mas_walk(&mas), v(1));
	mt_set_in_rcu(&mt);
	__mt_destroy(&mt);
	up_write(&lock);
	assert_int_equal(mt.ma_flags, MT_FLAGS_LOCK_EXTERN | MT_FLAGS_USE_RCU);
	ground_rcu_quiesce();
	assert_int_equal(ground_counts()->live, 0);
}

static void test_destroy_keeps_attributes(void **state)
{
	const unsigned int flags = MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU | MT_FLAGS_ALLOC_WRAPPED;
	struct maple_tree mt;

	(void)state;
	mt_init_flags(&mt, flags);
	fill(&mt, 1000);
	assert_int_not_equal(mt.ma_flags, flags);
	mtree_destroy(&mt);
	assert_int_equal(mt.ma_flags, flags);
	fill(&mt, 10);
	assert_filled(&mt, 10);
	destroy(&mt);
}

static void test_dup(void **state)
{
	(void)state;
	for (unsigned int a = 0; a < ATTRIBUTES; a++) {
		for (unsigned long count = 0; count < 3000; count += count + 1) {
			struct ground_counts before;
			struct maple_tree mt, new;
			unsigned long nodes;

			mt_init_flags(&mt, attributes[a]);
			mt_init_flags(&new, attributes[a]);
			fill(&mt, count);
			ground_rcu_quiesce();
			before = *ground_counts();
			nodes = before.live;
			assert_int_equal(mtree_dup(&mt, &new, GFP_NOWAIT), 0);
			assert_int_equal(ground_counts()->live, 2 * nodes);
			assert_int_equal(ground_counts()->singles - before.singles, nodes > 0);
			assert_int_equal(new.ma_flags, mt.ma_flags);
			validate(&new);
			/* What happens to the source does not show in the duplicate. */
			store(&mt, 5, 500, NULL);
			assert_filled(&new, count);
			mtree_destroy(&mt);
			validate(&new);
			destroy(&new);
		}
	}
}

static void test_dup_refusals(void **state)
{
	struct maple_tree mt, new;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_ALLOC_RANGE);
	mt_init_flags(&new, 0);
	fill(&mt, 100);
	assert_int_equal(mtree_dup(&mt, &new, GFP_NOWAIT), -EINVAL);
	assert_true(mtree_empty(&new));
	mt_init_flags(&new, MT_FLAGS_ALLOC_RANGE);
	store(&new, 0, 0, v(1));
	assert_int_equal(mtree_dup(&mt, &new, GFP_NOWAIT), -EINVAL);
	assert_ptr_equal(mtree_load(&new, 0), v(1));
	assert_filled(&mt, 100);
	mtree_destroy(&new);
	destroy(&mt);
}

/* Only allocations that may block can be made to fail one by one; the locks that mtree_dup() takes don't allow them. */
static int dup_blocking(struct maple_tree *mt, struct maple_tree *new)
{
	int error;

	ground_allow_sleeping(true);
	error = mtree_dup(mt, new, GFP_KERNEL);
	ground_allow_sleeping(false);
	return error;
}

/* Every allocation of a dup in turn fails. */
static void test_dup_without_memory(void **state)
{
	(void)state;
	for (unsigned int a = 0; a < ATTRIBUTES; a++) {
		struct maple_tree mt, new;
		unsigned long nodes, n;

		mt_init_flags(&mt, attributes[a]);
		mt_init_flags(&new, attributes[a]);
		fill(&mt, 1000);
		ground_rcu_quiesce();
		nodes = ground_counts()->live;
		for (n = 1; n <= nodes; n++) {
			ground_fail_nth(n);
			assert_int_equal(dup_blocking(&mt, &new), -ENOMEM);
			assert_true(mtree_empty(&new));
			assert_int_equal(new.ma_flags, attributes[a]);
			assert_int_equal(ground_counts()->live, nodes);
		}
		ground_fail_nth(n);
		assert_int_equal(dup_blocking(&mt, &new), 0);
		ground_clear_faults();
		assert_filled(&mt, 1000);
		assert_filled(&new, 1000);
		mtree_destroy(&new);
		destroy(&mt);
	}
}

static int faults;

static void count_fault(enum ground_fault fault, const char *what, const char *file, int line)
{
	(void)what, (void)file, (void)line;
	faults += fault == GROUND_DUMP_STACK;
}

/* mt_validate() sees a pivot that is wrong, and prints the tree. */
static void test_validate_finds_damage(void **state)
{
	DEFINE_MTREE(mt);
	struct maple_node *root;

	(void)state;
	fill(&mt, 3);
	root = (void *)((unsigned long)mt.ma_root & ~MAPLE_NODE_MASK);
	root->mr64.pivot[1] += 100;
	faults = 0;
	ground_on_fault(count_fault);
	validate(&mt);
	ground_on_fault(NULL);
	assert_true(faults > 0);
	assert_non_null(strstr(ground_log(), "value 2"));
	root->mr64.pivot[1] -= 100;
	destroy(&mt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_empty, setup),
		cmocka_unit_test_setup(test_entry_in_root, setup),
		cmocka_unit_test_setup(test_entry_like_a_node, setup),
		cmocka_unit_test_setup(test_limits, setup),
		cmocka_unit_test_setup(test_refusals, setup),
		cmocka_unit_test_setup(test_insert, setup),
		cmocka_unit_test_setup(test_zero_entry, setup),
		cmocka_unit_test_setup(test_neighbours, setup),
		cmocka_unit_test_setup(test_fill_both_ways, setup),
		cmocka_unit_test_setup(test_append_is_dense, setup),
		cmocka_unit_test_setup(test_neighbours_are_filled_up, setup),
		cmocka_unit_test_setup(test_erase_all, setup),
		cmocka_unit_test_setup(test_spanning_stores, setup),
		cmocka_unit_test_setup(test_find_and_its_limits, setup),
		cmocka_unit_test_setup(test_prev_over_all, setup),
		cmocka_unit_test_setup(test_store_and_go_on, setup),
		cmocka_unit_test_setup(test_reader_survives_a_writer, setup),
		cmocka_unit_test_setup(test_no_memory, setup),
		cmocka_unit_test_setup(test_erase_without_memory, setup),
		cmocka_unit_test_setup(test_writer_comes_in_between, setup),
		cmocka_unit_test_setup(test_external_lock, setup),
		cmocka_unit_test_setup(test_destroy_keeps_attributes, setup),
		cmocka_unit_test_setup(test_dup, setup),
		cmocka_unit_test_setup(test_dup_refusals, setup),
		cmocka_unit_test_setup(test_dup_without_memory, setup),
		cmocka_unit_test_setup(test_validate_finds_damage, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
