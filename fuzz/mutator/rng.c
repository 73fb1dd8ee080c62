// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random numbers. No expression anywhere in this folder draws two that the compiler may draw in
 * either order: a seed means the same under every compiler.
 */
#include "rng.h"

uint64_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

unsigned int rng_below(struct rng *rng, unsigned int n)
{
	return (rng_next(rng) >> 32) * n >> 32;
}

bool rng_one_in(struct rng *rng, unsigned int n)
{
	return !rng_below(rng, n);
}

unsigned int rng_pick(struct rng *rng, const uint16_t *weights, unsigned int n)
{
	unsigned int sum = 0, i, at;

	for (i = 0; i < n; i++)
		sum += weights[i];
	at = rng_below(rng, sum);
	for (i = 0; at >= weights[i]; i++)
		at -= weights[i];
	return i;
}
