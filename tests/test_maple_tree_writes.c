// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The embedded maple tree: writing through a state, whatever it stands on, and what becomes of a write while
 * another one comes in between.
 */
#include "maple_tree_fixture.h"

/* ---- From any status ---- */

static void go_start(struct ma_state *mas)
{
	mas_set(mas, 3);
}

static void go_walk(struct ma_state *mas)
{
	mas_set(mas, 33);
	mas_walk(mas);
}

static void go_walk_root(struct ma_state *mas)
{
	mas_set(mas, 0);
	mas_walk(mas);
}

static void go_next_from_start(struct ma_state *mas)
{
	mas_set(mas, 2);
	mas_next(mas, ULONG_MAX);
}

static void go_overflow(struct ma_state *mas)
{
	mas_set(mas, 41);
	mas_walk(mas);
	mas_next_range(mas, mas->last);
}

static void go_underflow(struct ma_state *mas)
{
	mas_set(mas, 41);
	mas_walk(mas);
	mas_prev_range(mas, mas->index);
}

static void go_beyond_the_end(struct ma_state *mas)
{
	mas_set(mas, ULONG_MAX - 9);
	mas_find(mas, ULONG_MAX);
	mas_find(mas, ULONG_MAX);
}

static void go_before_the_beginning(struct ma_state *mas)
{
	mas_set(mas, 9);
	while (mas_prev(mas, 0))
		;
}

static void go_pause(struct ma_state *mas)
{
	go_walk(mas);
	mas_pause(mas);
}

/* As a store that lacked memory leaves it. */
static void go_error(struct ma_state *mas)
{
	mas->status = ma_error;
	mas->node = MA_ERROR(-ENOMEM);
}

/* Ways to bring a state to a status; in a tree where that can't be, to another one. */
static void (*const ways[])(struct ma_state *mas) = {
	go_start, go_walk, go_walk_root, go_next_from_start, go_overflow, go_underflow, go_beyond_the_end,
	go_before_the_beginning, go_pause, go_error,
};

/* The trees that are written to. */
static const struct {
	unsigned long count;
	bool root_entry;
} trees[] = { { 0, false }, { 0, true }, { 1, false }, { 10, false }, { 300, false } };

static const struct {
	unsigned long first;
	unsigned long last;
} ranges[] = {
	{ 0, 0 }, { 0, 9 }, { 30, 35 }, { 32, 33 }, { 36, 39 }, { 32, 52 }, { 41, 1007 }, { 0, ULONG_MAX }, { 5000, ULONG_MAX },
	{ ULONG_MAX, ULONG_MAX },
};

static void make_tree(struct maple_tree *mt, unsigned int flags, size_t tree)
{
	mt_init_flags(mt, flags);
	fill(mt, trees[tree].count);
	if (trees[tree].root_entry)
		store(mt, 0, 0, v(1));
}

static void assert_equal(struct maple_tree *one, struct maple_tree *two)
{
	MA_STATE(mas1, one, 0, 0);
	MA_STATE(mas2, two, 0, 0);
	void *entry;

	validate(one);
	rcu_read_lock();
	do {
		entry = mas_find(&mas1, ULONG_MAX);
		assert_ptr_equal(entry, mas_find(&mas2, ULONG_MAX));
		assert_true(!entry || (mas1.index == mas2.index && mas1.last == mas2.last));
	} while (entry);
	rcu_read_unlock();
}

typedef void (*write_fn)(struct ma_state *mas, void *entry);

static void write_store(struct ma_state *mas, void *entry)
{
	mas_store(mas, entry);
	assert_false(mas_is_err(mas));
}

static void write_store_gfp(struct ma_state *mas, void *entry)
{
	assert_int_equal(mas_store_gfp(mas, entry, GFP_KERNEL), 0);
}

static void write_prealloc(struct ma_state *mas, void *entry)
{
	assert_int_equal(mas_preallocate(mas, entry, GFP_NOWAIT), 0);
	mas_store_prealloc(mas, entry);
}

static const write_fn writes[] = { write_store, write_store_gfp, write_prealloc };

static void try_write(size_t tree, size_t way, size_t range, size_t write, void *entry, unsigned int flags)
{
	struct maple_tree mt, expected;
	unsigned long first = ranges[range].first, last = ranges[range].last;

	make_tree(&mt, flags, tree);
	make_tree(&expected, flags, tree);
	MA_STATE(mas, &mt, 0, 0);
	mtree_lock(&mt);
	ways[way](&mas);
	mas.index = first;
	mas.last = last;
	writes[write](&mas, entry);
	assert_null(mas.alloc);
	if (mas_is_active(&mas) && entry) {
		assert_int_equal(mas.index, first);
		assert_int_equal(mas.last, last);
	}
	mtree_unlock(&mt);
	store(&expected, first, last, entry);
	assert_equal(&mt, &expected);
	mtree_destroy(&expected);
	destroy(&mt);
}

