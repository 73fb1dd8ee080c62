/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A map from ranges of indices to words, made with what there is in user space: each file makes it in one way, and a program of its own is linked
 * with it. Ranges do not overlap, words are not 0. What a function can't do, for want of memory, ends the program.
 */
#ifndef BENCH_MAP_H
#define BENCH_MAP_H

#ifdef __cplusplus
extern "C" {
#endif

struct map;

/* What a range is stored as, by those that keep a pointer to it. */
struct map_range {
	unsigned long first;
	unsigned long last;
	unsigned long value;
};

/** map_new() - An empty map, to be freed with map_free(). */
struct map *map_new(void);

/** map_copy() - A map of its own with the same content. */
struct map *map_copy(const struct map *map);

void map_free(struct map *map);

/** map_insert() - Store @value at [first, last], where nothing is. */
void map_insert(struct map *map, unsigned long first, unsigned long last, unsigned long value);

/** map_store() - Store @value over what is at [first, last], just that range. */
void map_store(struct map *map, unsigned long first, unsigned long last, unsigned long value);

/** map_load() - What is at @index; 0 for nothing. */
unsigned long map_load(const struct map *map, unsigned long index);

/** map_walk() - Go over all ranges in order. Return: the sum of their last indices and values. */
unsigned long map_walk(const struct map *map);

#ifdef __cplusplus
}
#endif

#endif
