// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The model of iterator states: what each call does from each status. The tree of most tests holds
 * [10, 19] a, [20, 29] b, [40, 49] c, and the state stands on one of them.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

#include "states.h"

static long objects[3];

#define A (&objects[0])
#define B (&objects[1])
#define C (&objects[2])

static struct oracle tree;

static void begin(void)
{
	oracle_clear(&tree);
}

static void begin_filled(void)
{
	begin();
	oracle_store(&tree, 10, 19, A);
	oracle_store(&tree, 20, 29, B);
	oracle_store(&tree, 40, 49, C);
}

static int free_tree(void **state)
{
	(void)state;
	oracle_free(&tree);
	return 0;
}

/* ---- One step from one status, or from several ---- */

static const char *const step_names[] = {
	[STEP_WALK] = "walk", [STEP_FIND] = "find", [STEP_FIND_RANGE] = "find_range", [STEP_FIND_REV] = "find_rev",
	[STEP_FIND_RANGE_REV] = "find_range_rev", [STEP_NEXT] = "next", [STEP_NEXT_RANGE] = "next_range", [STEP_PREV] = "prev",
	[STEP_PREV_RANGE] = "prev_range",
};

/**
 * struct row - What a step comes to.
 * @from: statuses: from each of them alone.
 * @first: where the state is.
 * @last: likewise.
 * @step: what is done.
 * @limit: up, or down, to there.
 * @entry: what it gives.
 * @end_first: where the state is then.
 * @end_last: likewise.
 * @end: its status.
 */
struct row {
	unsigned int from;
	unsigned long first;
	unsigned long last;
	enum step step;
	unsigned long limit;
	void *entry;
	unsigned long end_first;
	unsigned long end_last;
	unsigned int end;
};

static void check_one(const struct row *row, unsigned int status)
{
	struct model_cursor c = { .index = row->first, .last = row->last, .status = status };
	struct outcome out = { 0 };

	states_step(&tree, &c, row->step, row->limit, &out);
	if (out.entry != row->entry || out.index != row->end_first || out.last != row->end_last || out.status != row->end)
		fail_msg("%s from %s at [%lu, %lu] to %lu: [%lu, %lu], statuses 0x%x, %s entry", step_names[row->step],
			 status_name(status), row->first, row->last, row->limit, out.index, out.last, out.status,
			 out.entry == row->entry ? "the right" : "another");
	/* What is given is where it is then, exactly. */
	assert_int_equal(out.index_low, row->end_first);
	assert_int_equal(out.last_high, row->end_last);
	assert_int_equal(c.index, row->end_first);
	assert_int_equal(c.last, row->end_last);
	assert_int_equal(c.status, row->end);
	assert_false(c.anew);
}

static void check_rows(const struct row *rows, size_t count)
{
	for (; count--; rows++)
		for (unsigned int left = rows->from; left; left &= left - 1)
			check_one(rows, left & -left);
}

#define CHECK_ROWS(...) check_rows((const struct row[]){ __VA_ARGS__ }, sizeof((const struct row[]){ __VA_ARGS__ }) / sizeof(struct row))

#define START	STATUS_START
#define PAUSE	STATUS_PAUSE
#define ACTIVE	STATUS_ACTIVE
#define OVER	STATUS_OVERFLOW
#define UNDER	STATUS_UNDERFLOW
#define ALL	(START | PAUSE | ACTIVE | OVER | UNDER)

static void test_walk(void **state)
{
	(void)state;
	begin_filled();
	CHECK_ROWS({ ALL, 20, 29, STEP_WALK, 0, B, 20, 29, ACTIVE },
		   { ALL, 25, 25, STEP_WALK, 0, B, 20, 29, ACTIVE },
		   { ALL, 35, 60, STEP_WALK, 0, NULL, 30, 39, ACTIVE },
		   { ALL, 0, 0, STEP_WALK, 0, NULL, 0, 9, ACTIVE },
		   { ALL, ULONG_MAX, ULONG_MAX, STEP_WALK, 0, NULL, 50, ULONG_MAX, ACTIVE });
}

