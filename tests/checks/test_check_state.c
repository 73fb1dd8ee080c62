// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks 2 and 4: what a tree holds, and that what happens to one never shows in another. */
#include "checks_fixture.h"

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
	assert_non_null(mtree_erase(&t0->subject->mt, 48));
	check_difference_at_48();
}

static void test_state_too_many(void **state)
{
	(void)state;
	begin(0);
	fill(t0, 100);
	assert_non_null(oracle_erase(&t0->model->oracle, 48));
	check_difference_at_48();
}

static void test_state_other_edges(void **state)
{
	(void)state;
	begin(0);
	fill(t0, 100);
	assert_int_equal(oracle_store(&t0->model->oracle, 48, 48, NULL), 0);
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

/* Independence: other trees */

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_state_agrees),
		cmocka_unit_test(test_state_other_entry),
		cmocka_unit_test(test_state_missing),
		cmocka_unit_test(test_state_too_many),
		cmocka_unit_test(test_state_other_edges),
		cmocka_unit_test(test_state_torn_range),
		cmocka_unit_test(test_state_far_away),
		cmocka_unit_test(test_state_empty_or_not),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests_name("check_state", tests, set_up_world, NULL);
}
