/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the embedded maple tree share: entries, and a ground as it is at the beginning of each test. */
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

#endif