/* The slot that they stand on is passed over, unless they turn round. */
static void test_next(void **state)
{
	(void)state;
	begin_filled();
	CHECK_ROWS({ START | PAUSE | ACTIVE | OVER, 20, 29, STEP_NEXT, 100, C, 40, 49, ACTIVE },
		   { START | PAUSE | ACTIVE | OVER, 20, 29, STEP_NEXT_RANGE, 100, NULL, 30, 39, ACTIVE },
		   { UNDER, 20, 29, STEP_NEXT, 100, B, 20, 29, ACTIVE },
		   { UNDER, 20, 29, STEP_NEXT_RANGE, 100, B, 20, 29, ACTIVE },
		   /* There is no entry to be returned once more. */
		   { UNDER, 30, 39, STEP_NEXT, 100, C, 40, 49, ACTIVE },
		   { UNDER, 0, 9, STEP_NEXT_RANGE, 100, A, 10, 19, ACTIVE },
		   { START, 5, 5, STEP_NEXT, 100, A, 10, 19, ACTIVE });
}

static void test_prev(void **state)
{
	(void)state;
	begin_filled();
	CHECK_ROWS({ START | PAUSE | ACTIVE | UNDER, 40, 49, STEP_PREV, 0, B, 20, 29, ACTIVE },
		   { START | PAUSE | ACTIVE | UNDER, 40, 49, STEP_PREV_RANGE, 0, NULL, 30, 39, ACTIVE },
		   { START | PAUSE | ACTIVE | UNDER, 20, 29, STEP_PREV_RANGE, 0, A, 10, 19, ACTIVE },
		   { OVER, 40, 49, STEP_PREV, 0, C, 40, 49, ACTIVE },
		   { OVER, 40, 49, STEP_PREV_RANGE, 0, C, 40, 49, ACTIVE },
		   { OVER, 30, 39, STEP_PREV, 0, B, 20, 29, ACTIVE },
		   { START, 60, 60, STEP_PREV, 0, C, 40, 49, ACTIVE });
}

static void test_find(void **state)
{
	(void)state;
	begin_filled();
	CHECK_ROWS({ ACTIVE | PAUSE, 20, 29, STEP_FIND, 100, C, 40, 49, ACTIVE },
		   { START | OVER | UNDER, 20, 29, STEP_FIND, 100, B, 20, 29, ACTIVE },
		   { START | OVER | UNDER, 30, 39, STEP_FIND, 100, C, 40, 49, ACTIVE },
		   { START | OVER | UNDER, 20, 29, STEP_FIND_RANGE, 100, B, 20, 29, ACTIVE },
		   /* Visited by one that has walked, and passed over behind a pause. */
		   { ACTIVE, 20, 29, STEP_FIND_RANGE, 100, NULL, 30, 39, ACTIVE },
		   { PAUSE, 20, 29, STEP_FIND_RANGE, 100, C, 40, 49, ACTIVE });
}

/* It does not turn round. */
static void test_find_rev(void **state)
{
	(void)state;
	begin_filled();
	CHECK_ROWS({ ACTIVE | PAUSE | OVER | UNDER, 40, 49, STEP_FIND_REV, 0, B, 20, 29, ACTIVE },
		   { START, 40, 49, STEP_FIND_REV, 0, C, 40, 49, ACTIVE },
		   { START, 35, 35, STEP_FIND_REV, 0, B, 20, 29, ACTIVE },
		   { START, 40, 49, STEP_FIND_RANGE_REV, 0, C, 40, 49, ACTIVE },
		   { ACTIVE | OVER | UNDER, 40, 49, STEP_FIND_RANGE_REV, 0, NULL, 30, 39, ACTIVE },
		   { PAUSE, 40, 49, STEP_FIND_RANGE_REV, 0, B, 20, 29, ACTIVE });
}

/* ---- Limits ---- */

