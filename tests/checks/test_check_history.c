// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Check 2, as a cursor sees it that stands in its section while others write between its steps: what a step may give, and what it may
 * not. The tree held [10, 19] v0, [30, 39] v1, [50, 59] v2 at the last step, and the cursor stood on one of them; then others
 * stored v9 over [30, 34].
 */
#include "checks_fixture.h"

#define cursor (&world.hold.cursors[0])

/* The others' write: in the tree, and in the history of cursor 0. */
static void others_store(unsigned long first, unsigned long last, struct entry entry)
{
	oracle_copy(&world.hold.old, &t0->model->oracle);
	assert_int_equal(oracle_store(&t0->model->oracle, first, last, entry_pointer(entry)), 0);
	assert_true(history_note(&cursor->history, &world.hold.old, &t0->model->oracle));
}

static void stand(unsigned long first, unsigned long last, unsigned int status)
{
	begin(ATTRIBUTE_RCU);
	store_on_oracle(t0, 10, 19, 0);
	store_on_oracle(t0, 30, 39, 1);
	store_on_oracle(t0, 50, 59, 2);
	cursor->beside = true;
	cursor->index = first;
	cursor->last = last;
	cursor->status = status;
	others_store(30, 34, value(9));
}

static const struct call call = { .op = OP_CURSOR_NEXT, .first = 100 }, call_down = { .op = OP_CURSOR_PREV, .first = 0 };

static void make_step(enum step step, unsigned long first, unsigned long last, struct entry entry)
{
	const struct outcome got = {
		.entry = entry_pointer(entry), .index = first, .last = last, .status = STATUS_ACTIVE,
	};
	bool down = step == STEP_PREV || step == STEP_PREV_RANGE || step == STEP_FIND_REV || step == STEP_FIND_RANGE_REV;

	check_history(&world, down ? &call_down : &call, step, &got);
}

static const struct entry null = { ENTRY_NULL, 0 };

/* The history begins anew with each step: the tree and the history are made again for each. */
#define assert_met(at, last, step, ...) assert_passes((stand(at, last, STATUS_ACTIVE), make_step(step, __VA_ARGS__)))

/* begin() would have all checks on, and make_step() may leave the run. */
#define assert_wrong(at, last, step, ...)						\
	do {										\
		stand(at, last, STATUS_ACTIVE);						\
		assert_diverges(CHECK_READER, make_step(step, __VA_ARGS__));		\
	} while (0)

static void test_what_was_right_at_some_moment(void **state)
{
	(void)state;
	assert_met(10, 19, STEP_NEXT, 30, 34, value(9));
	assert_met(10, 19, STEP_NEXT, 30, 39, value(1));
	/* It was still there when [30, 34] had been passed. */
	assert_met(10, 19, STEP_NEXT, 35, 39, value(1));
	assert_met(50, 59, STEP_PREV, 35, 39, value(1));
	assert_met(50, 59, STEP_PREV, 30, 39, value(1));
	assert_met(50, 59, STEP_PREV, 30, 34, value(9));
	assert_met(30, 39, STEP_NEXT, 50, 59, value(2));
	assert_met(30, 39, STEP_PREV, 10, 19, value(0));
}

static void test_what_never_was(void **state)
{
	(void)state;
	assert_wrong(10, 19, STEP_NEXT, 30, 34, value(1));
	assert_wrong(10, 19, STEP_NEXT, 30, 39, value(9));
	assert_wrong(10, 19, STEP_NEXT, 31, 34, value(9));
	assert_wrong(10, 19, STEP_FIND, 40, 49, value(3));
	assert_wrong(50, 59, STEP_PREV, 35, 39, value(2));
}

/* What has changed may be passed over, by a hair; what has stood all the time may not. */
static void test_what_is_passed_over(void **state)
{
	(void)state;
	assert_met(10, 19, STEP_NEXT, 50, 59, value(2));
	assert_wrong(0, 0, STEP_NEXT, 30, 34, value(9));
	assert_wrong(60, 99, STEP_PREV, 35, 39, value(1));
	assert_wrong(60, 99, STEP_FIND_REV, 10, 19, value(0));
}

static void test_going_back(void **state)
{
	(void)state;
	assert_wrong(30, 39, STEP_NEXT, 10, 19, value(0));
	assert_wrong(30, 39, STEP_PREV, 50, 59, value(2));
	assert_wrong(50, 59, STEP_NEXT, 50, 59, value(2));
	assert_wrong(50, 59, STEP_FIND, 30, 39, value(1));
	/* What is behind its first index is not behind it. */
	assert_met(30, 39, STEP_NEXT, 35, 39, value(1));
}

/* A turn, or a find from a limit, may be given the range it stands on once more; but nothing behind it. */
static void test_turning_round(void **state)
{
	(void)state;
	stand(50, 59, STATUS_UNDERFLOW);
	assert_passes(make_step(STEP_NEXT, 50, 59, value(2)));
	stand(30, 39, STATUS_OVERFLOW);
	assert_passes(make_step(STEP_PREV, 35, 39, value(1)));
	stand(50, 59, STATUS_START);
	assert_passes(make_step(STEP_FIND, 50, 59, value(2)));
	stand(50, 59, STATUS_UNDERFLOW);
	assert_diverges(CHECK_READER, make_step(STEP_NEXT, 10, 19, value(0)));
	stand(50, 59, STATUS_PAUSE);
	assert_diverges(CHECK_READER, make_step(STEP_NEXT, 50, 59, value(2)));
}

