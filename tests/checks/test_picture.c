// SPDX-License-Identifier: GPL-2.0-or-later
/* Nodes as they really are: nodes that are made up here, healthy and broken. */
#include "../harness_fixture.h"

#include "subject_view.h"
#include "view/picture.h"
#include "view/view.h"
#include "world.h"

/* Aligned as a node has to be, since its address has bits in it. */
static struct maple_node node __attribute__((aligned(256)));
static struct oracle oracle;

/* Look at the leaf, which covers everything, or all up to @max. */
static struct picture_node take(unsigned long max)
{
	struct picture_node picture;
	struct view view;

	view_node((const char *)&node + (maple_leaf_64 << MAPLE_NODE_TYPE_SHIFT), 0, max, &view);
	picture_take(&view, &oracle, &picture);
	return picture;
}

/* Ranges of ten indices each, in @slots slots; the last one ends at @max. */
static void make_leaf(unsigned int slots, unsigned long max)
{
	memset(&node, 0, sizeof(node));
	memset(node.mr64.pivot, SUBJECT_IS_LINUX ? 0 : 0xff, sizeof(node.mr64.pivot));
	node.parent = (void *)1;
	oracle_clear(&oracle);
	for (unsigned int slot = 0; slot < slots; slot++) {
		unsigned long last = slot + 1 < slots ? 10 * slot + 9 : max;

		node.mr64.slot[slot] = xa_mk_value(slot);
		if (slot + 1 < MAPLE_RANGE64_SLOTS)
			node.mr64.pivot[slot] = last;
		oracle_store(&oracle, 10 * slot, last, xa_mk_value(slot));
	}
#if SUBJECT_IS_LINUX
	if (slots < MAPLE_RANGE64_SLOTS)
		node.mr64.meta.end = (unsigned char)(slots - 1);
#endif
}

static unsigned int wrong_slots(const struct picture_node *picture)
{
	unsigned int wrong = 0;

	for (unsigned int row = 0; row < picture->rows; row++)
		wrong += picture->slot[row].wrong;
	return wrong;
}

static void test_healthy(void **state)
{
	(void)state;
	for (unsigned int slots = 2; slots <= MAPLE_RANGE64_SLOTS; slots++) {
		struct picture_node picture;

		make_leaf(slots, 1000);
		picture = take(1000);
		assert_int_equal(picture.slots, slots);
		assert_int_equal(picture.rows, slots);
		assert_int_equal(wrong_slots(&picture), 0);
		assert_false(picture.dead);
		assert_int_equal(picture.slot[1].first, 10);
		assert_int_equal(picture.slot[slots - 1].last, 1000);
		assert_int_equal(picture.slot[slots - 1].has_pivot, slots < MAPLE_RANGE64_SLOTS);
	}
}

static void test_differs(void **state)
{
	struct picture_node picture;

	(void)state;
	make_leaf(5, 1000);
	node.mr64.slot[2] = xa_mk_value(77);	/* another entry */
	node.mr64.slot[3] = NULL;		/* nothing where something should be */
	picture = take(1000);
	assert_int_equal(wrong_slots(&picture), 2);
	assert_true(picture.slot[2].wrong && picture.slot[3].wrong);
	assert_ptr_equal(picture.slot[2].want.entry, xa_mk_value(2));
	assert_int_equal(picture.slot[3].want.first, 30);

	make_leaf(5, 1000);
	oracle_store(&oracle, 10, 19, NULL);	/* something where nothing should be */
	node.mr64.pivot[3] = 40;		/* another border: two ranges */
	picture = take(1000);
	assert_int_equal(wrong_slots(&picture), 3);
	assert_null(picture.slot[1].want.entry);
	assert_true(picture.slot[3].wrong && picture.slot[4].wrong);
}

/* What stands in the node is shown, not what a reader makes of it. */
static void test_raw_pivots(void **state)
{
	struct picture_node picture;

	(void)state;
	make_leaf(5, ULONG_MAX);
	node.mr64.pivot[4] = SUBJECT_IS_LINUX ? 0 : ULONG_MAX;
	picture = take(ULONG_MAX);
	assert_int_equal(picture.slot[4].last, ULONG_MAX);
	assert_int_equal(picture.slot[4].pivot, node.mr64.pivot[4]);

	/* Linux takes a node whose last pivot is 0 for one that has metadata: all slots but the last are hidden. */
	make_leaf(MAPLE_RANGE64_SLOTS, ULONG_MAX);
	node.mr64.pivot[MAPLE_RANGE64_SLOTS - 2] = 0;
	picture = take(ULONG_MAX);
	assert_int_equal(picture.slot[MAPLE_RANGE64_SLOTS - 2].pivot, 0);
	assert_int_equal(picture.has_meta, SUBJECT_IS_LINUX);
	assert_true(wrong_slots(&picture) > 0);
}

static void test_behind_the_end(void **state)
{
	struct picture_node picture;

	(void)state;
	make_leaf(5, 1000);
	node.mr64.slot[9] = xa_mk_value(9);
	node.mr64.pivot[11] = 12;
	picture = take(1000);
	assert_int_equal(picture.slots, 5);
	assert_int_equal(picture.rows, 7);
	assert_int_equal(picture.number[5], 9);
	assert_int_equal(picture.number[6], 11);
	assert_false(picture.slot[5].used);
	assert_false(picture.slot[5].wrong);
	assert_int_equal(picture.slot[6].pivot, 12);
}

static void test_dead(void **state)
{
	struct picture_node picture;
	char text[PICTURE_META_SIZE];

	(void)state;
	make_leaf(5, 1000);
	node.parent = (void *)&node;
	picture = take(1000);
	assert_true(picture.dead);
	picture_meta_format(&picture, text);
	assert_string_equal(text, SUBJECT_IS_LINUX ? ", metadata: end 4, gap 0, marked dead" : ", marked dead");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_healthy),
		cmocka_unit_test(test_differs),
		cmocka_unit_test(test_raw_pivots),
		cmocka_unit_test(test_behind_the_end),
		cmocka_unit_test(test_dead),
	};
	int failed;

	oracle_init(&oracle);
	failed = cmocka_run_group_tests_name("picture", tests, NULL, NULL);
	oracle_free(&oracle);
	return failed;
}
