// SPDX-License-Identifier: GPL-2.0-or-later
/* The oracle of processes against something simpler still: one key for each page of a small window. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>

#include "process.h"

#define WINDOW	0x1000UL
#define PAGES	24UL

static unsigned long random_state;

static unsigned int roll(unsigned int sides)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (random_state >> 33) % sides;
}

static void *key(unsigned int flags)
{
	return process_key(flags, 0, 0, 0);
}

/* Each page holds what it should; and no two areas side by side are the same, since each change merges them. */
static void compare(const struct process *p, void *const cells[PAGES])
{
	unsigned long i;
	size_t at;

	for (i = 0; i < PAGES; i++)
		assert_ptr_equal(oracle_load(&p->areas, WINDOW + i), cells[i]);
	for (at = 1; at < p->areas.count; at++) {
		const struct oracle_range *area = &p->areas.ranges[at];

		assert_false(area[-1].last + 1 == area->first && area[-1].entry == area->entry);
	}
}

static void step(struct process *p, void *cells[PAGES])
{
	unsigned long first = roll(PAGES), pages = 1 + roll(PAGES - first), page = WINDOW + first, i;
	unsigned int flags = 1 + roll(3), what = roll(3);
	bool hole = false;

	switch (what) {
	case 0:
		assert_int_equal(process_mmap(p, &page, pages, flags, 0, true), 0);
		assert_int_equal(page, WINDOW + first);
		break;
	case 1:
		assert_int_equal(process_munmap(p, page, pages), 0);
		break;
	default:
		for (i = first; i < first + pages; i++)
			hole |= !cells[i];
		assert_int_equal(process_mprotect(p, page, pages, flags), hole ? -ENOMEM : 0);
	}
	for (i = first; i < first + pages; i++) {
		if (what == 2 && !cells[i])
			break;
		cells[i] = what == 1 ? NULL : key(flags);
	}
}

static void test_pages(void **state)
{
	struct process p = { 0 };
	void *cells[PAGES] = { NULL };
	unsigned int i;

	(void)state;
	process_exec(&p);
	for (i = 0; i < 20000; i++) {
		step(&p, cells);
		compare(&p, cells);
	}
	oracle_free(&p.areas);
}

static void test_moves(void **state)
{
	struct process p = { 0 };
	unsigned long page = WINDOW;

	(void)state;
	process_exec(&p);
	assert_int_equal(process_mmap(&p, &page, 4, 1, 3, true), 0);
	assert_ptr_equal(oracle_load(&p.areas, WINDOW), process_key(1, 3, WINDOW, WINDOW));
	assert_int_equal(process_mremap(&p, &page, 4, 8), 0);
	assert_int_equal(page, WINDOW);
	page = WINDOW + 8;
	assert_int_equal(process_mmap(&p, &page, 1, 2, 0, true), 0);
	page = WINDOW;
	assert_int_equal(process_mremap(&p, &page, 8, 16), 0);
	assert_int_equal(page, PROCESS_BASE - 16);
	/* It holds the same pages of the file elsewhere. */
	assert_ptr_equal(oracle_load(&p.areas, page), process_key(1, 3, page, WINDOW));
	assert_null(oracle_load(&p.areas, WINDOW));
	assert_int_equal(process_mremap(&p, &page, 16, 4), 0);
	assert_null(oracle_load(&p.areas, page + 4));
	page = WINDOW;
	assert_int_equal(process_mremap(&p, &page, 1, 4), -EFAULT);
	assert_int_equal(process_mremap(&p, &page, 1, 0), -EINVAL);
	oracle_free(&p.areas);
}

static void test_fork(void **state)
{
	struct process p = { 0 }, child = { 0 };
	unsigned long page = WINDOW;

	(void)state;
	process_exec(&p);
	assert_int_equal(process_mmap(&p, &page, 6, 1, 0, true), 0);
	assert_int_equal(process_mprotect(&p, WINDOW, 2, 1 | AREA_LOCKED), 0);
	assert_int_equal(process_mprotect(&p, WINDOW + 4, 2, 1 | AREA_DONTCOPY), 0);
	process_fork(&child, &p);
	/* What was locked is not any more, and stays an area of its own; what is not for the child is missing. */
	assert_ptr_equal(oracle_load(&child.areas, WINDOW), key(1));
	assert_int_equal(oracle_find(&child.areas, WINDOW)->last, WINDOW + 1);
	assert_null(oracle_load(&child.areas, WINDOW + 4));
	assert_ptr_equal(oracle_load(&p.areas, WINDOW + 4), key(1 | AREA_DONTCOPY));
	process_brk(&child, child.heap + 3);
	assert_int_equal(child.heap_end, child.heap + 3);
	assert_int_equal(p.heap_end, p.heap);
	process_exit(&child);
	assert_false(child.alive);
	oracle_free(&p.areas);
	oracle_free(&child.areas);
}

static void test_heap_and_stack(void **state)
{
	struct process p = { 0 };
	unsigned long page = 0;

	(void)state;
	process_exec(&p);
	process_brk(&p, p.heap + 8);
	process_brk(&p, p.heap + 2);
	process_brk(&p, p.heap - 1);
	assert_int_equal(p.heap_end, p.heap + 2);
	assert_null(oracle_load(&p.areas, p.heap + 2));
	process_brk(&p, PROCESS_END);
	assert_int_equal(p.heap_end, p.heap + 2);
	assert_int_equal(process_stack(&p, 10, &page), 0);
	assert_non_null(oracle_load(&p.areas, page));
	assert_int_equal(process_stack(&p, 1UL << 40, &page), -ENOMEM);
	assert_int_equal(process_munmap(&p, PROCESS_END - 1, 1), 0);
	assert_int_equal(process_stack(&p, 1, &page), -EFAULT);
	oracle_free(&p.areas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_fork),
		cmocka_unit_test(test_heap_and_stack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
