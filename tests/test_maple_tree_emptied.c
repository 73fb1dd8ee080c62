// SPDX-License-Identifier: GPL-2.0-or-later
/* The embedded maple tree in RCU mode: readers who stand on a node when the tree loses all of them. */
#include "maple_tree_scenarios.h"

/* The reader enters its section and walks to [30, 39]; then the tree loses its nodes, and is left with an entry in the root. */
static void lose_nodes_of(struct ma_state *mas)
{
	struct maple_tree *mt = mas->tree;

	mt_init_flags(mt, MT_FLAGS_USE_RCU);
	assert_int_equal(mtree_store_range(mt, 30, 39, v(3), GFP_KERNEL), 0);
	rcu_read_lock();
	assert_ptr_equal(mas_walk(mas), v(3));
	mtree_destroy(mt);
	assert_int_equal(mtree_store(mt, 0, v(4), GFP_KERNEL), 0);
}

/* Between two steps of a reader. */
static void lose_nodes(const struct walk *walk)
{
	void *expected = walk->down ? v(4) : NULL;
	struct maple_tree mt;

	MA_STATE(mas, &mt, 35, 35);
	lose_nodes_of(&mas);
	assert_ptr_equal(walk->call(&mas, walk->down ? 0 : ULONG_MAX), expected);
	if (expected) {
		assert_int_equal(mas.index, 0);
		assert_int_equal(mas.last, 0);
		assert_int_equal(mas.status, ma_root);
	} else {
		assert_int_equal(mas.index, 30);
		assert_int_equal(mas.last, 39);
		assert_int_equal(mas.status, ma_none);
	}
	rcu_read_unlock();
	mtree_destroy(&mt);
}

static void reader_finds_the_entry_in_the_root(void **state)
{
	(void)state;
	for (size_t w = 0; w < ARRAY_SIZE(walks); w++)
		lose_nodes(&walks[w]);
}

/* Store again where there were nodes: [50, 59], so that there are some. */
static void regain_nodes(void *mt)
{
	assert_int_equal(mtree_store_range(mt, 50, 59, v(5), GFP_KERNEL), 0);
}

/*
 * In the middle of its next step, at dereference @at, it has got nodes again. The entry at 0 is there all the time; of [50, 59] the reader
 * may hear or not.
 */
static void lose_and_regain_nodes(const struct walk *walk, unsigned long at)
{
	struct maple_tree mt;
	void *entry;

	MA_STATE(mas, &mt, 35, 35);
	lose_nodes_of(&mas);
	ground_on_dereference(at, regain_nodes, &mt);
	do
		entry = walk->call(&mas, walk->down ? 0 : ULONG_MAX);
	while (!entry && walk->empty && mas_is_active(&mas));
	ground_on_dereference(0, NULL, NULL);
	rcu_read_unlock();
	if (walk->down)
		assert_ptr_equal(entry, v(4));
	else
		assert_true(!entry || entry == v(5));
	mtree_destroy(&mt);
}

static void reader_finds_the_entry_when_there_are_nodes_again(void **state)
{
	(void)state;
	for (size_t w = 0; w < ARRAY_SIZE(walks); w++) {
		unsigned long at = 1;

		do
			lose_and_regain_nodes(&walks[w], at);
		while (at++ < ground_dereferences());
	}
}

/* A reader that stands at 0 is at the end: an entry that is then stored in the root pointer does not lie below. */
static void reader_at_0_does_not_go_back(void **state)
{
	(void)state;
	for (size_t w = 0; w < ARRAY_SIZE(walks); w++) {
		struct maple_tree mt;

		if (!walks[w].down)
			continue;
		mt_init_flags(&mt, MT_FLAGS_USE_RCU);
		assert_int_equal(mtree_store_range(&mt, 1, 3, v(3), GFP_KERNEL), 0);
		MA_STATE(mas, &mt, 0, 0);
		rcu_read_lock();
		assert_null(mas_walk(&mas));
		assert_true(mas_is_active(&mas));
		mtree_destroy(&mt);
		assert_int_equal(mtree_store(&mt, 0, v(4), GFP_KERNEL), 0);
		assert_null(walks[w].call(&mas, 0));
		assert_int_equal(mas.status, ma_underflow);
		rcu_read_unlock();
		mtree_destroy(&mt);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(reader_finds_the_entry_in_the_root, setup),
		cmocka_unit_test_setup(reader_finds_the_entry_when_there_are_nodes_again, setup),
		cmocka_unit_test_setup(reader_at_0_does_not_go_back, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