static void test_store_from_any_status(void **state)
{
	(void)state;
	for (unsigned int a = 0; a < ATTRIBUTES; a++)
		for (size_t tree = 0; tree < ARRAY_SIZE(trees); tree++)
			for (size_t way = 0; way < ARRAY_SIZE(ways); way++)
				for (size_t range = 0; range < ARRAY_SIZE(ranges); range++)
					for (size_t write = 0; write < 2 * ARRAY_SIZE(writes); write++)
						try_write(tree, way, range, write / 2, write % 2 ? v(7777) : NULL, attributes[a]);
}

/* mas_erase() walks to the index from any status, and the state's range becomes the emptiness that is there then. */
static void test_erase_from_any_status(void **state)
{
	(void)state;
	for (size_t tree = 0; tree < ARRAY_SIZE(trees); tree++) {
		for (size_t way = 0; way < ARRAY_SIZE(ways); way++) {
			for (unsigned long index = 0; index < 60; index += 4) {
				struct maple_tree mt;
				void *entry;

				make_tree(&mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU, tree);
				MA_STATE(mas, &mt, 0, 0);
				entry = mtree_load(&mt, index);
				mtree_lock(&mt);
				ways[way](&mas);
				mas.index = index;
				assert_ptr_equal(mas_erase(&mas), entry);
				assert_in_range(index, mas.index, mas.last);
				assert_null(mas.alloc);
				mtree_unlock(&mt);
				assert_null(mtree_load(&mt, index));
				validate(&mt);
				destroy(&mt);
			}
		}
	}
}

/* __mas_set_range() keeps the place: the store goes to a part of the range that the state stands on. */
static void test_part_of_a_range(void **state)
{
	struct maple_tree mt;

	(void)state;
	mt_init_flags(&mt, MT_FLAGS_USE_RCU);
	fill(&mt, 100);
	MA_STATE(mas, &mt, 500, 500);
	mtree_lock(&mt);
	assert_ptr_equal(mas_walk(&mas), v(50));
	__mas_set_range(&mas, 502, 503);
	assert_ptr_equal(mas_store(&mas, v(1)), v(50));
	assert_int_equal(mas.index, 502);
	assert_int_equal(mas.last, 503);
	assert_ptr_equal(mas_next(&mas, ULONG_MAX), v(50));
	__mas_set_range(&mas, 505, 520);
	assert_int_equal(mas_store_gfp(&mas, NULL, GFP_KERNEL), 0);
	assert_int_equal(mas.index, 505);
	assert_ptr_equal(mas_next(&mas, ULONG_MAX), v(52));
	assert_int_equal(mas.index, 521);
	mtree_unlock(&mt);
	validate(&mt);
	assert_ptr_equal(mtree_load(&mt, 504), v(50));
	assert_null(mtree_load(&mt, 520));
	destroy(&mt);
}

/* ---- Another writer in between ---- */

/* Somebody else has [36, 58] while the write waits for memory, once. */
static void *others_entry;

static void store_once(void *mt)
{
	assert_int_equal(ground_locks_held(), 0);
	ground_on_blocking(NULL, NULL);
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	assert_int_equal(mtree_store_range(mt, 36, 58, others_entry, GFP_KERNEL), 0);
}

/* A tree whose next write waits for memory, and the other writer comes in. */
static void make_window(struct maple_tree *mt, void *entry)
{
	mt_init_flags(mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU);
	fill(mt, 300);
	others_entry = entry;
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	ground_on_blocking(store_once, mt);
}

/* What is erased is what stands there when there is memory, and the whole range of that. */
static void test_erase_in_between(void **state)
{
	struct maple_tree mt;

	(void)state;
	make_window(&mt, v(9));
	assert_ptr_equal(mtree_erase(&mt, 40), v(9));
	validate(&mt);
	for (unsigned long i = 36; i < 60; i++)
		assert_null(mtree_load(&mt, i));
	destroy(&mt);

	make_window(&mt, NULL);
	assert_null(mtree_erase(&mt, 40));
	validate(&mt);
	assert_ptr_equal(mtree_load(&mt, 60), v(6));
	destroy(&mt);

	make_window(&mt, v(9));
	MA_STATE(mas, &mt, 43, 43);
	mtree_lock(&mt);
	assert_ptr_equal(mas_erase(&mas), v(9));
	assert_int_equal(mas.index, 36);
	assert_int_equal(mas.last, 59);
	mtree_unlock(&mt);
	destroy(&mt);
}

