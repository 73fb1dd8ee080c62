// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each check on a small world: it passes when all is well, it finds what was
 * damaged behind the harness's back, and it finds nothing when it is left out.
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

#include <linux/slab.h>
#include <linux/xarray.h>

#include "check/check.h"
#include "entry.h"
#include "outcome.h"
#include "subject_features.h"

static struct world world;
static struct tree *const t0 = &world.trees[0], *const t1 = &world.trees[1];
static struct kmem_cache *leak_cache;

static void tell(enum ground_fault fault, const char *what, const char *file, int line)
{
	on_fault(&world, fault, what, file, line);
}

/* A world of empty trees, in a run of which one call was made. */
static void begin(uint8_t attributes)
{
	const struct header header = { .attributes = attributes };

	world.options = (struct run_options){
		.operations = UINT64_MAX, .checks = CHECKS_ALL, .keep_going = true, .quiet = true,
	};
	world_begin(&world, &header);
	world.running = true;
	world.calls[0] = (struct call){ .op = OP_STORE };
	world.call_count = 1;
}

static bool is_token(enum check check)
{
	const char *colon = strchr(world.result.token, ':');

	return colon && !strcmp(colon + 1, check_name(check));
}

static void for_all_attributes(void (*test)(uint8_t attributes))
{
	for (unsigned int attributes = 0; attributes <= ATTRIBUTES_ALL; attributes++)
		test(attributes);
}

/* These two must not stand in a loop: its variable would be lost when the run is left. */

