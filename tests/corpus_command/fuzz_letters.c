// SPDX-License-Identifier: GPL-2.0-or-later
/* A target of which one can see what an input reaches: a branch for each of three letters. `!` crashes. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile char reached;

/* Only in the first process of all that are given the same $FICKLE. */
static void reach_once(void)
{
	static int first = -1;

	if (first < 0)
		first = open(getenv("FICKLE"), O_CREAT | O_EXCL, 0600) >= 0;
	if (first)
		reached = 'f';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		switch (data[i]) {
		case 'a':
			reached = 'a';
			break;
		case 'b':
			reached = 'b';
			break;
		case 'c':
			reached = 'c';
			break;
		case 'f':
			reach_once();
			break;
		case '!':
			abort();
		}
	}
	return 0;
}
