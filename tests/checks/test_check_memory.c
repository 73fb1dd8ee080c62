// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks 5 and 6: the attributes of a tree stay, no node is lost or freed early. */
#include "checks_fixture.h"

static struct kmem_cache *leak_cache;

/* schedule_before() */

static void test_before_a_destroy_nodes_are_counted(void **state)
{
	const struct call destroy = { .op = OP_DESTROY }, load = { .op = OP_LOAD };
	struct before before;
	unsigned long internal;

	(void)state;
	begin(0);
	fill(t0, 100);
	schedule_before(&world, &destroy, &before);
	assert_int_equal(before.nodes, view_count(&t0->subject->mt, &internal));
	assert_true(internal >= 1 && internal < before.nodes);
	assert_int_equal(before.nodes, before.counts.live);
	assert_int_equal(before.locks, 0);
	assert_int_equal(before.path_length, 0);
	schedule_before(&world, &load, &before);
	assert_int_equal(before.nodes, 0);
}

static void test_before_a_write_in_rcu_mode_the_path_is_kept(void **state)
{
	const struct call call = store_call(0, 50, 50);
	const struct call load = { .op = OP_LOAD, .first = 50 }, fault = { .op = OP_FAIL_ALLOC };
	struct before before;

	(void)state;
	begin(ATTRIBUTE_RCU);
	fill(t0, 100);
	schedule_before(&world, &call, &before);
	assert_int_equal(before.path_length, mt_height(&t0->subject->mt));
	assert_ptr_equal(before.path[before.path_length - 1].node, leaf_of(t0, 50).node);
	schedule_before(&world, &load, &before);
	assert_int_equal(before.path_length, 0);
	schedule_before(&world, &fault, &before);
	assert_int_equal(before.path_length, 0);
}

/* Attributes */

static void check_flipped(unsigned int flag)
{
	t0->subject->mt.ma_flags ^= flag;
	assert_diverges(CHECK_ATTRIBUTES, check_flags(&world, t0));
	t0->subject->mt.ma_flags ^= flag;
	assert_passes(check_flags(&world, t0));
}

static void check_flags_of(uint8_t attributes)
{
	begin(attributes);
	assert_passes(check_flags(&world, t0));
	fill(t0, 30);
	assert_passes(check_flags(&world, t0));
	check_flipped(MT_FLAGS_ALLOC_RANGE);
	check_flipped(MT_FLAGS_USE_RCU);
	check_flipped(MT_FLAGS_LOCK_EXTERN);
	check_flipped(MT_FLAGS_LOCK_IRQ);
}

static void test_flags(void **state)
{
	(void)state;
	for_all_attributes(check_flags_of);
}

static void test_emptied(void **state)
{
	(void)state;
	begin(ATTRIBUTE_ALLOC);
	assert_passes(check_emptied(&world, t0));
	fill(t0, 30);
	assert_diverges(CHECK_ATTRIBUTES, check_emptied(&world, t0));
	mtree_destroy(&t0->subject->mt);
	t0->subject->mt.ma_flags |= tree_flags(t0->model->attributes);	/* before 6.8 they are lost */
	assert_passes(check_emptied(&world, t0));
	t0->subject->mt.ma_flags |= 2 * HEIGHT_OF_ONE;
	assert_diverges(CHECK_ATTRIBUTES, check_emptied(&world, t0));
	t0->subject->mt.ma_flags = 0;
	assert_diverges(CHECK_ATTRIBUTES, check_emptied(&world, t0));
}

/* Memory */

static void *leak(void)
{
	void *object = kmem_cache_alloc(leak_cache, GFP_KERNEL);

	assert_non_null(object);
	return object;
}

static void test_grace(void **state)
{
	const struct call call = { .op = OP_DESTROY };
	struct before before;

	(void)state;
	begin(ATTRIBUTE_RCU);
	fill(t0, 100);
	schedule_before(&world, &call, &before);
	assert_passes(check_grace(&world, &call, &before));
	mtree_destroy(&t0->subject->mt);
	assert_passes(check_grace(&world, &call, &before));
	ground_rcu_quiesce();
	assert_diverges(CHECK_MEMORY, check_grace(&world, &call, &before));
	before.path_length = 0;
	assert_passes(check_grace(&world, &call, &before));
}

static void test_unchanged(void **state)
{
	const struct call call = store_call(0, 5, 5);
	struct before before;
	void *object;

	(void)state;
	begin(0);
	object = leak();
	schedule_before(&world, &call, &before);
	assert_passes(check_unchanged(&world, &call, &before));
	leak();
	assert_diverges(CHECK_MEMORY, check_unchanged(&world, &call, &before));
	kmem_cache_free(leak_cache, object);
	assert_passes(check_unchanged(&world, &call, &before));
	begin(0);
	object = leak();
	schedule_before(&world, &call, &before);
	kmem_cache_free(leak_cache, object);
	assert_diverges(CHECK_MEMORY, check_unchanged(&world, &call, &before));
}

static void test_freed(void **state)
{
	const struct call call = { .op = OP_DESTROY };
	struct before before;
	void *object;

	(void)state;
	begin(0);
	fill(t0, 100);
	object = leak();
	schedule_before(&world, &call, &before);
	assert_diverges(CHECK_MEMORY, check_freed(&world, &call, &before));
	mtree_destroy(&t0->subject->mt);
	ground_rcu_quiesce();
	assert_passes(check_freed(&world, &call, &before));
	leak();
	assert_diverges(CHECK_MEMORY, check_freed(&world, &call, &before));
	kmem_cache_free(leak_cache, object);
	assert_passes(check_freed(&world, &call, &before));
	before.nodes++;
	assert_diverges(CHECK_MEMORY, check_freed(&world, &call, &before));
}

static void test_nodes(void **state)
{
	void *object;

	(void)state;
	begin(0);
	fill(t0, 100);
	fill(t1, 10);
	assert_passes(check_nodes(&world));
	object = leak();
	assert_diverges(CHECK_MEMORY, check_nodes(&world));
	kmem_cache_free(leak_cache, object);
	assert_passes(check_nodes(&world));
	mt_init_flags(&t1->subject->mt, 0);	/* lost, not destroyed */
	assert_diverges(CHECK_MEMORY, check_nodes(&world));
}

static void test_nothing_left(void **state)
{
	(void)state;
	begin(0);
	assert_passes(check_nothing_left(&world));
	fill(t0, 5);
	assert_diverges(CHECK_MEMORY, check_nothing_left(&world));
	mtree_destroy(&t0->subject->mt);
	ground_rcu_quiesce();
	assert_passes(check_nothing_left(&world));
}

static int set_up(void **state)
{
	leak_cache = kmem_cache_create("leak", 256, 256, 0, NULL);
	return !leak_cache || set_up_world(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_before_a_destroy_nodes_are_counted),
		cmocka_unit_test(test_before_a_write_in_rcu_mode_the_path_is_kept),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_emptied),
		cmocka_unit_test(test_grace),
		cmocka_unit_test(test_unchanged),
		cmocka_unit_test(test_freed),
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_nothing_left),
	};

	return cmocka_run_group_tests_name("check_memory", tests, set_up, NULL);
}
