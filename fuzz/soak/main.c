// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * soak [NAME=NUMBER]...: the module soak.c as a program. scripts/soak builds and runs it, and reads what ThreadSanitizer says. Its parameters
 * are those of the module, and hang: seconds after which threads that do not go on are given up.
 *
 * Exit codes: 0 all was as it should be; 1 something was not; 2 wrong use.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ground/thread.h>
#include <linux/maple_tree.h>
#include <linux/module.h>

#include "identity.h"
#include "watchdog.h"

#define EXIT_USAGE 2

static unsigned long hang = 60;

/* Take "NAME=NUMBER". Return: false after a complaint. */
static bool take_parameter(const char *word)
{
	const char *equals = strchr(word, '=');
	char name[32], *end;
	unsigned long value;

	if (equals && equals[1] >= '0' && equals[1] <= '9' && equals - word < (long)sizeof(name)) {
		snprintf(name, sizeof(name), "%.*s", (int)(equals - word), word);
		errno = 0;
		value = strtoul(equals + 1, &end, 10);
		if (!*end && !errno && !strcmp(name, "hang")) {
			hang = value;
			return true;
		}
		if (!*end && !errno && ground_set_parameter(name, value))
			return true;
	}
	fprintf(stderr, "soak: '%s' is no parameter and its value, NAME=NUMBER\n", word);
	return false;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!take_parameter(argv[i]))
			return EXIT_USAGE;
	printf("on %s\n", harness_subject());
	maple_tree_init();
	ground_rcu_start();
	ground_rcu_thread_begin();
	watchdog_start((unsigned int)hang);
	if (ground_module_init()) {
		fprintf(stderr, "soak: too many threads, or no memory\n");
		return EXIT_USAGE;
	}
	printf("%lu sections of readers, %lu grace periods, %lu callbacks, %ld objects left\n", ground_thread_count(GROUND_PROGRESS_SECTIONS),
	       ground_thread_count(GROUND_PROGRESS_GRACES), ground_thread_count(GROUND_PROGRESS_CALLBACKS), ground_objects_live());
	return ground_errors() || ground_objects_live() ? EXIT_FAILURE : EXIT_SUCCESS;
}
