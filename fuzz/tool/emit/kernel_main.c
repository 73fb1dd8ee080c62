// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a function that `maplefuzz emit --kernel` wrote, in the file TEST, on the ground. It ends with exit code 1 and a
 * line that says why, if the function sees that something is wrong. EXPECT_WARNINGS: it stores what the API refuses with a
 * warning.
 */
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include <linux/maple_tree.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "ground.h"

#include TEST

/* Seconds that the function may take. */
#define SECONDS 20

static void on_fault(enum ground_fault fault, const char *what, const char *file, int line)
{
	fprintf(stderr, "%s%s: %s, at %s:%d\n", ground_log(), ground_fault_name(fault), what, file, line);
	_exit(1);
}

static void on_signal(int number)
{
	static const char hangs[] = "the function does not come back\n", crashes[] = "the function crashes\n";
	bool hang = number == SIGALRM;

	if (write(STDERR_FILENO, hang ? hangs : crashes, hang ? sizeof(hangs) - 1 : sizeof(crashes) - 1) < 0)
		_exit(2);
	_exit(1);
}

/* On a stack of its own: the tree may have used up the other one. */
static void handle_signal(int number)
{
	const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK };

	sigaction(number, &action, NULL);
}

int main(void)
{
	static char stack[1 << 16];
	const stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };

	sigaltstack(&alternate, NULL);
	handle_signal(SIGALRM);
	handle_signal(SIGABRT);
#ifndef __SANITIZE_ADDRESS__
	handle_signal(SIGSEGV);
	handle_signal(SIGBUS);
#endif
	ground_on_fault(on_fault);
	/* What the harness tells the ground about single calls, a function for the kernel leaves out. */
	ground_allow_sleeping(true);
#ifdef EXPECT_WARNINGS
	ground_expect_warning(true);
#endif
	maple_tree_init();
	alarm(SECONDS);
	check_maplefuzz();
	/* What a destroy in RCU mode frees later may be wrong, too. */
	rcu_barrier();
	puts("no difference");
	return 0;
}
