// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The oracle. Every change of the array goes through replace(): take out some
 * neighbouring ranges and put at most three in their place. Every look at it
 * begins with oracle_at_or_after() or first_beyond(), the two binary searches.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

#define FIRST_CAPACITY 16

void oracle_init(struct oracle *o)
{
	*o = (struct oracle){ 0 };
}

void oracle_free(struct oracle *o)
{
	free(o->memory);
	oracle_init(o);
}

void oracle_clear(struct oracle *o)
{
	o->count = 0;
	if (o->memory)
		o->ranges = o->memory + o->capacity / 2;
}

void oracle_reserve(struct oracle *o, size_t count)
{
	struct oracle larger = { .count = o->count, .capacity = o->capacity ? o->capacity : FIRST_CAPACITY };

	if (count <= o->capacity)
		return;
	while (larger.capacity < count)
		larger.capacity *= 2;
	larger.memory = malloc(2 * larger.capacity * sizeof(*larger.memory));
	if (!larger.memory) {
		fputs("oracle: out of memory\n", stderr);
		abort();
	}
	larger.ranges = larger.memory + larger.capacity / 2;
	if (o->count)
		memcpy(larger.ranges, o->ranges, o->count * sizeof(*o->ranges));
	free(o->memory);
	*o = larger;
}

void oracle_copy(struct oracle *to, const struct oracle *from)
{
	oracle_reserve(to, from->count);
	oracle_clear(to);
	if (from->count)
		memcpy(to->ranges, from->ranges, from->count * sizeof(*from->ranges));
	to->count = from->count;
}

size_t oracle_at_or_after(const struct oracle *o, unsigned long index)
{
	size_t low = 0, high = o->count;

	/* Below low every range ends before index, from high on none does. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (o->ranges[middle].last < index)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The position of the lowest range with first > @index; count if there is none. */
static size_t first_beyond(const struct oracle *o, unsigned long index)
{
	size_t low = 0, high = o->count;

	/* Below low every range begins at or before index, from high on none does. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (o->ranges[middle].first <= index)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct oracle_range *oracle_find(const struct oracle *o, unsigned long index)
{
	size_t at = oracle_at_or_after(o, index);

	if (at == o->count || o->ranges[at].first > index)
		return NULL;
	return &o->ranges[at];
}

void *oracle_load(const struct oracle *o, unsigned long index)
{
	const struct oracle_range *range = oracle_find(o, index);

	return range ? range->entry : NULL;
}

const struct oracle_range *oracle_next(const struct oracle *o, unsigned long index)
{
	size_t at = first_beyond(o, index);

	return at < o->count ? &o->ranges[at] : NULL;
}

const struct oracle_range *oracle_prev(const struct oracle *o, unsigned long index)
{
	size_t at = oracle_at_or_after(o, index);

	return at > 0 ? &o->ranges[at - 1] : NULL;
}

/* May the first range be @growth places further to the front? There are as many free places there as ranges at most. */
static bool front_is_free(const struct oracle *o, ptrdiff_t growth)
{
	ptrdiff_t free = o->ranges - o->memory - growth;

	return free >= 0 && free <= (ptrdiff_t)o->capacity;
}

/* Put the @added ranges at @new where now those from position @from up to, without, @to are. */
static void replace(struct oracle *o, size_t from, size_t to,
		    const struct oracle_range *new, size_t added)
{
	ptrdiff_t growth = (ptrdiff_t)(from + added) - (ptrdiff_t)to;
	size_t tail = o->count - to;

	oracle_reserve(o, from + added + tail);
	if (growth && from < tail && front_is_free(o, growth)) {
		memmove(o->ranges - growth, o->ranges, from * sizeof(*new));
		o->ranges -= growth;
	} else if (growth && tail) {
		memmove(&o->ranges[from + added], &o->ranges[to], tail * sizeof(*new));
	}
	for (size_t i = 0; i < added; i++)
		o->ranges[from + i] = new[i];
	o->count = from + added + tail;
}

int oracle_store(struct oracle *o, unsigned long first, unsigned long last, void *entry)
{
	struct oracle_range new[3];
	size_t added = 0, from, to;

	if (first > last)
		return -EINVAL;

	/* The ranges that share an index with [first, last]: from is the first of them, to is behind the last. */
	from = oracle_at_or_after(o, first);
	to = first_beyond(o, last);

	if (from < to && o->ranges[from].first < first)
		new[added++] = (struct oracle_range){
			o->ranges[from].first, first - 1, o->ranges[from].entry };
	if (entry)
		new[added++] = (struct oracle_range){ first, last, entry };
	if (from < to && o->ranges[to - 1].last > last)
		new[added++] = (struct oracle_range){
			last + 1, o->ranges[to - 1].last, o->ranges[to - 1].entry };

	replace(o, from, to, new, added);
	return 0;
}

int oracle_insert(struct oracle *o, unsigned long first, unsigned long last, void *entry)
{
	if (first > last)
		return -EINVAL;
	if (oracle_at_or_after(o, first) < first_beyond(o, last))
		return -EEXIST;
	return oracle_store(o, first, last, entry);
}

void *oracle_erase(struct oracle *o, unsigned long index)
{
	const struct oracle_range *range = oracle_find(o, index);
	void *entry;
	size_t at;

	if (!range)
		return NULL;
	entry = range->entry;
	at = range - o->ranges;
	replace(o, at, at + 1, NULL, 0);
	return entry;
}

static bool fits(unsigned long first, unsigned long last, unsigned long size)
{
	return first <= last && last - first >= size - 1;
}

bool oracle_gap(const struct oracle *o, unsigned long min, unsigned long max,
		unsigned long size, unsigned long *start)
{
	size_t end = first_beyond(o, max);

	/* All of [min given, min now) is taken or too narrow. */
	for (size_t at = oracle_at_or_after(o, min); at < end; at++) {
		const struct oracle_range *range = &o->ranges[at];

		if (range->first > min && fits(min, range->first - 1, size))
			break;
		if (range->last >= max)
			return false;
		min = range->last + 1;
	}
	if (!fits(min, max, size))
		return false;
	*start = min;
	return true;
}

bool oracle_gap_rev(const struct oracle *o, unsigned long min, unsigned long max,
		    unsigned long size, unsigned long *start)
{
	size_t end = oracle_at_or_after(o, min);

	/* All of (max now, max given] is taken or too narrow. */
	for (size_t at = first_beyond(o, max); at > end; at--) {
		const struct oracle_range *range = &o->ranges[at - 1];

		if (range->last < max && fits(range->last + 1, max, size))
			break;
		if (range->first <= min)
			return false;
		max = range->first - 1;
	}
	if (!fits(min, max, size))
		return false;
	*start = max - size + 1;
	return true;
}
