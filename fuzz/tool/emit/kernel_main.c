// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a function that `maplefuzz emit --kernel` wrote, in the file TEST, on the ground. It ends with exit code 1 and a
 * line that says why, if the function sees that something is wrong. EXPECT_WARNINGS: it stores what the API refuses with a
 * warning.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include <linux/maple_tree.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/xarray.h>

__printf(1, 2)
static void __noreturn differ(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	_exit(1);
}

#include "support_main.c"

/* It may have a differ() of its own, which ends by a BUG(): what it says stands in the log. */
static void on_bug(enum ground_fault fault, const char *what, const char *file, int line)
{
	fputs(ground_log(), stderr);
	on_fault(fault, what, file, line);
}

#include TEST

/* Seconds that the function may take. */
#define SECONDS 20

static void run_test(void)
{
	ground_on_fault(on_bug);
	/* What the harness tells the ground about single calls, a function for the kernel leaves out. */
	ground_allow_sleeping(true);
#ifdef EXPECT_WARNINGS
	ground_expect_warning(true);
#endif
	alarm(SECONDS);
	check_maplefuzz();
	/* What a destroy in RCU mode frees later may be wrong, too. */
	rcu_barrier();
}
