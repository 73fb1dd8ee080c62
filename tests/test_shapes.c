// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operations that give a tree a shape: height 5 and 6 in a program of two lines, leaves of just so many slots, carving from either
 * end; and how many random programs get that high. On every subject.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <stdio.h>

#include "generate.h"
#include "harness_fixture.h"
#include "view/inspect.h"

/* Perform all calls of a program, and leave the trees standing. */
static void perform(const struct program *program)
{
	const struct run_options options = careful(false);
	struct run_result result;

	if (!harness_perform(program->data, program->size, &options, MAX_INSTRUCTIONS, &result))
		fail_msg("%s", result.token);
}

static void perform_text(const char *text)
{
	struct program program;

	assemble(&program, text);
	perform(&program);
}

/* ---- tall ---- */

static void test_heights_in_two_lines(void **state)
{
	(void)state;
	perform_text("trees alloc\ntall t0 [0x1000, 0x100f] v1 count 400\n");
	assert_int_equal(inspect_height(0), 4);
	perform_text("trees alloc\ntall t0 [0x1000, 0x100f] v1 count 2000\n");
	assert_int_equal(inspect_height(0), 5);
	perform_text("trees alloc\ntall t0 [0x1000, 0x100f] v1 count 9900\n");
	assert_int_equal(inspect_height(0), 6);
	perform_text("trees plain\ntall t0 [0x1000, 0x1007] p1 count 960\n");
	assert_int_equal(inspect_height(0), 4);
	perform_text("trees extern\ntall t0 [0x1000, 0x1fff] v1 count 7700\n");
	assert_int_equal(inspect_height(0), 5);
}

/* In a tree that holds something, too, and at the end of all indices. */
static void test_tall_anywhere(void **state)
{
	struct run_result result;

	(void)state;
	perform_text("trees alloc\nfill t0 [0x1000, 0x1fff] v1 stride 2 count 300\ntall t0 [0x20000, 0x2000f] v1 count 2000\n");
	assert_in_range(inspect_height(0), 4, 6);
	/* What is left of the indices has room for the given range and one more. */
	result = run_text("tall t0 [ULONG_MAX-31] v1 count 100\n");
	assert_in_range(result.calls, 2, 12);
}

/* Higher than any tree of a program. */
#define MAX_HEIGHT 15

/* Random programs that reach height 5, of so many. */
#define RANDOM_PROGRAMS 10000

static void note_height(const struct call *call, const struct outcome *got, const struct outcome *want, void *arg)
{
	unsigned int *highest = arg, height = inspect_height(call->tree);

	(void)got;
	(void)want;
	if (height > *highest)
		*highest = height;
}

static void test_random_programs_get_high(void **state)
{
	unsigned int reached[MAX_HEIGHT + 1] = { 0 }, highest;
	struct run_options options = careful(false);
	struct program program;

	(void)state;
	/* Whether they diverge is the business of others. */
	options.quiet = true;
	options.on_outcome = note_height;
	options.arg = &highest;
	for (uint64_t seed = 0; seed < RANDOM_PROGRAMS; seed++) {
		highest = 0;
		program.size = generate(program.data, sizeof(program.data), 64, seed);
		harness_run(program.data, program.size, &options, NULL);
		for (unsigned int height = 0; height <= highest; height++)
			reached[height]++;
	}
	print_message("of %d random programs, %u have a tree of height 4, %u one of height 5, %u one of height 6\n", RANDOM_PROGRAMS,
		      reached[4], reached[5], reached[6]);
	/* Some, and not so many that fuzzing would do nothing else. */
	assert_in_range(reached[5], RANDOM_PROGRAMS / 1000, RANDOM_PROGRAMS / 30);
}

/* ---- densify ---- */

/* The slots of the leaf that holds an index. */
struct leaf_slots {
	unsigned long index;
	unsigned int slots;
};

static void note_leaf(const struct picture_node *node, void *arg)
{
	struct leaf_slots *wanted = arg;

	if (node->leaf && node->min <= wanted->index && wanted->index <= node->max)
		wanted->slots = node->slots;
}

static unsigned int slots_at(unsigned long index)
{
	struct leaf_slots wanted = { .index = index };

	inspect_nodes(0, note_leaf, &wanted);
	return wanted.slots;
}

