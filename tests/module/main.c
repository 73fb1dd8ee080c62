// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loads Linux's tests of the maple tree, lib/test_maple_tree.c, on the ground. What they print goes to stderr, and so does each
 * failure with a stack trace. At the end, stdout gets what scripts/kernel-tests reads: a name and a number a line.
 */
#include <sanitizer/common_interface_defs.h>
#include <stdio.h>
#include <string.h>

#include <ground.h>
#include <linux/maple_tree.h>
#include <linux/module.h>

/* Failures that are printed. All are counted. */
#define PRINTED	20

/* What the ground saw go wrong, a check of the tests that failed not counted. */
static unsigned long faults;

/* Reads of a tree under no lock. */
static unsigned long unlocked;

/* The tests read and validate trees under no lock, which only lockdep complains of. */
static bool reads_unlocked(enum ground_fault fault, const char *what)
{
	return fault == GROUND_RCU && strncmp(what, "rcu_dereference", strlen("rcu_dereference")) == 0;
}

static void note(enum ground_fault fault, const char *what, const char *file, int line)
{
	static unsigned int printed;

	if (reads_unlocked(fault, what)) {
		unlocked++;
		return;
	}
	/* A check that fails prints the tree and the stack. The tests count it. */
	if (fault != GROUND_DUMP_STACK)
		faults++;
	if (printed == PRINTED)
		return;
	fprintf(stderr, "test_module: %s: %s (%s:%d)\n", ground_fault_name(fault), what, file, line);
	__sanitizer_print_stack_trace();
	if (++printed == PRINTED)
		ground_log_tee(false);
}

int main(void)
{
	unsigned int run, passed;

	ground_log_tee(true);
	ground_on_fault(note);
	maple_tree_init();
	ground_module_init();
	ground_module_exit();
	ground_rcu_quiesce();
	ground_check_freed();
	run = (unsigned int)atomic_read(&maple_tree_tests_run);
	passed = (unsigned int)atomic_read(&maple_tree_tests_passed);
	printf("passed %u\nfailed %u\nfaults %lu\nlost %lu\nunlocked %lu\n", passed, run - passed, faults,
	       ground_counts()->live, unlocked);
	return 0;
}
