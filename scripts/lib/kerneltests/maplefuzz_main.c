// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's userspace tests of the maple tree with one function in the place of their list: check_maplefuzz() of the file
 * FUNCTION, which sees all that the tests see. Without FUNCTION it runs nothing, and shows that the tests compile.
 */
#define main suite_main
#include "maple.c"
#undef main

#ifdef FUNCTION
#include FUNCTION
#else
static void check_maplefuzz(void)
{
}
#endif

int main(void)
{
	/* Unbuffered, or abort() drops what MT_BUG_ON() has printed. */
	setvbuf(stdout, NULL, _IONBF, 0);
	rcu_register_thread();
	maple_tree_init();
	check_maplefuzz();
	/* In RCU mode a destroy frees after a grace period. What goes wrong there is the function's, too. */
	rcu_barrier();
	rcu_unregister_thread();
	if (nr_allocated)
		printf("maplefuzz: %d nodes were not freed\n", nr_allocated);
	return 0;
}