/* What was empty may be taken, and what was taken empty. */
static void test_insert_in_between(void **state)
{
	struct maple_tree mt;

	(void)state;
	make_window(&mt, v(9));
	assert_int_equal(mtree_insert_range(&mt, 56, 57, v(8), GFP_KERNEL), -EEXIST);
	assert_ptr_equal(mtree_load(&mt, 56), v(9));
	validate(&mt);
	destroy(&mt);

	make_window(&mt, NULL);
	assert_int_equal(mtree_insert_range(&mt, 56, 57, v(8), GFP_KERNEL), 0);
	assert_ptr_equal(mtree_load(&mt, 56), v(8));
	assert_null(mtree_load(&mt, 55));
	validate(&mt);
	destroy(&mt);
}

/* Exactly the range that was asked for is stored to; the emptiness that a NULL adjoins is that of the tree as it is then. */
static void test_store_in_between(void **state)
{
	struct maple_tree mt;

	(void)state;
	make_window(&mt, v(9));
	assert_int_equal(mtree_store_range(&mt, 44, 61, v(8), GFP_KERNEL), 0);
	assert_ptr_equal(mtree_load(&mt, 43), v(9));
	assert_ptr_equal(mtree_load(&mt, 44), v(8));
	assert_ptr_equal(mtree_load(&mt, 61), v(8));
	assert_ptr_equal(mtree_load(&mt, 62), v(6));
	validate(&mt);
	destroy(&mt);

	make_window(&mt, v(9));
	MA_STATE(mas, &mt, 40, 45);
	mtree_lock(&mt);
	assert_int_equal(mas_store_gfp(&mas, NULL, GFP_KERNEL), 0);
	assert_int_equal(mas.index, 40);
	assert_int_equal(mas.last, 45);
	mtree_unlock(&mt);
	assert_ptr_equal(mtree_load(&mt, 39), v(9));
	assert_ptr_equal(mtree_load(&mt, 46), v(9));
	validate(&mt);
	destroy(&mt);
}

/* ---- The printing of checks ---- */

static int stacks;

static void count_stack(enum ground_fault fault, const char *what, const char *file, int line)
{
	(void)what, (void)file, (void)line;
	stacks += fault == GROUND_DUMP_STACK;
}

/* A check that fails prints the tree, and the state; the checks are counted. */
static void test_checks(void **state)
{
	DEFINE_MTREE(mt);
	MA_STATE(mas, &mt, 0x15, 0x17);
	int run, passed;

	(void)state;
	fill(&mt, 3);
	mtree_lock(&mt);
	mas_walk(&mas);
	mtree_unlock(&mt);
	run = atomic_read(&maple_tree_tests_run);
	passed = atomic_read(&maple_tree_tests_passed);
	stacks = 0;
	ground_on_fault(count_stack);
	MT_BUG_ON(&mt, false);
	MAS_BUG_ON(&mas, false);
	assert_false(MT_WARN_ON(&mt, false));
	assert_false(MAS_WARN_ON(&mas, false));
	assert_int_equal(stacks, 0);
	assert_string_equal(ground_log(), "");
	MT_BUG_ON(&mt, true);
	assert_non_null(strstr(ground_log(), "maple tree"));
	assert_null(strstr(ground_log(), "state"));
	assert_true(MT_WARN_ON(&mt, mas.index == 20));
	assert_non_null(strstr(ground_log(), "WARN at test_checks"));
	assert_non_null(strstr(ground_log(), "mas.index == 20"));
	ground_log_clear();
	MAS_BUG_ON(&mas, mas.last);
	assert_non_null(strstr(ground_log(), "active, range 14-19"));
	assert_non_null(strstr(ground_log(), "value 2"));
	assert_true(MAS_WARN_ON(&mas, true));
	ground_on_fault(NULL);
	assert_int_equal(stacks, 4);
	assert_int_equal(atomic_read(&maple_tree_tests_run) - run, 8);
	assert_int_equal(atomic_read(&maple_tree_tests_passed) - passed, 4);
	go_error(&mas);
	ground_log_clear();
	mas_dump(&mas);
	assert_non_null(strstr(ground_log(), "error -12"));
	mt_cache_shrink();
	destroy(&mt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_store_from_any_status, setup),
		cmocka_unit_test_setup(test_erase_from_any_status, setup),
		cmocka_unit_test_setup(test_part_of_a_range, setup),
		cmocka_unit_test_setup(test_erase_in_between, setup),
		cmocka_unit_test_setup(test_insert_in_between, setup),
		cmocka_unit_test_setup(test_store_in_between, setup),
		cmocka_unit_test_setup(test_checks, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
