/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The oracle: a map from ranges of indices to entries, kept as a sorted array.
 *
 * Invariants: ranges[] is sorted, ranges do not overlap, first <= last, no
 * entry is NULL. What no range covers is empty. Neighbours with equal entries stay two ranges.
 * Every range is inclusive at both ends, from 0 to ULONG_MAX.
 *
 * The array lies in memory for twice as many ranges as it may hold, with at most as many free places in front of it: a store
 * moves the ranges on that side of it where there are fewer.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include <stdbool.h>
#include <stddef.h>

struct oracle_range {
	unsigned long first;
	unsigned long last;
	void *entry;
};

struct oracle {
	struct oracle_range *ranges;
	size_t count;
	size_t capacity;
	struct oracle_range *memory;
};

/** oracle_init() - Make @o empty, without memory. */
void oracle_init(struct oracle *o);

/** oracle_free() - Give back the memory of @o and make it empty. */
void oracle_free(struct oracle *o);

/** oracle_clear() - Make @o empty; its memory stays for the next use. */
void oracle_clear(struct oracle *o);

/** oracle_reserve() - Have memory for @count ranges in @o, so that it does not grow until it holds more. */
void oracle_reserve(struct oracle *o, size_t count);

/** oracle_copy() - Make @to an exact copy of @from. */
void oracle_copy(struct oracle *to, const struct oracle *from);

/**
 * oracle_at_or_after() - The position of the lowest range with last >= @index.
 * Return: the position; @o->count if there is none.
 */
size_t oracle_at_or_after(const struct oracle *o, unsigned long index);

/** oracle_find() - The range that holds @index; NULL if it is empty there. */
const struct oracle_range *oracle_find(const struct oracle *o, unsigned long index);

/** oracle_load() - The entry at @index; NULL if it is empty there. */
void *oracle_load(const struct oracle *o, unsigned long index);

/** oracle_next() - The lowest range with first > @index; NULL if there is none. */
const struct oracle_range *oracle_next(const struct oracle *o, unsigned long index);

/** oracle_prev() - The highest range with last < @index; NULL if there is none. */
const struct oracle_range *oracle_prev(const struct oracle *o, unsigned long index);

/**
 * oracle_store() - Let [@first, @last] hold @entry, whatever was there.
 *
 * What stood partly in the range keeps its parts outside. A NULL @entry erases exactly the range.
 * Return: 0; -EINVAL if @first > @last.
 */
int oracle_store(struct oracle *o, unsigned long first, unsigned long last, void *entry);

/**
 * oracle_insert() - Store @entry if all of [@first, @last] is empty.
 *
 * Return: 0; -EINVAL if @first > @last; -EEXIST if anything in it is taken.
 */
int oracle_insert(struct oracle *o, unsigned long first, unsigned long last, void *entry);

/**
 * oracle_erase() - Erase the whole range that holds @index.
 *
 * Return: the entry that was there; NULL if it was empty, and then nothing changes.
 */
void *oracle_erase(struct oracle *o, unsigned long index);

/**
 * oracle_gap() - The lowest empty place for @size indices within [@min, @max].
 * @start: set to its first index when there is one.
 *
 * Return: whether there is one. @size is not 0.
 */
bool oracle_gap(const struct oracle *o, unsigned long min, unsigned long max,
		unsigned long size, unsigned long *start);

/** oracle_gap_rev() - As oracle_gap(), but the highest place. */
bool oracle_gap_rev(const struct oracle *o, unsigned long min, unsigned long max,
		    unsigned long size, unsigned long *start);

#endif
