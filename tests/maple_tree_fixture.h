/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the embedded maple tree share: entries, trees, and a ground as it is at the beginning of each test. */
#ifndef MAPLE_TREE_FIXTURE_H
#define MAPLE_TREE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/maple_tree.h>
#include <linux/xarray.h>

#include <ground.h>

static void *v(unsigned long n)
{
	return xa_mk_value(n);
}

static int setup(void **state)
{
	static bool initialised;

	(void)state;
	if (!initialised)
		maple_tree_init();
	initialised = true;
	ground_reset();
	return 0;
}

#define ATTRIBUTES 4	/* with and without gaps, with and without RCU */

/* The attributes that a test is run with, one after the other. */
static const unsigned int attributes[ATTRIBUTES] = {
	0, MT_FLAGS_ALLOC_RANGE, MT_FLAGS_USE_RCU, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU,
};

static inline void validate(struct maple_tree *mt)
{
	mtree_lock(mt);
	mt_validate(mt);
	mtree_unlock(mt);
}

/* Every test ends with this: no node may be left. */
static inline void destroy(struct maple_tree *mt)
{
	mtree_destroy(mt);
	assert_true(mtree_empty(mt));
	ground_rcu_quiesce();
	assert_int_equal(ground_counts()->live, 0);
}

static inline void store(struct maple_tree *mt, unsigned long first, unsigned long last, void *entry)
{
	assert_int_equal(mtree_store_range(mt, first, last, entry, GFP_KERNEL), 0);
	validate(mt);
}

/* [10 * i, 10 * i + 5] holds i, for i below @count. */
static inline void fill(struct maple_tree *mt, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++)
		assert_int_equal(mtree_store_range(mt, 10 * i, 10 * i + 5, v(i), GFP_KERNEL), 0);
	validate(mt);
}

static inline void assert_filled(struct maple_tree *mt, unsigned long count)
{
	MA_STATE(mas, mt, 0, 0);
	unsigned long i = 0;
	void *entry;

	rcu_read_lock();
	mas_for_each(&mas, entry, ULONG_MAX) {
		assert_ptr_equal(entry, v(i));
		assert_int_equal(mas.index, 10 * i);
		assert_int_equal(mas.last, 10 * i + 5);
		i++;
	}
	rcu_read_unlock();
	assert_int_equal(i, count);
}

#endif
