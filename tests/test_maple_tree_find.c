// SPDX-License-Identifier: GPL-2.0-or-later
/* The embedded maple tree: finding entries without a state, and printing a tree. */
#include "maple_tree_fixture.h"

#include <stdio.h>

static void test_find_from_every_index(void **state)
{
	(void)state;
	for (unsigned int a = 0; a < ATTRIBUTES; a++) {
		struct maple_tree mt;

		mt_init_flags(&mt, attributes[a]);
		fill(&mt, 300);
		for (unsigned long i = 0; i < 2996; i++) {
			unsigned long index = i, found = i % 10 < 6 ? i / 10 : i / 10 + 1;

			assert_ptr_equal(mt_find(&mt, &index, ULONG_MAX), v(found));
			assert_int_equal(index, 10 * found + 6);
		}
		destroy(&mt);
	}
}

static void test_find_and_its_limits(void **state)
{
	DEFINE_MTREE(mt);
	unsigned long index = 6;

	(void)state;
	fill(&mt, 300);
	assert_null(mt_find(&mt, &index, 9));
	assert_int_equal(index, 6);
	assert_ptr_equal(mt_find(&mt, &index, 10), v(1));
	assert_int_equal(index, 16);
	/* The limit lies before the index. */
	assert_null(mt_find(&mt, &index, 15));
	assert_int_equal(index, 16);
	index = 2996;
	assert_null(mt_find(&mt, &index, ULONG_MAX));
	assert_int_equal(index, 2996);
	store(&mt, ULONG_MAX - 1, ULONG_MAX, v(1));
	assert_ptr_equal(mt_find_after(&mt, &index, ULONG_MAX), v(1));
	/* There is nothing behind ULONG_MAX, and 0 says so. */
	assert_int_equal(index, 0);
	assert_null(mt_find_after(&mt, &index, ULONG_MAX));
	destroy(&mt);
}

/* XA_ZERO_ENTRY is passed over, as if it were emptiness. */
static void test_find_passes_over_zero_entries(void **state)
{
	DEFINE_MTREE(mt);
	unsigned long index = 0;

	(void)state;
	for (unsigned long i = 0; i < 100; i++)
		store(&mt, i, i, i == 50 ? v(50) : XA_ZERO_ENTRY);
	assert_ptr_equal(mt_find(&mt, &index, ULONG_MAX), v(50));
	assert_int_equal(index, 51);
	assert_null(mt_find_after(&mt, &index, ULONG_MAX));
	assert_ptr_equal(mt_next(&mt, 50, ULONG_MAX), XA_ZERO_ENTRY);
	assert_ptr_equal(mt_prev(&mt, 50, 0), XA_ZERO_ENTRY);
	destroy(&mt);
}

static void test_for_each(void **state)
{
	DEFINE_MTREE(mt);
	unsigned long index = 13, count = 0;
	void *entry;

	(void)state;
	fill(&mt, 300);
	mt_for_each(&mt, entry, index, 2000)
		assert_ptr_equal(entry, v(++count));
	assert_int_equal(count, 200);
	assert_int_equal(index, 2006);
	destroy(&mt);
}

static void test_find_without_nodes(void **state)
{
	DEFINE_MTREE(mt);
	unsigned long index = 0;

	(void)state;
	assert_null(mt_find(&mt, &index, ULONG_MAX));
	assert_null(mt_next(&mt, 0, ULONG_MAX));
	assert_null(mt_prev(&mt, ULONG_MAX, 0));
	store(&mt, 0, 0, v(1));
	assert_ptr_equal(mt_find(&mt, &index, 0), v(1));
	assert_int_equal(index, 1);
	assert_null(mt_find_after(&mt, &index, ULONG_MAX));
	assert_null(mt_next(&mt, 0, ULONG_MAX));
	assert_ptr_equal(mt_prev(&mt, 1, 0), v(1));
	assert_null(mt_prev(&mt, 5, 1));
	destroy(&mt);
}

static void assert_dumped(const struct maple_tree *mt, enum mt_dump_format format, const char *words)
{
	ground_log_clear();
	mt_dump(mt, format);
	assert_non_null(strstr(ground_log(), words));
}

static void test_dump(void **state)
{
	static int object;
	char words[40];

	(void)state;
	for (unsigned int a = 0; a < ATTRIBUTES; a++) {
		struct maple_tree mt;

		mt_init_flags(&mt, attributes[a]);
		assert_dumped(&mt, mt_dump_hex, "height 0");
		store(&mt, 0, 0, &object);
		snprintf(words, sizeof(words), "0-0: %p\n", (void *)&object);
		assert_dumped(&mt, mt_dump_hex, words);
		fill(&mt, 20);
		store(&mt, 26, 29, XA_ZERO_ENTRY);
		assert_dumped(&mt, mt_dump_dec, "20-25: value 2\n");
		assert_dumped(&mt, mt_dump_hex, "1a-1d: zero\n");
		if (attributes[a] & MT_FLAGS_ALLOC_RANGE)
			assert_dumped(&mt, mt_dump_dec, "gap 4\n");
		destroy(&mt);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_find_from_every_index, setup),
		cmocka_unit_test_setup(test_find_and_its_limits, setup),
		cmocka_unit_test_setup(test_find_passes_over_zero_entries, setup),
		cmocka_unit_test_setup(test_for_each, setup),
		cmocka_unit_test_setup(test_find_without_nodes, setup),
		cmocka_unit_test_setup(test_dump, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