static void test_limit_reached_already(void **state)
{
	(void)state;
	begin_filled();
	CHECK_ROWS({ ALL, 20, 29, STEP_NEXT, 29, NULL, 20, 29, OVER },
		   { ALL, 20, 29, STEP_NEXT_RANGE, 25, NULL, 20, 29, OVER },
		   { ALL, 20, 29, STEP_PREV, 20, NULL, 20, 29, UNDER },
		   { ALL, 20, 29, STEP_PREV_RANGE, 25, NULL, 20, 29, UNDER },
		   { ACTIVE, 20, 29, STEP_FIND, 29, NULL, 20, 29, ACTIVE },
		   { PAUSE, 20, 29, STEP_FIND, 29, NULL, 20, 29, PAUSE },
		   { OVER, 20, 29, STEP_FIND, 29, NULL, 20, 29, OVER },
		   { UNDER, 20, 29, STEP_FIND, 20, NULL, 20, 29, OVER },
		   { START, 20, 29, STEP_FIND, 19, NULL, 20, 29, START },
		   /* Its first index counts for these. */
		   { START | UNDER, 20, 29, STEP_FIND, 25, B, 20, 29, ACTIVE },
		   { PAUSE | OVER | UNDER, 20, 29, STEP_FIND_REV, 20, NULL, 20, 29, UNDER },
		   { ACTIVE, 20, 29, STEP_FIND_REV, 21, NULL, 20, 29, ACTIVE },
		   { ACTIVE, 20, 29, STEP_FIND_REV, 20, NULL, 20, 29, UNDER },
		   { START, 20, 29, STEP_FIND_REV, 21, NULL, 20, 29, START },
		   { START, 20, 29, STEP_FIND_REV, 20, B, 20, 29, ACTIVE });
}

/* Emptiness that reaches to the limit: the state is left on it. */
static void test_limit_in_emptiness(void **state)
{
	(void)state;
	begin_filled();
	CHECK_ROWS({ START | PAUSE | ACTIVE | OVER, 20, 29, STEP_NEXT, 35, NULL, 30, 39, OVER },
		   { START | PAUSE | ACTIVE | UNDER, 40, 49, STEP_PREV, 35, NULL, 30, 39, UNDER },
		   { ACTIVE, 40, 49, STEP_FIND_REV, 35, NULL, 30, 39, UNDER },
		   { ACTIVE | PAUSE, 20, 29, STEP_FIND, 35, NULL, 30, 39, ACTIVE },
		   { ACTIVE, 20, 29, STEP_FIND_RANGE, 35, NULL, 30, 39, ACTIVE },
		   { START, 30, 30, STEP_FIND_RANGE, 35, NULL, 30, 39, OVER },
		   { ACTIVE, 40, 49, STEP_NEXT, ULONG_MAX, NULL, 50, ULONG_MAX, OVER },
		   { ACTIVE, 10, 19, STEP_PREV, 0, NULL, 0, 9, UNDER });
}

/* A range that begins at its limit, or before it, is found whole. */
static void test_limit_in_a_range(void **state)
{
	(void)state;
	begin_filled();
	CHECK_ROWS({ ACTIVE, 20, 29, STEP_NEXT, 40, C, 40, 49, ACTIVE },
		   { ACTIVE, 20, 29, STEP_FIND, 45, C, 40, 49, ACTIVE },
		   { ACTIVE, 40, 49, STEP_PREV, 29, B, 20, 29, ACTIVE },
		   { ACTIVE, 40, 49, STEP_FIND_REV, 25, B, 20, 29, ACTIVE },
		   { ACTIVE, 20, 29, STEP_NEXT, 39, NULL, 30, 39, OVER },
		   { ACTIVE, 40, 49, STEP_PREV, 30, NULL, 30, 39, UNDER });
}

/* ---- What follows from what came before ---- */

static struct outcome make_step(struct model_cursor *c, enum step step, unsigned long limit)
{
	struct outcome out = { 0 };

	states_step(&tree, c, step, limit, &out);
	return out;
}

/* It turns round once. */
static void test_turning_round(void **state)
{
	struct model_cursor c = { 0 };

	(void)state;
	begin_filled();
	states_set(&c, 40, 40);
	assert_ptr_equal(make_step(&c, STEP_WALK, 0).entry, C);
	assert_null(make_step(&c, STEP_NEXT, 49).entry);
	assert_ptr_equal(make_step(&c, STEP_PREV, 0).entry, C);
	assert_ptr_equal(make_step(&c, STEP_PREV, 0).entry, B);
	assert_null(make_step(&c, STEP_PREV, 20).entry);
	assert_ptr_equal(make_step(&c, STEP_PREV, 0).entry, A);
}

