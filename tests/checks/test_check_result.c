// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 1: what a call gave is what the contract allows. */
#include "checks_fixture.h"

static void test_result(void **state)
{
	const struct call call = { .op = OP_FIND, .first = 5 };
	const struct outcome want = {
		.entry = t0, .next_entry = t1, .index = 5, .index_low = 5, .next_index = 9,
	};
	struct outcome got = want;

	(void)state;
	begin(0);
	assert_passes(check_result(&world, &call, &want, &got));
	got.entry = t1;
	assert_diverges(CHECK_RESULT, check_result(&world, &call, &want, &got));
	got = want;
	got.next_entry = NULL;
	assert_diverges(CHECK_RESULT, check_result(&world, &call, &want, &got));
	got = want;
	got.index--;
	assert_diverges(CHECK_RESULT, check_result(&world, &call, &want, &got));
	got = want;
	got.next_index++;
	assert_diverges(CHECK_RESULT, check_result(&world, &call, &want, &got));
	/* Which it does not give. */
	got = want;
	got.error = -ENOMEM;
	got.last = ULONG_MAX;
	assert_passes(check_result(&world, &call, &want, &got));
}

static void test_result_of_a_state(void **state)
{
	const struct call call = { .op = OP_MAS_ERASE, .first = 5, .last = 5 };
	const struct outcome want = {
		.entry = t0, .index = 5, .index_low = 5, .last = 9, .last_high = 9,
	};
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
	got.index--;
	assert_diverges(CHECK_RESULT, check_result(&world, &call, &want, &got));
	got = want;
	got.last = ULONG_MAX;
	assert_diverges(CHECK_RESULT, check_result(&world, &call, &want, &got));
}

/* A state may end widened over emptiness, but not over entries, nor short of what was erased. */
static void check_widening(const struct call *call, void *entry)
{
	struct outcome got = { .entry = entry, .index = 32, .last = 79 };
	struct outcome want;

	begin(0);
	fill(t0, 3);
	on_model(call, &want);
	assert_ptr_equal(want.entry, entry);
	assert_passes(check_result(&world, call, &want, &got));
	got.index = 40;
	assert_passes(check_result(&world, call, &want, &got));
	got.index = 31;
	assert_diverges(CHECK_RESULT, check_result(&world, call, &want, &got));
	got.index = 48;
	got.last = 80;
	assert_diverges(CHECK_RESULT, check_result(&world, call, &want, &got));
	got.last = 62;
	assert_diverges(CHECK_RESULT, check_result(&world, call, &want, &got));
	got.index = 49;
	got.last = 63;
	assert_diverges(CHECK_RESULT, check_result(&world, call, &want, &got));
}

static void test_result_widened_over_emptiness(void **state)
{
	const struct call erase = { .op = OP_MAS_ERASE, .first = 50, .last = 50 };
	struct call null = { .op = OP_MAS_STORE, .first = 48, .last = 63 };
	struct outcome got = { .index = 32, .last = 79 }, want;

	(void)state;
	check_widening(&erase, entry_pointer(value(1)));
	check_widening(&null, NULL);
	/* Erased already: where the state ends then is not promised. */
	on_model(&erase, &want);
	assert_passes(check_result(&world, &erase, &want, &got));
	/* Where an entry is stored, the state ends at what was stored. */
	null.entry = value(1);
	on_model(&null, &want);
	assert_diverges(CHECK_RESULT, check_result(&world, &null, &want, &got));
	got = (struct outcome){ .index = 48, .last = 63 };
	assert_passes(check_result(&world, &null, &want, &got));
}

static void check_refused(const struct call *call, int error)
{
	struct outcome got, want;

	on_subject(call, &got);
	on_model(call, &want);
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
	api_init(&world.subject, 2, ATTRIBUTE_ALLOC);
	world.models[2].attributes = ATTRIBUTE_ALLOC;
	ground_expect_warning(true);	/* reserved entries */
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		check_refused(&calls[i].call, calls[i].error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_result),
		cmocka_unit_test(test_result_of_a_state),
		cmocka_unit_test(test_result_widened_over_emptiness),
		cmocka_unit_test(test_outcomes_of_refused_calls),
	};

	return cmocka_run_group_tests_name("check_result", tests, set_up_world, NULL);
}
