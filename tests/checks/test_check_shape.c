// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 3: a duplicate has the shape of its source. */
#include "checks_fixture.h"

/* A source of some height and its duplicate, and what was before it was made. */
static void duplicate(uint8_t attributes, unsigned int ranges, struct before *before)
{
	const struct call call = { .op = OP_DUP_LOCKED, .source = 0, .tree = 1 };
	struct outcome got, want;

	begin(attributes);
	fill(t0, ranges);
	schedule_before(&world, &call, before);
	on_subject(&call, &got);
	on_model(&call, &want);
	assert_int_equal(got.error, 0);
	assert_int_equal(want.error, 0);
}

static void check_shape_agrees(uint8_t attributes, unsigned int ranges)
{
	struct before before;

	duplicate(attributes, ranges, &before);
	assert_passes(check_shape(&world, t0, t1, &before));
	assert_passes(check_all(&world, t1, CHECK_STATE));
}

static void check_shapes_agree(uint8_t attributes)
{
	static const unsigned int sizes[] = { 0, 1, 5, 30, 300 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		check_shape_agrees(attributes, sizes[i]);
}

static void test_shape_agrees(void **state)
{
	(void)state;
	for_all_attributes(check_shapes_agree);
}

/* Where a tree is duplicated range by range, the duplicate has a shape of its own. */
static void need_dup(void)
{
	if (!HAVE_MT_DUP)
		skip();
}

static void test_shape_height(void **state)
{
	struct before before;

	(void)state;
	need_dup();
	duplicate(0, 100, &before);
	t1->subject->mt.ma_flags += HEIGHT_OF_ONE;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	duplicate(0, 100, &before);
	t1->subject->mt.ma_root = NULL;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
}

static void test_shape_contents(void **state)
{
	struct before before;
	struct view leaf;

	(void)state;
	need_dup();
	duplicate(0, 100, &before);
	leaf = leaf_of(t1, 48);
	slots(&leaf)[1] = entry_pointer(value(99));
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	duplicate(0, 100, &before);
	leaf = leaf_of(t1, 48);
	writable(&leaf)->mr64.pivot[1]++;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
}

static void test_shape_end(void **state)
{
	struct before before;
	struct call call = store_call(1, 48, 50);
	struct outcome got;

	(void)state;
	need_dup();
	duplicate(0, 3, &before);
	on_subject(&call, &got);
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
}

static void test_shape_gap(void **state)
{
	struct before before;
	struct view root;

	(void)state;
	need_dup();
	duplicate(ATTRIBUTE_ALLOC, 100, &before);
	root = root_of(t1);
	assert_int_equal(root.type, maple_arange_64);
	writable(&root)->ma64.gap[1]++;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
}

static void test_shape_type(void **state)
{
	struct before before;
	struct view root;

	(void)state;
	need_dup();
	duplicate(ATTRIBUTE_ALLOC, 300, &before);
	root = root_of(t1);
	assert_false(view_leaf(&root));
	t1->subject->mt.ma_root = (void *)((unsigned long)t1->subject->mt.ma_root ^
				  (unsigned long)(maple_arange_64 ^ maple_range_64) << MAPLE_NODE_TYPE_SHIFT);
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
}

static void test_shape_shared_nodes(void **state)
{
	struct before before;
	struct view source, root;

	(void)state;
	need_dup();
	duplicate(0, 100, &before);
	t1->subject->mt.ma_root = t0->subject->mt.ma_root;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	duplicate(0, 100, &before);
	source = root_of(t0);
	root = root_of(t1);
	slots(&root)[1] = slots(&source)[1];
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	duplicate(0, 100, &before);
	root = root_of(t1);
	slots(&root)[1] = slots(&root)[0];
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
}

/* A node that is no object of the ground: all is as it should be but its address. */
static void test_shape_foreign_node(void **state)
{
	static struct maple_node copy __attribute__((aligned(256)));
	struct before before;
	struct view root, leaf;
	unsigned long low;

	(void)state;
	need_dup();
	duplicate(0, 100, &before);
	root = root_of(t1);
	leaf = leaf_of(t1, 0);
	copy = *leaf.node;
	low = (unsigned long)slots(&root)[0] & MAPLE_NODE_MASK;
	slots(&root)[0] = (void *)((unsigned long)&copy | low);
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
}

static void test_shape_parent(void **state)
{
	struct before before;
	struct view root, leaf;

	(void)state;
	need_dup();
	duplicate(0, 100, &before);
	root = root_of(t1);
	writable(&root)->parent = root_of(t0).node->parent;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	duplicate(0, 100, &before);
	leaf = leaf_of(t1, 0);
	writable(&leaf)->parent = leaf_of(t0, 0).node->parent;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	duplicate(0, 100, &before);
	leaf = leaf_of(t1, 0);		/* the right parent, another slot */
	writable(&leaf)->parent = (void *)((unsigned long)leaf.node->parent + (1 << 3));
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
}

static void test_shape_allocations(void **state)
{
	struct before before;

	(void)state;
	need_dup();
	duplicate(0, 100, &before);
	assert_passes(check_shape(&world, t0, t1, &before));
	before.counts.live--;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	before.counts.live++;
	/* One sheaf has all nodes: how they are asked for is not checked. */
	if (HAVE_SHEAVES)
		return;
	before.counts.singles--;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	before.counts.singles++;
	before.counts.bulks--;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	before.counts.bulks += 2;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shape_agrees),
		cmocka_unit_test(test_shape_height),
		cmocka_unit_test(test_shape_contents),
		cmocka_unit_test(test_shape_end),
		cmocka_unit_test(test_shape_gap),
		cmocka_unit_test(test_shape_type),
		cmocka_unit_test(test_shape_shared_nodes),
		cmocka_unit_test(test_shape_foreign_node),
		cmocka_unit_test(test_shape_parent),
		cmocka_unit_test(test_shape_allocations),
	};

	return cmocka_run_group_tests_name("check_shape", tests, set_up_world, NULL);
}
