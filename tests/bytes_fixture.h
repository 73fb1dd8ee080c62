/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the input language share: random bytes, the same everywhere. */
#ifndef BYTES_FIXTURE_H
#define BYTES_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

static uint64_t random_state;

static inline uint8_t random_byte(void)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return random_state >> 56;
}

static inline void random_bytes(uint8_t *data, size_t size, uint64_t seed)
{
	random_state = seed;
	for (size_t i = 0; i < size; i++)
		data[i] = random_byte();
}

/* A copy of exactly the size, so that ASan sees a byte read too many. */
static inline uint8_t *exact_copy(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	memcpy(copy, data, size);
	return copy;
}

#endif