static void test_emptiness(void **state)
{
	(void)state;
	assert_met(10, 19, STEP_NEXT_RANGE, 20, 29, null);
	assert_met(50, 59, STEP_PREV_RANGE, 40, 49, null);
	assert_wrong(10, 19, STEP_NEXT_RANGE, 20, 59, null);
	assert_wrong(10, 19, STEP_NEXT_RANGE, 60, 99, null);
	/* It was emptied meanwhile. */
	stand(10, 19, STATUS_ACTIVE);
	others_store(50, 59, null);
	assert_passes(make_step(STEP_NEXT_RANGE, 40, 99, null));
}

static void test_walk(void **state)
{
	(void)state;
	assert_met(32, 32, STEP_WALK, 30, 34, value(9));
	assert_met(32, 32, STEP_WALK, 30, 39, value(1));
	assert_met(25, 25, STEP_WALK, 20, 29, null);
	/* It is not where it was to be. */
	assert_wrong(32, 32, STEP_WALK, 35, 39, value(1));
	assert_wrong(55, 55, STEP_WALK, 40, 59, null);
}

/* Nothing up to the limit. */
static void find_nothing(enum step step, unsigned long limit)
{
	const struct outcome got = { .index = cursor->index, .last = cursor->last, .status = STATUS_OVERFLOW };
	const struct call limited = { .op = OP_CURSOR_NEXT, .first = limit };

	check_history(&world, &limited, step, &got);
}

static void test_nothing(void **state)
{
	(void)state;
	stand(10, 19, STATUS_ACTIVE);
	assert_passes(find_nothing(STEP_NEXT, 29));
	stand(10, 19, STATUS_ACTIVE);
	assert_passes(find_nothing(STEP_NEXT, 34));
	stand(10, 19, STATUS_ACTIVE);
	assert_passes(find_nothing(STEP_FIND, 49));
	stand(10, 19, STATUS_ACTIVE);
	assert_diverges(CHECK_READER, find_nothing(STEP_NEXT, 50));
	stand(50, 59, STATUS_ACTIVE);
	assert_passes(find_nothing(STEP_PREV, 20));
	stand(50, 59, STATUS_ACTIVE);
	assert_diverges(CHECK_READER, find_nothing(STEP_PREV, 19));
	/* At its limit already. */
	stand(10, 19, STATUS_ACTIVE);
	assert_passes(find_nothing(STEP_NEXT, 15));
	stand(50, 59, STATUS_ACTIVE);
	assert_passes(find_nothing(STEP_PREV, 55));
}

/* What was there and came back has not been there all the time; each step begins a history. */
static void test_history(void **state)
{
	(void)state;
	stand(10, 19, STATUS_ACTIVE);
	others_store(50, 59, null);
	others_store(50, 59, value(2));
	assert_passes(find_nothing(STEP_NEXT, 100));
	assert_int_equal(cursor->history.gone_count, 0);
	assert_int_equal(cursor->history.young_count, 0);
	assert_diverges(CHECK_READER, find_nothing(STEP_NEXT, 100));
	assert_diverges(CHECK_READER, make_step(STEP_NEXT, 30, 39, value(1)));
	/* One that is beside nobody has an exact answer, which is compared elsewhere. */
	cursor->beside = false;
	assert_passes(find_nothing(STEP_NEXT, 100));
}

static void check_list(const struct oracle_range *list, unsigned int count, unsigned long first, unsigned long last,
		       unsigned int id)
{
	assert_in_range(count, 1, MAX_CHANGES);
	assert_int_equal(list[count - 1].first, first);
	assert_int_equal(list[count - 1].last, last);
	assert_ptr_equal(list[count - 1].entry, entry_pointer(value(id)));
}

static void test_changes(void **state)
{
	struct history *h = &cursor->history;

	(void)state;
	stand(10, 19, STATUS_ACTIVE);
	assert_int_equal(h->gone_count, 1);
	assert_int_equal(h->young_count, 2);
	check_list(h->gone, 1, 30, 39, 1);
	check_list(h->young, 1, 30, 34, 9);
	check_list(h->young, 2, 35, 39, 1);
	/* Another entry in the same place. */
	others_store(50, 59, value(7));
	check_list(h->gone, h->gone_count, 50, 59, 2);
	check_list(h->young, h->young_count, 50, 59, 7);
	/* Nothing is new. */
	history_forget(h);
	others_store(50, 59, value(7));
	assert_int_equal(h->gone_count + h->young_count, 0);
	others_store(0, ULONG_MAX, null);
	assert_int_equal(h->gone_count, 4);
	assert_int_equal(h->young_count, 0);
}

static void test_too_many_changes(void **state)
{
	struct history *h = &cursor->history;
	unsigned int i;

	(void)state;
	begin(ATTRIBUTE_RCU);
	history_forget(h);
	for (i = 0; i < MAX_CHANGES; i++)
		others_store(i, i, value(i));
	assert_int_equal(h->young_count, MAX_CHANGES);
	oracle_copy(&world.hold.old, &t0->model->oracle);
	store_on_oracle(t0, i, i, i);
	assert_false(history_note(h, &world.hold.old, &t0->model->oracle));
	assert_int_equal(h->young_count, MAX_CHANGES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_was_right_at_some_moment),
		cmocka_unit_test(test_what_never_was),
		cmocka_unit_test(test_what_is_passed_over),
		cmocka_unit_test(test_going_back),
		cmocka_unit_test(test_turning_round),
		cmocka_unit_test(test_emptiness),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_too_many_changes),
	};

	return cmocka_run_group_tests_name("check_history", tests, set_up_world, NULL);
}
