// SPDX-License-Identifier: GPL-2.0-or-later
/* Versions are compared as numbers, part by part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "identity.h"

static void test_first_counts_and_end_does_not(void **state)
{
	(void)state;
	assert_true(version_within("6.12.117", "6.12.117", NULL));
	assert_true(version_within("6.12.117", "6.12.117", "6.12.118"));
	assert_false(version_within("6.12.117", "6.12.100", "6.12.117"));
	assert_false(version_within("6.12.116", "6.12.117", NULL));
}

static void test_parts_are_numbers(void **state)
{
	(void)state;
	assert_true(version_within("6.12.0", "6.2", "6.13"));
	assert_true(version_within("6.12.99", "6.12.9", "6.12.100"));
	assert_false(version_within("6.1.192", "6.12", NULL));
	assert_true(version_within("10.0", "6.99.99999", NULL));
	assert_true(version_within("6.16.0-rc5", "6.16", "6.16.1"));
}

static void test_no_version_is_nowhere(void **state)
{
	(void)state;
	assert_false(version_within("", "6.1", NULL));
	assert_false(version_within("linux", "6.1", NULL));
	assert_false(version_within("6", "6.1", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_counts_and_end_does_not),
		cmocka_unit_test(test_parts_are_numbers),
		cmocka_unit_test(test_no_version_is_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
