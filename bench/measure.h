/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the benchmarks that are written in C share: the clock, slices of time, complaints, and numbers on the command line. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include <ground.h>

/** now() - Seconds of the processor that this process had: it does not matter who else wants it. */
double now(void);

/**
 * struct slice - A stretch of time in which one operation is made again and again, in batches.
 * @length: how many seconds of the operation are wanted.
 * @spent: how many there were. What is done between batches does not count.
 * @count: how often the operation was made in them.
 * @memory: how many objects the ground's caches handed out in them, or what else the operation counts.
 * @begun: when the batch began that is being made.
 * @objects_begun: how many objects had been handed out by then.
 */
struct slice {
	double length;
	double spent;
	unsigned long count;
	unsigned long memory;
	double begun;
	unsigned long objects_begun;
};

static inline void batch_begin(struct slice *slice)
{
	slice->objects_begun = ground_counts()->allocs;
	slice->begun = now();
}

/* A batch ends, in which the operation was made @count times. */
static inline void batch_end(struct slice *slice, unsigned long count)
{
	slice->spent += now() - slice->begun;
	slice->count += count;
	slice->memory += ground_counts()->allocs - slice->objects_begun;
}

static inline bool slice_goes_on(const struct slice *slice)
{
	return slice->spent < slice->length;
}

/* A random number below @limit, which is below 2^32. @seed is any number, and moves on. */
static inline unsigned long random_below(uint64_t *seed, unsigned long limit)
{
	*seed = *seed * 6364136223846793005UL + 1442695040888963407UL;
	return (*seed >> 32) * limit >> 32;
}

/** must() - End the program with exit code 2 and a line that says that @what failed, unless it went well. */
void must(bool good, const char *what);

/** array() - Memory for @count things of @size bytes, all 0. */
void *array(unsigned long count, unsigned long size);

/** shuffle() - Bring @count numbers in random order. */
void shuffle(uint32_t *numbers, unsigned long count, uint64_t *seed);

/** number() - The number from 1 to @most that @text has; @what says in the complaint which number that is. */
unsigned long number(const char *text, unsigned long most, const char *what);

#endif
