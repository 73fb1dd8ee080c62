// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bench-other-NAME: makes a map of so many ranges with something else than a maple tree, or with one, and measures the operations that it is told to.
 * scripts/bench others runs all of them in turn.
 */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include <linux/maple_tree.h>

#include "../requests.h"
#include "map.h"

#define MOST_RANGES	2000000
#define SPAN		16UL
#define SEED		20231027

/* Operations between two looks at the clock, at least. */
#define BATCH	1000

static const char usage[] =
	"usage: bench-other-NAME RANGES\n"
	"\n"
	"Makes a map of RANGES ranges of 16 indices each. Memory is counted in bytes that a map takes: of fill, which is\n"
	"made once, and of copy, where it is that of one copy.\n"
	"\n";

/**
 * struct bench - What is measured.
 * @map: the map, in which all ranges are.
 * @ranges: how many there are: [i * SPAN, i * SPAN + SPAN - 1].
 * @order: all of them, in random order.
 * @round: of the values that are stored.
 * @seed: of random numbers.
 */
struct bench {
	struct map *map;
	unsigned long ranges;
	uint32_t *order;
	unsigned long round;
	uint64_t seed;
};

/* Each round stores other values, so that a map which does nothing is found out. */
static unsigned long value(const struct bench *b, unsigned long i)
{
	return 1 + i + b->round;
}

/* What is allocated now, by malloc() and by the ground. */
static unsigned long bytes_in_use(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd + ground_counts()->live * sizeof(struct maple_node);
}

static void check(const struct bench *b, const struct map *map)
{
	unsigned long wanted = 0, i;

	for (i = 0; i < b->ranges; i++) {
		wanted += i * SPAN + SPAN - 1 + value(b, i);
		must(map_load(map, i * SPAN + i % SPAN) == value(b, i), "the check of what is in the map");
	}
	must(!map_load(map, b->ranges * SPAN), "the check of what is behind the ranges");
	must(map_walk(map) == wanted, "the check of what a walk finds");
}

static struct map *filled(const struct bench *b)
{
	struct map *map = map_new();
	unsigned long k;

	for (k = 0; k < b->ranges; k++) {
		unsigned long i = b->order[k];

		map_insert(map, i * SPAN, i * SPAN + SPAN - 1, value(b, i));
	}
	return map;
}

static void load(struct bench *b, struct slice *slice)
{
	uint64_t seed = b->seed;
	unsigned long found = 0, wanted = 0, k;

	do {
		batch_begin(slice);
		for (k = 0; k < BATCH; k++)
			found += map_load(b->map, random_below(&b->seed, b->ranges) * SPAN);
		batch_end(slice, BATCH);
	} while (slice_goes_on(slice));
	for (k = 0; k < slice->count; k++)
		wanted += value(b, random_below(&seed, b->ranges));
	must(found == wanted, "the check of what was loaded");
}

static void walk(struct bench *b, struct slice *slice)
{
	unsigned long sum = 0, wanted = map_walk(b->map), walks = 0, k;

	do {
		batch_begin(slice);
		for (k = 0; k <= BATCH / b->ranges; k++)
			sum += map_walk(b->map);
		batch_end(slice, k * b->ranges);
		walks += k;
	} while (slice_goes_on(slice));
	must(sum == walks * wanted, "the check of what walks have found");
}

static void store(struct bench *b, struct slice *slice)
{
	unsigned long pass, k;

	do {
		/* Another order each time: one that comes again and again is learned by the processor. */
		shuffle(b->order, b->ranges, &b->seed);
		batch_begin(slice);
		for (pass = 0; pass <= BATCH / b->ranges; pass++) {
			b->round++;
			for (k = 0; k < b->ranges; k++) {
				unsigned long i = b->order[k];

				map_store(b->map, i * SPAN, i * SPAN + SPAN - 1, value(b, i));
			}
		}
		batch_end(slice, pass * b->ranges);
	} while (slice_goes_on(slice));
	check(b, b->map);
}

static void copy(struct bench *b, struct slice *slice)
{
	struct map *copies[1 + BATCH];
	unsigned long count = 1 + BATCH / b->ranges, before, k;

	do {
		before = bytes_in_use();
		batch_begin(slice);
		for (k = 0; k < count; k++)
			copies[k] = map_copy(b->map);
		batch_end(slice, count * b->ranges);
		slice->memory = (bytes_in_use() - before) / count;
		check(b, copies[0]);
		for (k = 0; k < count; k++)
			map_free(copies[k]);
	} while (slice_goes_on(slice));
	check(b, b->map);
}

static void fill(struct bench *b, struct slice *slice)
{
	unsigned long before = bytes_in_use();
	struct map *map;

	batch_begin(slice);
	map = filled(b);
	batch_end(slice, b->ranges);
	slice->memory = bytes_in_use() - before;
	check(b, map);
	map_free(map);
}

static const struct operation operations[] = {
	{ "load", load, NULL },
	{ "walk", walk, NULL },
	{ "store", store, NULL },
	{ "copy", copy, NULL },
	{ "fill", fill, NULL },
	{ NULL, NULL, NULL },
};

const struct operation *const operation_tables[] = { operations, NULL };

static void init(struct bench *b, unsigned long ranges)
{
	unsigned long i;

	*b = (struct bench){ .ranges = ranges, .seed = SEED, .order = array(ranges, sizeof(*b->order)) };
	for (i = 0; i < ranges; i++)
		b->order[i] = i;
	shuffle(b->order, ranges, &b->seed);
	b->map = filled(b);
	check(b, b->map);
}

int main(int argc, char **argv)
{
	struct bench b;
	int result;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return requests_usage(stdout, usage);
	if (argc != 2)
		return requests_usage(stderr, usage);
	maple_tree_init();
	init(&b, number(argv[1], MOST_RANGES, "the number of ranges"));
	result = requests_obey(&b);
	map_free(b.map);
	free(b.order);
	return result;
}