#define assert_passes(statement)						\
	do {									\
		world.options.checks = CHECKS_ALL;				\
		if (sigsetjmp(world.leave, 0))					\
			fail_msg("%s: %s", #statement, world.result.token);	\
		statement;							\
	} while (0)

/* Passes if @check is left out; diverges, in the name of @check, if not. */
#define assert_diverges(check, statement)					\
	do {									\
		world.options.checks = CHECKS_ALL & ~(1u << (check));		\
		if (sigsetjmp(world.leave, 0))					\
			fail_msg("%s, left out: %s", #statement, world.result.token); \
		statement;							\
		world.options.checks = CHECKS_ALL;				\
		if (!sigsetjmp(world.leave, 0)) {				\
			statement;						\
			fail_msg("%s finds nothing", #statement);		\
		}								\
		if (!is_token(check))						\
			fail_msg("%s: %s", #statement, world.result.token);	\
		world.options.checks = CHECKS_ALL;				\
	} while (0)

static struct entry value(unsigned int id)
{
	return (struct entry){ ENTRY_VALUE, id };
}

static struct call store_call(unsigned int slot, unsigned long first, unsigned long last)
{
	return (struct call){ .op = OP_STORE_RANGE, .tree = slot, .first = first, .last = last };
}

/* On both sides. */
static void store(struct tree *t, unsigned long first, unsigned long last, struct entry entry)
{
	struct call call = store_call(tree_number(&world, t), first, last);
	struct outcome got, want;

	if (tree_external(t))
		call.op = OP_MAS_STORE;
	call.entry = entry;
	subject_apply(&world, &call, &got);
	model_apply(&world, &call, &want);
	assert_int_equal(got.error, want.error);
	ground_rcu_quiesce();
}

/* [16, 31] v0, [48, 63] v1, ... */
static void fill(struct tree *t, unsigned int ranges)
{
	for (unsigned int i = 0; i < ranges; i++)
		store(t, 32 * i + 16, 32 * i + 31, value(i));
}

static void store_on_subject(struct tree *t, unsigned long first, unsigned long last, unsigned int id)
{
	assert_int_equal(mtree_store_range(&t->mt, first, last, entry_pointer(value(id)), GFP_KERNEL), 0);
}

static void store_on_oracle(struct tree *t, unsigned long first, unsigned long last, unsigned int id)
{
	assert_int_equal(oracle_store(&t->oracle, first, last, entry_pointer(value(id))), 0);
}

static struct maple_node *writable(const struct view *view)
{
	return (struct maple_node *)view->node;
}

static void __rcu **slots(const struct view *view)
{
	return view->type == maple_arange_64 ? writable(view)->ma64.slot : writable(view)->mr64.slot;
}

static struct view root_of(const struct tree *t)
{
	struct view root;

	assert_true(view_root(&t->mt, &root));
	return root;
}

static struct view leaf_of(const struct tree *t, unsigned long index)
{
	struct view path[VIEW_MAX_HEIGHT];
	unsigned int depth = view_path(&t->mt, index, path);

	assert_true(depth);
	return path[depth - 1];
}

/* before_call() */

static void test_before_a_destroy_nodes_are_counted(void **state)
{
	const struct call destroy = { .op = OP_DESTROY }, load = { .op = OP_LOAD };
	struct before before;
	unsigned long internal;

	(void)state;
	begin(0);
	fill(t0, 100);
	before_call(&world, &destroy, &before);
	assert_int_equal(before.nodes, view_count(&t0->mt, &internal));
	assert_true(internal >= 1 && internal < before.nodes);
	assert_int_equal(before.nodes, before.counts.live);
	assert_int_equal(before.locks, 0);
	assert_int_equal(before.path_length, 0);
	before_call(&world, &load, &before);
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
	before_call(&world, &call, &before);
	assert_int_equal(before.path_length, mt_height(&t0->mt));
	assert_ptr_equal(before.path[before.path_length - 1].node, leaf_of(t0, 50).node);
	before_call(&world, &load, &before);
	assert_int_equal(before.path_length, 0);
	before_call(&world, &fault, &before);
	assert_int_equal(before.path_length, 0);
}

/* Check 1: result */

static void test_result(void **state)
{
	const struct call call = { .op = OP_FIND, .first = 5 };
	const struct outcome want = { .error = 0, .entry = t0, .second = t1, .first = 5, .last = 9 };
	struct outcome got = want;

	(void)state;
	begin(0);
	assert_passes(check_result(&world, &call, &want, &got));
	got.error = -ENOMEM;
	assert_diverges(CHECK_RESULT, check_result(&world, &call, &want, &got));
	got = want;
	got.entry = t1;
	assert_diverges(CHECK_RESULT, check_result(&world, &call, &want, &got));
	got = want;
	got.second = NULL;
	assert_diverges(CHECK_RESULT, check_result(&world, &call, &want, &got));
	got = want;
	got.first--;
	assert_diverges(CHECK_RESULT, check_result(&world, &call, &want, &got));
	got = want;
	got.last = ULONG_MAX;
	assert_diverges(CHECK_RESULT, check_result(&world, &call, &want, &got));
}

/* A state may end widened over emptiness, but not over entries, nor short of what was erased. */
static void check_widening(const struct call *call, void *entry)
{
	const struct outcome want = { .entry = entry, .first = 48, .last = 63 };
	struct outcome got = { .entry = entry, .first = 32, .last = 79 };

	assert_passes(check_result(&world, call, &want, &got));
	got.first = 40;
	assert_passes(check_result(&world, call, &want, &got));
	got.first = 31;
	assert_diverges(CHECK_RESULT, check_result(&world, call, &want, &got));
	got.first = 48;
	got.last = 80;
	assert_diverges(CHECK_RESULT, check_result(&world, call, &want, &got));
	got.last = 62;
	assert_diverges(CHECK_RESULT, check_result(&world, call, &want, &got));
	got.first = 49;
	got.last = 63;
	assert_diverges(CHECK_RESULT, check_result(&world, call, &want, &got));
}

static void test_result_widened_over_emptiness(void **state)
{
	const struct call erase = { .op = OP_MAS_ERASE, .first = 50, .last = 50 };
	struct call null = { .op = OP_MAS_STORE, .first = 48, .last = 63 };
	const struct outcome nothing = { .first = 50, .last = 50 };
	struct outcome got = { .first = 48, .last = 63 };

	(void)state;
	begin(0);
	fill(t0, 3);
	store(t0, 48, 63, (struct entry){ ENTRY_NULL, 0 });
	check_widening(&erase, entry_pointer(value(1)));
	check_widening(&null, NULL);
	assert_passes(check_result(&world, &erase, &nothing, &got));
	null.entry = value(1);
	assert_diverges(CHECK_RESULT, check_result(&world, &null, &nothing, &got));
}

static void check_refused(const struct call *call, int error)
{
	struct outcome got, want;

	subject_apply(&world, call, &got);
	model_apply(&world, call, &want);
	assert_int_equal(got.error, error);
	assert_int_equal(want.error, error);
	assert_passes(check_result(&world, call, &want, &got));
	assert_passes(check_all(&world, t0, CHECK_STATE));
}

static void test_outcomes_of_refused_calls(void **state)
{
	static const struct { struct call call; int error; } calls[] = {
		{ { .op = OP_STORE_RANGE, .first = 9, .last = 5, .entry = { ENTRY_VALUE, 1 } }, -EINVAL },
		{ { .op = OP_STORE, .entry = { ENTRY_RESERVED, 1 } }, -EINVAL },
		{ { .op = OP_STORE_NULL, .first = 9, .last = 5 }, -EINVAL },
		{ { .op = OP_INSERT_RANGE, .first = 9, .last = 5, .entry = { ENTRY_VALUE, 1 } }, -EINVAL },
		{ { .op = OP_INSERT_RANGE, .first = 0, .last = 16, .entry = { ENTRY_VALUE, 1 } }, -EEXIST },
		{ { .op = OP_INSERT, .first = 31, .last = 31, .entry = { ENTRY_VALUE, 1 } }, -EEXIST },
		{ { .op = OP_DUP, .source = 1, .tree = 0 }, -EINVAL },
		{ { .op = OP_DUP_LOCKED, .source = 1, .tree = 0 }, -EINVAL },
		{ { .op = OP_DUP, .source = 0, .tree = 2 }, -EINVAL },
	};

	(void)state;
	begin(0);
	fill(t0, 3);
	tree_init(&world.trees[2], ATTRIBUTE_ALLOC);
	ground_expect_warning(true);	/* reserved entries */
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		check_refused(&calls[i].call, calls[i].error);
}

/* Check 2: state */

static void check_state_agrees(uint8_t attributes)
{
	begin(attributes);
	assert_passes(check_all(&world, t0, CHECK_STATE));
	store(t0, 0, 0, value(7));	/* in the root pointer */
	assert_passes(check_all(&world, t0, CHECK_STATE));
	fill(t0, 100);
	store(t0, ULONG_MAX - 5, ULONG_MAX, (struct entry){ ENTRY_ZERO, 0 });
	assert_passes(check_all(&world, t0, CHECK_STATE));
	assert_passes(check_walk(&world, t0, CHECK_STATE));
	assert_passes(check_near(&world, t0, 0, ULONG_MAX));
	assert_passes(check_near(&world, t0, 48, 63));
	assert_passes(check_probe(&world, t0, 20, CHECK_STATE));
}

static void test_state_agrees(void **state)
{
	(void)state;
	for_all_attributes(check_state_agrees);
}

/* All that look at the place find it; what looks elsewhere does not. */
static void check_difference_at_48(void)
{
	assert_diverges(CHECK_STATE, check_walk(&world, t0, CHECK_STATE));
	assert_diverges(CHECK_STATE, check_all(&world, t0, CHECK_STATE));
	assert_diverges(CHECK_INDEPENDENCE, check_walk(&world, t0, CHECK_INDEPENDENCE));
	assert_diverges(CHECK_INDEPENDENCE, check_all(&world, t0, CHECK_INDEPENDENCE));
	assert_diverges(CHECK_STATE, check_near(&world, t0, 48, 48));
	assert_diverges(CHECK_STATE, check_near(&world, t0, 47, 47));
	assert_diverges(CHECK_STATE, check_near(&world, t0, 32, 32));
	assert_diverges(CHECK_STATE, check_probe(&world, t0, 48, CHECK_STATE));
	assert_diverges(CHECK_INDEPENDENCE, check_probe(&world, t0, 48, CHECK_INDEPENDENCE));
	assert_passes(check_near(&world, t0, 1000, 1000));
	assert_passes(check_probe(&world, t0, 47, CHECK_STATE));
	assert_passes(check_probe(&world, t0, 20, CHECK_STATE));
}

static void test_state_other_entry(void **state)
{
	(void)state;
	begin(0);
	fill(t0, 100);
	store_on_oracle(t0, 48, 63, 9);
	check_difference_at_48();
}

static void test_state_missing(void **state)
{
	(void)state;
	begin(0);
	fill(t0, 100);
	assert_non_null(mtree_erase(&t0->mt, 48));
	check_difference_at_48();
}

static void test_state_too_many(void **state)
{
	(void)state;
	begin(0);
	fill(t0, 100);
	assert_non_null(oracle_erase(&t0->oracle, 48));
	check_difference_at_48();
}

static void test_state_other_edges(void **state)
{
	(void)state;
	begin(0);
	fill(t0, 100);
	assert_int_equal(oracle_store(&t0->oracle, 48, 48, NULL), 0);
	check_difference_at_48();
}

/* Two ranges of one entry are not one range: no load sees the difference, the walk does. */
static void test_state_torn_range(void **state)
{
	(void)state;
	begin(0);
	fill(t0, 100);
	store_on_oracle(t0, 56, 63, 1);
	assert_diverges(CHECK_STATE, check_near(&world, t0, 56, 63));
	assert_diverges(CHECK_STATE, check_walk(&world, t0, CHECK_STATE));
	assert_passes(check_probe(&world, t0, 55, CHECK_STATE));
	assert_passes(check_probe(&world, t0, 56, CHECK_STATE));
}

static void test_state_far_away(void **state)
{
	(void)state;
	begin(0);
	fill(t0, 100);
	store_on_subject(t0, ULONG_MAX, ULONG_MAX, 1);
	assert_passes(check_near(&world, t0, 48, 63));
	assert_diverges(CHECK_STATE, check_near(&world, t0, 48, ULONG_MAX));
	assert_diverges(CHECK_STATE, check_walk(&world, t0, CHECK_STATE));
	assert_diverges(CHECK_STATE, check_all(&world, t0, CHECK_STATE));
}

static void test_state_empty_or_not(void **state)
{
	(void)state;
	begin(0);
	store_on_subject(t0, 1000, 1000, 1);
	assert_diverges(CHECK_STATE, check_near(&world, t0, 5, 5));
	assert_diverges(CHECK_STATE, check_walk(&world, t0, CHECK_STATE));
	begin(0);
	store_on_oracle(t0, 1000, 1000, 1);
	assert_diverges(CHECK_STATE, check_near(&world, t0, 5, 5));
	assert_diverges(CHECK_STATE, check_walk(&world, t0, CHECK_STATE));
}

/* Check 3: shape */

/* A source of some height and its duplicate, and what was before it was made. */
static void duplicate(uint8_t attributes, unsigned int ranges, struct before *before)
{
	const struct call call = { .op = OP_DUP_LOCKED, .source = 0, .tree = 1 };
	struct outcome got, want;

	begin(attributes);
	fill(t0, ranges);
	before_call(&world, &call, before);
	subject_apply(&world, &call, &got);
	model_apply(&world, &call, &want);
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
	t1->mt.ma_flags += 1 << MT_FLAGS_HEIGHT_OFFSET;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	duplicate(0, 100, &before);
	t1->mt.ma_root = NULL;
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
	subject_apply(&world, &call, &got);
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
	t1->mt.ma_root = (void *)((unsigned long)t1->mt.ma_root ^
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
	t1->mt.ma_root = t0->mt.ma_root;
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
	before.counts.singles--;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	before.counts.singles++;
	before.counts.bulks--;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
	before.counts.bulks += 2;
	assert_diverges(CHECK_SHAPE, check_shape(&world, t0, t1, &before));
}

/* Check 4: independence */

/* Does check_others() look at t3, one call or another? */
static bool others_finds_it(bool thorough, unsigned long first, unsigned long last)
{
	world.options.thorough = thorough;
	for (world.result.calls = 0; world.result.calls < MAX_TREES - 1; world.result.calls++) {
		if (sigsetjmp(world.leave, 0)) {
			assert_true(is_token(CHECK_INDEPENDENCE));
			return true;
		}
		check_others(&world, t0, first, last);
	}
	return false;
}

static void test_others(void **state)
{
	struct tree *t3 = &world.trees[3];

	(void)state;
	begin(0);
	fill(t0, 3);
	fill(t3, 3);
	assert_false(others_finds_it(true, 48, 63));
	store_on_oracle(t0, 48, 63, 9);		/* the tree operated on is check_near()'s */
	assert_false(others_finds_it(true, 48, 63));
	store_on_oracle(t3, 48, 48, 9);
	assert_true(others_finds_it(false, 48, 63));
	world.options.checks = CHECKS_ALL & ~(1u << CHECK_INDEPENDENCE);
	assert_false(others_finds_it(false, 48, 63));
	world.options.checks = CHECKS_ALL;
	assert_false(others_finds_it(false, 49, 48));
	assert_true(others_finds_it(true, 49, 48));
}

/* Check 5: attributes */

static void check_flipped(unsigned int flag)
{
	t0->mt.ma_flags ^= flag;
	assert_diverges(CHECK_ATTRIBUTES, check_flags(&world, t0));
	t0->mt.ma_flags ^= flag;
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
	mtree_destroy(&t0->mt);
	t0->mt.ma_flags |= tree_flags(t0->attributes);	/* before 6.8 they are lost */
	assert_passes(check_emptied(&world, t0));
	t0->mt.ma_flags |= 2 << MT_FLAGS_HEIGHT_OFFSET;
	assert_diverges(CHECK_ATTRIBUTES, check_emptied(&world, t0));
	t0->mt.ma_flags = 0;
	assert_diverges(CHECK_ATTRIBUTES, check_emptied(&world, t0));
}

/* Check 6: memory */

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
	before_call(&world, &call, &before);
	assert_passes(check_grace(&world, &call, &before));
	mtree_destroy(&t0->mt);
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
	before_call(&world, &call, &before);
	assert_passes(check_unchanged(&world, &call, &before));
	leak();
	assert_diverges(CHECK_MEMORY, check_unchanged(&world, &call, &before));
	kmem_cache_free(leak_cache, object);
	assert_passes(check_unchanged(&world, &call, &before));
	begin(0);
	object = leak();
	before_call(&world, &call, &before);
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
	before_call(&world, &call, &before);
	assert_diverges(CHECK_MEMORY, check_freed(&world, &call, &before));
	mtree_destroy(&t0->mt);
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
	mt_init_flags(&t1->mt, 0);	/* lost, not destroyed */
	assert_diverges(CHECK_MEMORY, check_nodes(&world));
}

static void test_nothing_left(void **state)
{
	(void)state;
	begin(0);
	assert_passes(check_nothing_left(&world));
	fill(t0, 5);
	assert_diverges(CHECK_MEMORY, check_nothing_left(&world));
	mtree_destroy(&t0->mt);
	ground_rcu_quiesce();
	assert_passes(check_nothing_left(&world));
}

/* Check 7: locks */

static void check_lock_of(struct tree *t)
{
	const struct call call = store_call(0, 5, 5);
	struct before before;

	before_call(&world, &call, &before);
	assert_passes(check_locks(&world, &call, &before));
	tree_lock(t);
	assert_diverges(CHECK_LOCKS, check_locks(&world, &call, &before));
	tree_unlock(t);
	assert_passes(check_locks(&world, &call, &before));
	tree_lock_nested(t);
	before_call(&world, &call, &before);
	assert_int_equal(before.locks, 1);
	assert_passes(check_locks(&world, &call, &before));
	tree_unlock(t);
	assert_diverges(CHECK_LOCKS, check_locks(&world, &call, &before));
}

static void test_locks(void **state)
{
	const struct call call = store_call(0, 5, 5);
	struct before before;

	(void)state;
	begin(0);
	check_lock_of(t0);
	begin(ATTRIBUTE_EXTERN);
	check_lock_of(t0);
	before_call(&world, &call, &before);
	rcu_read_lock();
	assert_diverges(CHECK_LOCKS, check_locks(&world, &call, &before));
	rcu_read_unlock();
	assert_passes(check_locks(&world, &call, &before));
}

/* mtree_dup() has to take both locks, whoever else took them before. */
static void test_dup_takes_both_locks(void **state)
{
	const struct call call = { .op = OP_DUP, .source = 0, .tree = 1 };
	struct before before;

	(void)state;
	begin(0);
	mtree_lock(&t0->mt);
	mtree_unlock(&t0->mt);
	before_call(&world, &call, &before);
	assert_diverges(CHECK_LOCKS, check_locks(&world, &call, &before));
	mtree_lock(&t0->mt);
	mtree_unlock(&t0->mt);
	assert_diverges(CHECK_LOCKS, check_locks(&world, &call, &before));
	mtree_lock(&t1->mt);
	mtree_unlock(&t1->mt);
	assert_passes(check_locks(&world, &call, &before));
	before_call(&world, &call, &before);
	assert_int_equal(mtree_dup(&t0->mt, &t1->mt, GFP_NOWAIT), 0);
	assert_passes(check_locks(&world, &call, &before));
}

/* A call that needs the lock, and finds it free. */
static void test_locks_watched_by_the_ground(void **state)
{
	MA_STATE(mas, &t0->mt, 48, 48);

	(void)state;
	begin(ATTRIBUTE_EXTERN);
	fill(t0, 100);
	assert_diverges(CHECK_LOCKS, (mas_reset(&mas), mas_find(&mas, ULONG_MAX)));
	tree_lock(t0);
	assert_passes((mas_reset(&mas), mas_find(&mas, ULONG_MAX)));
	tree_unlock(t0);
	begin(0);
	mtree_lock(&t0->mt);
	assert_diverges(CHECK_LOCKS, mtree_erase(&t0->mt, 5));
}

/* Check 8: validate */

static void check_validity(uint8_t attributes)
{
	struct view leaf;

	begin(attributes);
	assert_passes(check_valid(&world, t0));
	store(t0, 0, 0, value(1));
	assert_passes(check_valid(&world, t0));
	fill(t0, 100);
	assert_passes(check_valid(&world, t0));
	assert_int_equal(ground_locks_held(), 0);
	leaf = leaf_of(t0, 48);
	writable(&leaf)->parent = (void *)((unsigned long)leaf.node->parent ^ 1 << 3);
	assert_diverges(CHECK_VALIDATE, check_valid(&world, t0));
}

static void test_valid(void **state)
{
	(void)state;
	for_all_attributes(check_validity);
}

static void check_fault(enum ground_fault fault, enum check check)
{
	assert_diverges(check, on_fault(&world, fault, "what", "file", 1));
}

static void test_faults_have_their_check(void **state)
{
	(void)state;
	begin(0);
	check_fault(GROUND_WARN, CHECK_VALIDATE);
	check_fault(GROUND_BUG, CHECK_VALIDATE);
	check_fault(GROUND_DUMP_STACK, CHECK_VALIDATE);
	check_fault(GROUND_LOCK, CHECK_LOCKS);
	check_fault(GROUND_RCU, CHECK_LOCKS);
	check_fault(GROUND_SLEEP, CHECK_LOCKS);
	check_fault(GROUND_MEMORY, CHECK_MEMORY);
}

static void test_names_of_checks(void **state)
{
	static const char *const names[CHECK_COUNT] = {
		"result", "state", "shape", "independence", "attributes", "memory", "locks", "validate",
	};

	(void)state;
	for (int check = 0; check < CHECK_COUNT; check++)
		assert_string_equal(check_name(check), names[check]);
}

static int set_up(void **state)
{
	(void)state;
	maple_tree_init();
	ground_on_fault(tell);
	leak_cache = kmem_cache_create("leak", 256, 256, 0, NULL);
	return !leak_cache;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_before_a_destroy_nodes_are_counted),
		cmocka_unit_test(test_before_a_write_in_rcu_mode_the_path_is_kept),
		cmocka_unit_test(test_result),
		cmocka_unit_test(test_result_widened_over_emptiness),
		cmocka_unit_test(test_outcomes_of_refused_calls),
		cmocka_unit_test(test_state_agrees),
		cmocka_unit_test(test_state_other_entry),
		cmocka_unit_test(test_state_missing),
		cmocka_unit_test(test_state_too_many),
		cmocka_unit_test(test_state_other_edges),
		cmocka_unit_test(test_state_torn_range),
		cmocka_unit_test(test_state_far_away),
		cmocka_unit_test(test_state_empty_or_not),
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
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_emptied),
		cmocka_unit_test(test_grace),
		cmocka_unit_test(test_unchanged),
		cmocka_unit_test(test_freed),
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_nothing_left),
		cmocka_unit_test(test_locks),
		cmocka_unit_test(test_dup_takes_both_locks),
		cmocka_unit_test(test_locks_watched_by_the_ground),
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_faults_have_their_check),
		cmocka_unit_test(test_names_of_checks),
	};

	return cmocka_run_group_tests_name("checks", tests, set_up, NULL);
}
