// SPDX-License-Identifier: GPL-2.0-or-later
/* A subject that AddressSanitizer stops: in which of its functions was it? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/maple_tree.h>

#include "frame.h"

void __sanitizer_set_death_callback(void (*callback)(void));

static int wire;

/* With the final NUL, so that the answer is known to be whole. */
static void tell(void)
{
	char name[64];

	frame_of_subject(name, sizeof(name));
	if (write(wire, name, strlen(name) + 1) < 0)
		_exit(3);
}

/* Memory that was freed: cmocka takes the signals of other crashes. */
static void *freed_node(void)
{
	void *node = aligned_alloc(256, 256);

	free(node);
	return node;
}

static void crash_in_the_tree(void)
{
	struct maple_tree mt;

	maple_tree_init();
	mt_init_flags(&mt, 0);
	/* A leaf is the root. */
	mt.ma_root = (void *)((unsigned long)freed_node() | maple_leaf_64 << 3 | 6);
	mtree_load(&mt, 5);
}

static void crash_here(void)
{
	*(volatile char *)freed_node() = 0;
}

/* What is told of a child that crashes as @crash does. */
static void ask(void (*crash)(void), char *name, size_t size)
{
	int ends[2];
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (!child) {
		wire = ends[1];
		close(STDERR_FILENO);
		__sanitizer_set_death_callback(tell);
		crash();
		_exit(0);
	}
	close(ends[1]);
	assert_true(read(ends[0], name, size) > 0);
	close(ends[0]);
	waitpid(child, NULL, 0);
}

static void test_function_of_the_tree(void **state)
{
	char name[64];

	(void)state;
	ask(crash_in_the_tree, name, sizeof(name));
	assert_int_equal(*name, 'm');
	assert_string_not_equal(name, "main");
}

static void test_no_function_of_the_tree(void **state)
{
	char name[64];

	(void)state;
	ask(crash_here, name, sizeof(name));
	assert_string_equal(name, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_function_of_the_tree),
		cmocka_unit_test(test_no_function_of_the_tree),
	};

	return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
