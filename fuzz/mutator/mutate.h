/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Structure-aware mutation: works on whole instructions, so that what it makes
 * is again a program of the shape that the last one had. One core for every engine.
 */
#ifndef MUTATE_H
#define MUTATE_H

#include <stddef.h>
#include <stdint.h>

/**
 * mutate() - Change a program a little.
 * @data: the program; room for @max_size bytes.
 * @size: its size in bytes, at most @max_size.
 * @max_size: how large it may get.
 * @seed: decides what is done; the same arguments give the same result.
 *
 * Return: the new size.
 */
size_t mutate(uint8_t *data, size_t size, size_t max_size, uint64_t seed);

/* At most as many mutations are stacked in one call of mutate(). */
#define STACKED_MAX 8

/**
 * struct mutation_log - What a call of mutate() did.
 * @count: how many mutations.
 * @names: of each, one lower-case word.
 */
struct mutation_log {
	size_t count;
	const char *names[STACKED_MAX];
};

/** mutate_logged() - mutate(), and leave in @log what it did. */
size_t mutate_logged(uint8_t *data, size_t size, size_t max_size, uint64_t seed, struct mutation_log *log);

/**
 * crossover() - Splice two programs: instructions of both, in order, with the header of one.
 *
 * Return: the size of what was written to @out, at most @max_size.
 */
size_t crossover(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
		 uint8_t *out, size_t max_size, uint64_t seed);

#endif
