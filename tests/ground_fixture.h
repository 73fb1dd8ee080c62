/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the ground share: a cache of nodes, and a handler that records faults. */
#ifndef GROUND_FIXTURE_H
#define GROUND_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <ground.h>
#include <linux/slab.h>

struct node {
	struct rcu_head rcu;
	unsigned long word[30];
};

static struct kmem_cache *nodes;

/* ---- Faults are counted, and the last one is kept ---- */

static unsigned int faults;
static enum ground_fault last_fault;
static const char *last_what;

static void record(enum ground_fault fault, const char *what, const char *file, int line)
{
	assert_non_null(file);
	assert_true(line > 0);
	faults++;
	last_fault = fault;
	last_what = what;
}

#define expect_fault(kind, text) do {			\
	assert_int_equal(faults, 1);			\
	assert_int_equal(last_fault, kind);		\
	assert_non_null(strstr(last_what, text));	\
	faults = 0;					\
} while (0)

#define expect_no_fault()	assert_int_equal(faults, 0)

static int setup(void **state)
{
	(void)state;
	if (!nodes)
		nodes = kmem_cache_create("test_node", sizeof(struct node), sizeof(struct node),
					  SLAB_PANIC, NULL);
	ground_reset();
	ground_on_fault(record);
	faults = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	ground_check_freed();
	ground_reset();
	ground_on_fault(NULL);
	return faults;
}

#endif
