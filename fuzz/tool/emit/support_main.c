// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The main function of a test on the ground: it makes the calls of run_test(), and differ() is told of crashes, hangs, and what the ground
 * sees. `maplefuzz emit` copies it behind support.c into a file that stands alone; kernel_main.c runs a function for the kernel by it.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "ground.h"

static void on_fault(enum ground_fault fault, const char *what, const char *file, int at)
{
	differ("%s: %s, at %s:%d", ground_fault_name(fault), what, file, at);
}

static void on_signal(int number)
{
	differ(number == SIGALRM ? "the call does not come back" : "the call crashes");
}

/* On a stack of its own: the tree may have used up the other one. */
static void handle_signal(int number)
{
	const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK };

	sigaction(number, &action, NULL);
}

static void run_test(void);

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
	maple_tree_init();
	/* Memory stays short until a call has given up, and none may try for ever. */
	ground_lift_budget_after(ULONG_MAX);
	ground_limit_failures(64);
	run_test();
	puts("no difference");
	return 0;
}
