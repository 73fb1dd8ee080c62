/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our own generator of random numbers (splitmix64), so that a seed means the same on every machine. */
#ifndef RNG_H
#define RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
	uint64_t state;
};

/** rng_next() - 64 random bits. */
uint64_t rng_next(struct rng *rng);

/** rng_below() - A number from 0 to @n - 1; @n is not 0. */
unsigned int rng_below(struct rng *rng, unsigned int n);

/** rng_one_in() - True once in @n times. */
bool rng_one_in(struct rng *rng, unsigned int n);

/** rng_pick() - An index into the @n weights at @weights, by weight; their sum is not 0. */
unsigned int rng_pick(struct rng *rng, const uint16_t *weights, unsigned int n);

#endif
