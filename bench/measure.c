// SPDX-License-Identifier: GPL-2.0-or-later
/* What the benchmarks that are written in C share. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "measure.h"

double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return time.tv_sec + time.tv_nsec * 1e-9;
}

void must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "%s: %s failed\n", program_invocation_short_name, what);
	exit(2);
}

void *array(unsigned long count, unsigned long size)
{
	void *memory = calloc(count, size);

	must(memory, "to get memory");
	return memory;
}

unsigned long number(const char *text, unsigned long most, const char *what)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*end || !n || n > most) {
		fprintf(stderr, "%s: %s is 1 to %lu, not '%s'\n", program_invocation_short_name, what, most, text);
		exit(2);
	}
	return n;
}

void shuffle(uint32_t *numbers, unsigned long count, uint64_t *seed)
{
	while (count > 1) {
		unsigned long at = random_below(seed, count--);
		uint32_t number = numbers[at];

		numbers[at] = numbers[count];
		numbers[count] = number;
	}
}
