// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A lookup in the middle of a write: what it may give, and what it may not. The tree held [10, 19] v0, [30, 39] v1, [50, 59] v2; the write stored
 * v9 over [15, 34].
 */
#include "checks_fixture.h"

static struct companion reader;

static void write_beside(void)
{
	begin(ATTRIBUTE_RCU);
	store_on_oracle(t0, 10, 19, 0);
	store_on_oracle(t0, 30, 39, 1);
	store_on_oracle(t0, 50, 59, 2);
	oracle_copy(&world.old, &t0->model->oracle);
	store_on_oracle(t0, 15, 34, 9);
}

static void look(const struct call *call, const struct outcome *got)
{
	reader = (struct companion){ .call = call, .done = true, .in_time = true, .publication = 1, .got = *got };
	check_beside(&world, &reader);
}

#define ENTRY(...) &(const struct outcome){ .entry = entry_pointer((struct entry){ __VA_ARGS__ }) }
#define CALL(...) &(const struct call){ __VA_ARGS__ }
#define RANGE(low, high, ...)										\
	&(const struct outcome){ .entry = entry_pointer((struct entry){ __VA_ARGS__ }), .index = low, .index_low = low, .last = high, .last_high = high }

#define assert_given(call, got) assert_passes((write_beside(), look(call, got)))
#define assert_wrong(call, got)										\
	do {												\
		write_beside();										\
		assert_diverges(CHECK_READER, look(call, got));						\
	} while (0)

static void test_load(void **state)
{
	(void)state;
	assert_given(CALL(.op = OP_LOAD, .first = 15), ENTRY(ENTRY_VALUE, 0));
	assert_given(CALL(.op = OP_LOAD, .first = 15), ENTRY(ENTRY_VALUE, 9));
	assert_given(CALL(.op = OP_LOAD, .first = 25), ENTRY(ENTRY_NULL, 0));
	assert_wrong(CALL(.op = OP_LOAD, .first = 15), ENTRY(ENTRY_NULL, 0));
	assert_wrong(CALL(.op = OP_LOAD, .first = 15), ENTRY(ENTRY_VALUE, 1));
	assert_wrong(CALL(.op = OP_LOAD, .first = 14), ENTRY(ENTRY_VALUE, 9));
}

/* The range is one of before or behind, or a part of one, and holds the index. */
static void test_walk(void **state)
{
	(void)state;
	assert_given(CALL(.op = OP_WALK, .first = 15), RANGE(10, 19, ENTRY_VALUE, 0));
	assert_given(CALL(.op = OP_WALK, .first = 15), RANGE(15, 34, ENTRY_VALUE, 9));
	assert_given(CALL(.op = OP_WALK, .first = 15), RANGE(15, 19, ENTRY_VALUE, 9));
	assert_given(CALL(.op = OP_WALK, .first = 25), RANGE(20, 29, ENTRY_NULL, 0));
	assert_wrong(CALL(.op = OP_WALK, .first = 15), RANGE(15, 35, ENTRY_VALUE, 9));
	assert_wrong(CALL(.op = OP_WALK, .first = 15), RANGE(16, 34, ENTRY_VALUE, 9));
	assert_wrong(CALL(.op = OP_WALK, .first = 25), RANGE(20, 30, ENTRY_NULL, 0));
}

/* From range to range: nothing that stays is passed over. */
static void test_next_and_prev(void **state)
{
	(void)state;
	assert_given(CALL(.op = OP_NEXT, .first = 12, .last = 100), ENTRY(ENTRY_VALUE, 1));
	assert_given(CALL(.op = OP_NEXT, .first = 12, .last = 100), ENTRY(ENTRY_VALUE, 9));
	assert_wrong(CALL(.op = OP_NEXT, .first = 12, .last = 100), ENTRY(ENTRY_NULL, 0));
	assert_wrong(CALL(.op = OP_NEXT, .first = 12, .last = 100), ENTRY(ENTRY_VALUE, 3));
	assert_given(CALL(.op = OP_NEXT, .first = 12, .last = 14), ENTRY(ENTRY_NULL, 0));
	assert_given(CALL(.op = OP_PREV, .first = 0, .last = 55), ENTRY(ENTRY_VALUE, 1));
	assert_given(CALL(.op = OP_PREV, .first = 0, .last = 34), ENTRY(ENTRY_VALUE, 0));
	assert_wrong(CALL(.op = OP_PREV, .first = 0, .last = 100), ENTRY(ENTRY_VALUE, 1));
	assert_wrong(CALL(.op = OP_PREV, .first = 0, .last = 100), ENTRY(ENTRY_NULL, 0));
}

static void test_find(void **state)
{
	const struct outcome old = { .entry = entry_pointer(value(0)), .index = 20, .next_entry = entry_pointer(value(1)), .next_index = 40 };
	const struct outcome mixed = { .entry = entry_pointer(value(0)), .index = 20, .next_entry = entry_pointer(value(9)), .next_index = 35 };
	const struct outcome passed = { .entry = entry_pointer(value(0)), .index = 20, .next_entry = NULL, .next_index = 20 };
	const struct outcome wrong = { .entry = entry_pointer(value(9)), .index = 20, .next_entry = entry_pointer(value(2)), .next_index = 61 };
	const struct call call = { .op = OP_FIND, .first = 0, .last = 100 };

	(void)state;
	assert_given(&call, &old);
	assert_given(&call, &mixed);
	assert_wrong(&call, &passed);
	assert_wrong(&call, &wrong);
}

static void scan(unsigned int count, const struct oracle_range *ranges)
{
	static const struct call call = { .op = OP_SCAN, .first = 0, .last = 100 };
	struct ranges_met met = { .count = count };
	struct outcome got = { .ranges = &met };

	memcpy(met.range, ranges, count * sizeof(*ranges));
	look(&call, &got);
}

static void test_scan(void **state)
{
	const struct oracle_range ranges[] = {
		{ 10, 14, entry_pointer(value(0)) }, { 15, 34, entry_pointer(value(9)) }, { 30, 39, entry_pointer(value(1)) },
		{ 50, 59, entry_pointer(value(2)) }, { 10, 19, entry_pointer(value(0)) }, { 15, 34, entry_pointer(value(9)) },
		{ 50, 59, entry_pointer(value(2)) },
	};

	(void)state;
	assert_passes((write_beside(), scan(4, ranges)));
	assert_passes((write_beside(), scan(3, ranges + 4)));
	write_beside();
	assert_diverges(CHECK_READER, scan(3, ranges));
	write_beside();
	assert_diverges(CHECK_READER, scan(5, ranges));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_next_and_prev),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_scan),
	};

	return cmocka_run_group_tests_name("check_beside", tests, set_up_world, NULL);
}