/* At its limit before it has walked: where mas_find_rev() begins then is not promised. */
static void test_limit_before_walking(void **state)
{
	struct model_cursor c = { 0 };

	(void)state;
	begin_filled();
	states_set(&c, 40, 49);
	make_step(&c, STEP_NEXT, 49);
	assert_true(c.unwalked);
	assert_true(states_may_not_have_walked(&c));
	assert_false(states_may_be_paused(&c));
	make_step(&c, STEP_NEXT, 49);
	assert_true(c.unwalked);
	make_step(&c, STEP_WALK, 0);
	assert_false(states_may_not_have_walked(&c));
	make_step(&c, STEP_NEXT, 49);
	assert_false(c.unwalked);
	/* A pause is no limit. */
	states_set(&c, 40, 49);
	make_step(&c, STEP_PREV, 40);
	assert_true(c.unwalked);
	states_pause(&c);
	assert_false(states_may_not_have_walked(&c));
}

/* A write leaves a state active, or its caller has paused it: the steps that give the same from both are made, and narrow it down. */
static void test_active_or_paused(void **state)
{
	static const struct row rows[] = {
		{ 0, 20, 29, STEP_NEXT, 100, C, 40, 49, ACTIVE }, { 0, 20, 29, STEP_NEXT_RANGE, 100, NULL, 30, 39, ACTIVE },
		{ 0, 20, 29, STEP_PREV, 0, A, 10, 19, ACTIVE },	  { 0, 20, 29, STEP_FIND, 100, C, 40, 49, ACTIVE },
		{ 0, 20, 29, STEP_FIND_REV, 0, A, 10, 19, ACTIVE }, { 0, 20, 29, STEP_WALK, 0, B, 20, 29, ACTIVE },
		{ 0, 20, 29, STEP_FIND, 29, NULL, 20, 29, ACTIVE | PAUSE },
	};
	struct model_cursor c = { .status = ACTIVE | PAUSE };

	(void)state;
	begin_filled();
	assert_true(states_may_be_paused(&c));
	assert_true(states_may_not_have_walked(&c));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_one(&rows[i], ACTIVE | PAUSE);
}

/* Two that differ are not to be gone on from. */
static void test_two_statuses_that_differ(void **state)
{
	struct model_cursor c = { .index = 20, .last = 29, .status = ACTIVE | PAUSE };
	struct outcome out;

	(void)state;
	begin_filled();
	out = make_step(&c, STEP_FIND_RANGE, 100);
	assert_int_equal(out.status, STATUS_ANY);
	assert_int_equal(out.index_low, 0);
	assert_int_equal(out.last_high, ULONG_MAX);
	assert_true(c.anew);
	assert_int_equal(c.index, 20);
	assert_int_equal(c.last, 29);
	assert_int_equal(c.status, START);
}

static void test_set_and_pause(void **state)
{
	struct model_cursor c = { .status = OVER, .locked = true, .loose = true, .unwalked = true, .anew = true };

	(void)state;
	states_set(&c, 3, 5);
	assert_true(c.locked);
	assert_false(c.loose || c.unwalked || c.anew);
	/* One that has not begun is not paused: it would begin behind its index. */
	states_pause(&c);
	assert_int_equal(c.status, START);
	for (unsigned int left = ACTIVE | OVER | UNDER | STATUS_ROOT; left; left &= left - 1) {
		c.status = left & -left;
		assert_true(states_on_node(&c));
		states_pause(&c);
		assert_int_equal(c.status, PAUSE);
		assert_false(states_on_node(&c));
	}
}

/* ---- Where the range is not promised ---- */