static void test_leaves_of_so_many_slots(void **state)
{
	(void)state;
	for (unsigned int slots = 12; slots <= 16; slots++) {
		struct program program;

		assemble(&program, "trees alloc\nfill t0 [0x100000, 0x100fff] v1 stride 2 count 60 down\n");
		/* The leaf that holds the middle of a range of the tree. */
		append(&program, (struct instruction){ .op = OP_DENSIFY, .index_mode = INDEX_INSIDE, .a = 30,
						       .length_mode = LENGTH_ONE, .entry = 100, .count = slots });
		append(&program, (struct instruction){ .op = OP_LOAD, .index_mode = INDEX_PREVIOUS, .a = 0x10000 });
		perform(&program);
		assert_in_range(slots_at(0xc6800), slots, 16);
	}
}

static void test_text_has_the_leaf(void **state)
{
	struct program program;
	struct run_result result;

	(void)state;
	assemble(&program, "fill t0 [0x1000, 0x1fff] v1 stride 2 count 8\ndensify t0 [0x1000, 0x4fff] v9 count 6\n");
	result = run(&program, true);
	/* Two ranges and two gaps become six slots. */
	assert_int_equal(result.calls, 8 + 1);
	result = run_text("densify t0 [0, ULONG_MAX] v9 count 16\n");
	assert_in_range(result.calls, 8, 9);
	result = run_text("densify t0 [5] v9 count 16\ndensify t0 [6, 7] null count 16\n");
	assert_int_equal(result.calls, 0);
}

/* ---- carve and trim ---- */

static void test_from_either_end(void **state)
{
	unsigned long first, last;

	(void)state;
	perform_text("fill t0 [0x10, 0x1f] v1 stride 2 count 10\ncarve t0 [0x10, 0x100] stride 2 count 2 down\n");
	assert_non_null(inspect_range(0, 5, &first, &last));
	assert_int_equal(first, 0xd0);
	assert_non_null(inspect_range(0, 6, &first, &last));
	assert_int_equal(first, 0x110);
	perform_text("fill t0 [0x10, 0x1f] v1 stride 2 count 10\ntrim t0 count 3\ntrim t0 count 4 down\n");
	assert_non_null(inspect_range(0, 0, &first, &last));
	assert_int_equal(first, 0x70);
	assert_non_null(inspect_range(0, 2, &first, &last));
	assert_int_equal(last, 0xbf);
	assert_null(inspect_range(0, 3, &first, &last));
}

/* In the bytes of older programs, where `down` is now, there was nothing. */
static void test_old_carves_go_up(void **state)
{
	const struct instruction carve = { .op = OP_CARVE, .entry = 1, .count = 1, .stride = 1, .b = 0xffff };
	struct program program;
	unsigned long first, last;

	(void)state;
	assemble(&program, "fill t0 [0x10, 0x1f] v1 stride 2 count 10\n");
	append(&program, carve);
	perform(&program);
	assert_non_null(inspect_range(0, 0, &first, &last));
	assert_int_equal(first, 0x10);
	program.data[0] = 3;
	perform(&program);
	assert_non_null(inspect_range(0, 0, &first, &last));
	assert_int_equal(first, 0x30);
}

/* ---- pages and comb ---- */

static void test_pages_end_with_a_stack(void **state)
{
	unsigned long first, last;

	(void)state;
	perform_text("pages t0 [0x400123] v1 count 50\n");
	assert_non_null(inspect_range(0, 0, &first, &last));
	assert_int_equal(first, 0x400000);
	assert_non_null(inspect_range(0, 49, &first, &last));
	assert_int_equal(last, 0x7fffffffefff);
	assert_null(inspect_range(0, 50, &first, &last));
}

static void test_gaps_of_a_comb_alternate(void **state)
{
	unsigned long first, last, before = 0xf;

	(void)state;
	perform_text("comb t0 [0x10, 0x1f] v1 stride 4 count 20\n");
	for (size_t at = 0; at < 20; at++) {
		assert_non_null(inspect_range(0, at, &first, &last));
		assert_int_equal(last - first, 0xf);
		if (at)
			assert_int_equal(first - before - 1, at % 2 ? 1 : 0x30);
		before = last;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_heights_in_two_lines),
		cmocka_unit_test(test_tall_anywhere),
		cmocka_unit_test(test_random_programs_get_high),
		cmocka_unit_test(test_leaves_of_so_many_slots),
		cmocka_unit_test(test_text_has_the_leaf),
		cmocka_unit_test(test_from_either_end),
		cmocka_unit_test(test_old_carves_go_up),
		cmocka_unit_test(test_pages_end_with_a_stack),
		cmocka_unit_test(test_gaps_of_a_comb_alternate),
	};

	return cmocka_run_group_tests(tests, set_up_harness, NULL);
}
