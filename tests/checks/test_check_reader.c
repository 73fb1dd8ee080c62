// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Check 2, as a reader under RCU sees it: what it may meet beside a write, and what it may not. The write of these
 * tests stores v9 over [30, 34] of a tree that holds [10, 19] v0, [30, 39] v1, [50, 59] v2.
 */
#include "checks_fixture.h"

static struct oracle_range range(unsigned long first, unsigned long last, unsigned int id)
{
	return (struct oracle_range){ first, last, entry_pointer(value(id)) };
}

/* The oracle as it was before the write and as it is behind it; a reader who has met nothing. */
static void write_beside_reader(bool down)
{
	struct reader *reader = &world.subject.reader;

	begin(ATTRIBUTE_RCU);
	store_on_oracle(t0, 10, 19, 0);
	store_on_oracle(t0, 30, 39, 1);
	store_on_oracle(t0, 50, 59, 2);
	oracle_copy(&world.old, &t0->model->oracle);
	store_on_oracle(t0, 30, 34, 9);
	*reader = (struct reader){ .down = down };
}

static void meets(struct oracle_range met)
{
	ranges_add(&world.subject.reader.met, met.first, met.last, met.entry);
}

/* What it has met so far, it met before the write was done. */
static void write_is_done(void)
{
	world.subject.reader.between = world.subject.reader.met.count;
}

static void reader_ends(void)
{
	world.subject.reader.ended = true;
}

#define assert_reader_passes()		assert_passes(check_reader(&world, t0))
#define assert_reader_diverges()	assert_diverges(CHECK_READER, check_reader(&world, t0))

static void test_nobody_reads(void **state)
{
	(void)state;
	write_beside_reader(false);
	reader_ends();
	assert_reader_passes();
}

static void test_before_or_after(void **state)
{
	(void)state;
	write_beside_reader(false);
	meets(range(10, 19, 0));
	assert_reader_passes();
	write_is_done();
	meets(range(30, 34, 9));
	meets(range(35, 39, 1));
	meets(range(50, 59, 2));
	reader_ends();
	assert_reader_passes();

	write_beside_reader(false);
	meets(range(10, 19, 0));
	write_is_done();
	meets(range(30, 39, 1));	/* it was on its way there */
	meets(range(50, 59, 2));
	reader_ends();
	assert_reader_passes();

	write_beside_reader(true);
	meets(range(50, 59, 2));
	write_is_done();
	meets(range(35, 39, 1));
	meets(range(30, 34, 9));
	meets(range(10, 19, 0));
	reader_ends();
	assert_reader_passes();
}

/* The first step is made before the write. */
static void test_first_range_is_old(void **state)
{
	(void)state;
	write_beside_reader(false);
	meets(range(30, 34, 9));
	assert_reader_diverges();
	write_beside_reader(false);
	meets(range(30, 39, 1));
	assert_reader_passes();
}

static void test_ranges_of_no_moment(void **state)
{
	(void)state;
	write_beside_reader(false);
	meets(range(10, 19, 0));
	write_is_done();
	meets(range(30, 36, 9));
	assert_reader_diverges();

	write_beside_reader(false);
	meets(range(10, 19, 0));
	write_is_done();
	meets(range(30, 34, 1));
	assert_reader_diverges();

	write_beside_reader(false);
	meets(range(10, 19, 0));
	write_is_done();
	meets(range(20, 29, 0));
	assert_reader_diverges();
}

/* While the write is going on, a part of a range may be met, but not with another entry, nor more than the range. */
static void test_parts_in_the_middle_of_the_write(void **state)
{
	(void)state;
	write_beside_reader(false);
	meets(range(10, 19, 0));
	meets(range(30, 34, 1));
	write_is_done();
	assert_reader_passes();
	meets(range(35, 37, 1));	/* too late */
	assert_reader_diverges();

	write_beside_reader(false);
	meets(range(10, 19, 0));
	meets(range(30, 34, 2));
	write_is_done();
	assert_reader_diverges();

	write_beside_reader(false);
	meets(range(10, 19, 0));
	meets(range(30, 40, 1));
	write_is_done();
	assert_reader_diverges();

	write_beside_reader(false);
	meets(range(11, 19, 0));	/* before the write */
	write_is_done();
	assert_reader_diverges();
}

static void test_moves_on(void **state)
{
	(void)state;
	write_beside_reader(false);
	meets(range(30, 39, 1));
	write_is_done();
	meets(range(10, 19, 0));
	assert_reader_diverges();

	write_beside_reader(false);
	meets(range(30, 39, 1));
	write_is_done();
	meets(range(35, 39, 1));	/* whose last index it has seen */
	assert_reader_diverges();

	write_beside_reader(true);
	meets(range(30, 39, 1));
	write_is_done();
	meets(range(50, 59, 2));
	assert_reader_diverges();

	write_beside_reader(true);
	meets(range(30, 39, 1));
	write_is_done();
	meets(range(30, 34, 9));
	assert_reader_diverges();
}

/* What was there all the time is not passed over; what was written over may be. */
static void test_skips_nothing(void **state)
{
	(void)state;
	write_beside_reader(false);
	meets(range(10, 19, 0));
	write_is_done();
	meets(range(50, 59, 2));
	assert_reader_passes();

	write_beside_reader(false);
	store_on_oracle(t0, 40, 41, 8);		/* by the write, too: nobody missed it */
	meets(range(10, 19, 0));
	write_is_done();
	meets(range(50, 59, 2));
	assert_reader_passes();

	write_beside_reader(false);
	oracle_store(&world.old, 70, 79, entry_pointer(value(3)));
	store_on_oracle(t0, 70, 79, 3);
	meets(range(10, 19, 0));
	write_is_done();
	meets(range(70, 79, 3));
	assert_reader_diverges();

	write_beside_reader(true);
	oracle_store(&world.old, 70, 79, entry_pointer(value(3)));
	store_on_oracle(t0, 70, 79, 3);
	meets(range(70, 79, 3));
	write_is_done();
	meets(range(10, 19, 0));
	assert_reader_diverges();
}

static void test_goes_to_the_end(void **state)
{
	(void)state;
	write_beside_reader(false);
	meets(range(10, 19, 0));
	write_is_done();
	assert_reader_passes();		/* it was followed no further */
	reader_ends();
	assert_reader_diverges();

	write_beside_reader(true);
	meets(range(50, 59, 2));
	write_is_done();
	reader_ends();
	assert_reader_diverges();

	write_beside_reader(true);
	meets(range(10, 19, 0));
	write_is_done();
	reader_ends();
	assert_reader_passes();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_reads),
		cmocka_unit_test(test_before_or_after),
		cmocka_unit_test(test_first_range_is_old),
		cmocka_unit_test(test_ranges_of_no_moment),
		cmocka_unit_test(test_parts_in_the_middle_of_the_write),
		cmocka_unit_test(test_moves_on),
		cmocka_unit_test(test_skips_nothing),
		cmocka_unit_test(test_goes_to_the_end),
	};

	return cmocka_run_group_tests_name("check_reader", tests, set_up_world, NULL);
}