/* Behind an erase: others may fill what the state may have been stretched over. */
static void test_loose(void **state)
{
	struct model_cursor c = { .index = 32, .last = 34, .status = ACTIVE | PAUSE, .loose = true };
	struct model_cursor found = c, nothing = c, others = c;

	(void)state;
	begin_filled();
	assert_ptr_equal(make_step(&found, STEP_NEXT, 100).entry, C);
	assert_false(found.loose || found.anew);
	assert_int_equal(make_step(&nothing, STEP_NEXT, 34).status, STATUS_ANY);
	assert_true(nothing.anew);
	states_others_write(&others);
	assert_true(others.anew);
	assert_false(others.loose);
	assert_int_equal(others.status, PAUSE);
	/* One that has stood on an entry knows its range. */
	c.loose = false;
	states_others_write(&c);
	assert_false(c.anew);
}

/* ---- Where no node is ---- */

static void check_not_promised(unsigned long at, enum step step, unsigned long limit)
{
	struct model_cursor c = { 0 };
	struct outcome out;

	states_set(&c, at, at);
	out = make_step(&c, step, limit);
	assert_null(out.entry);
	assert_int_equal(out.status, STATUS_ANY);
	assert_true(c.anew);
	assert_int_equal(c.index, at);
	assert_int_equal(c.last, at);
}

static void check_no_node(unsigned long at, enum step step, unsigned long limit)
{
	struct model_cursor c = { 0 };
	struct outcome out;

	states_set(&c, at, at);
	out = make_step(&c, step, limit);
	assert_null(out.entry);
	assert_int_equal(out.status, STATUS_NONE);
	assert_int_equal(out.index, 0);
	assert_int_equal(out.last, ULONG_MAX);
	assert_true(c.anew);
	assert_int_equal(c.index, at);
	assert_int_equal(c.status, START);
}

static void test_empty_tree(void **state)
{
	(void)state;
	begin();
	check_no_node(5, STEP_WALK, 0);
	check_no_node(5, STEP_NEXT, 100);
	check_no_node(5, STEP_NEXT_RANGE, 100);
	check_no_node(5, STEP_PREV, 0);
	check_no_node(5, STEP_FIND, 100);
	/* Going down, it may say that there is no entry in the root. */
	check_not_promised(5, STEP_FIND_REV, 0);
	check_not_promised(5, STEP_FIND_RANGE_REV, 0);
	/* At its limit. */
	check_not_promised(5, STEP_NEXT, 5);
}

/* It is in the root pointer, or in a leaf. */
static void test_entry_at_zero(void **state)
{
	struct model_cursor c = { 0 };
	struct outcome out;

	(void)state;
	begin();
	oracle_store(&tree, 0, 0, A);
	states_set(&c, 0, 0);
	out = make_step(&c, STEP_WALK, 0);
	assert_ptr_equal(out.entry, A);
	assert_int_equal(out.status, ACTIVE | STATUS_ROOT);
	assert_int_equal(c.status, ACTIVE | STATUS_ROOT);
	assert_int_equal(out.last, 0);
	assert_false(c.anew);
	states_set(&c, 7, 7);
	out = make_step(&c, STEP_PREV, 0);
	assert_ptr_equal(out.entry, A);
	assert_int_equal(out.status, ACTIVE | STATUS_ROOT);
	check_not_promised(0, STEP_NEXT, 100);
	check_not_promised(7, STEP_WALK, 0);
	check_not_promised(7, STEP_PREV, 1);
	/* With a second index it has a node. */
	oracle_store(&tree, 0, 1, A);
	states_set(&c, 0, 0);
	assert_int_equal(make_step(&c, STEP_WALK, 0).status, ACTIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_prev),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_find_rev),
		cmocka_unit_test(test_limit_reached_already),
		cmocka_unit_test(test_limit_in_emptiness),
		cmocka_unit_test(test_limit_in_a_range),
		cmocka_unit_test(test_turning_round),
		cmocka_unit_test(test_limit_before_walking),
		cmocka_unit_test(test_active_or_paused),
		cmocka_unit_test(test_two_statuses_that_differ),
		cmocka_unit_test(test_set_and_pause),
		cmocka_unit_test(test_loose),
		cmocka_unit_test(test_empty_tree),
		cmocka_unit_test(test_entry_at_zero),
	};

	return cmocka_run_group_tests_name("states", tests, NULL, free_tree);
}
