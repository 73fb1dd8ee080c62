// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finding with a state: mas_find() upwards, mas_find_rev() downwards, and where each begins. state.c has the table of
 * what they do from each status.
 */
#include "step.h"
#include "walk.h"

/*
 * Where mas_find() begins if its state is not active: at index then.
 * False if there is nothing to find.
 */
static bool mas_find_place(struct ma_state *mas, unsigned long max)
{
	switch (mas->status) {
	case ma_start:
		return mas->index <= max;
	case ma_underflow:
		if (mas->index < max)
			return true;
		mas->status = ma_overflow;
		return false;
	case ma_overflow:
		return mas->last < max;
	case ma_pause:
		if (mas->last >= max)
			return false;
		mas->index = mas->last + 1;
		return true;
	case ma_none:
		if (mas->last >= max)
			return false;
		mas->index = mas->last;
		return true;
	case ma_root:
		mas->index = 1;
		mas->last = ULONG_MAX;
		mas->status = ma_none;
		return false;
	default:
		return false;
	}
}

/* mas_find() or, with @empty, mas_find_range() for a state that is not active. */
static noinline void *mas_find_begin(struct ma_state *mas, unsigned long max, bool empty)
{
	unsigned long index;
	void *entry;

	if (!mas_find_place(mas, max))
		return NULL;
	index = mas->index;
	do {
		mas->index = index;
		entry = mas_walk(mas);
		if (entry || !mas_is_active(mas) || mas->index == max)
			return entry;
		entry = mas_step_next(mas, max, empty, true);
	} while (mas->status == ma_start);
	if (mas->status == ma_overflow && !empty)
		mas->status = ma_active;
	return entry;
}

static inline void *mas_find_entry(struct ma_state *mas, unsigned long max, bool empty)
{
	void *entry;

	if (unlikely(!mas_is_active(mas)))
		return mas_find_begin(mas, max, empty);
	if (unlikely(mas->last >= max))
		return NULL;
	entry = mas_step_next(mas, max, empty, false);
	if (unlikely(mas->status == ma_overflow) && !empty)
		mas->status = ma_active;
	return entry;
}

/**
 * mas_find() - Find the entry at the state's index or the next one; called again, the one behind.
 * @mas: the state.
 * @max: the last index of interest.
 *
 * Afterwards index and last are the range of the entry.
 *
 * Context: the tree's lock or the RCU read lock is held.
 * Return: the entry, XA_ZERO_ENTRY included; NULL if there is none up to @max.
 */
void *mas_find(struct ma_state *mas, unsigned long max)
{
	return mas_find_entry(mas, max, false);
}

/**
 * mas_find_range() - Find the entry at the state's index or the next range; called again, the range behind.
 * @mas: the state.
 * @max: the last index of interest.
 *
 * Afterwards index and last are the range, which may be empty. Only where the first call begins is emptiness passed
 * over, unless it begins at @max.
 *
 * Context: the tree's lock or the RCU read lock is held.
 * Return: the entry, XA_ZERO_ENTRY included; NULL if the range is empty, or with status ma_overflow if none begins at
 *         or before @max.
 */
void *mas_find_range(struct ma_state *mas, unsigned long max)
{
	return mas_find_entry(mas, max, true);
}

/*
 * Where mas_find_rev() begins if its state is not active: at index then, unless it stands on a slot.
 * False if there is nothing to find.
 */
static bool mas_find_rev_place(struct ma_state *mas, unsigned long min)
{
	switch (mas->status) {
	case ma_start:
		return mas->index >= min;
	case ma_pause:
		if (mas->index > min) {
			mas->index--;
			return true;
		}
		mas->status = ma_underflow;
		return false;
	case ma_overflow:
	case ma_underflow:
		if (mas->index > min)
			return true;
		mas->status = ma_underflow;
		return false;
	case ma_none:
		return mas->index > min;
	case ma_root:
		mas->status = ma_none;
		return false;
	default:
		return false;
	}
}

/*
 * In a tree without nodes, find what is in the root. An empty tree is taken for one whose entry at 0 is NULL.
 * Status is ma_start if it has got nodes.
 */
static void *mas_find_rev_root(struct ma_state *mas, unsigned long min)
{
	void *entry;

	if (!mas_prev_root(mas, min, &entry)) {
		mas->status = ma_start;
	} else if (mas->status == ma_none) {
		mas->index = 0;
		mas->last = 0;
		mas->status = ma_root;
	}
	return entry;
}

/* mas_find_rev() or, with @empty, mas_find_range_rev() for a state that is not active. */
static noinline void *mas_find_rev_begin(struct ma_state *mas, unsigned long min, bool empty)
{
	unsigned long index;
	void *entry;

	if (!mas_find_rev_place(mas, min))
		return NULL;
	if ((mas->status == ma_overflow || mas->status == ma_underflow) && mas->node) {
		/* Whichever limit was met, go on below. */
		mas->status = ma_active;
		return mas_step_prev(mas, min, empty, false);
	}
	index = mas->index;
	do {
		mas->index = index;
		entry = mas_walk(mas);
		if (entry || (mas_is_active(mas) && mas->index < min))
			return entry;
		if (mas_is_active(mas))
			entry = mas_step_prev(mas, min, empty, true);
		else
			entry = mas_find_rev_root(mas, min);
	} while (mas->status == ma_start);
	return entry;
}

static inline void *mas_find_rev_entry(struct ma_state *mas, unsigned long min, bool empty)
{
	if (unlikely(!mas_is_active(mas)))
		return mas_find_rev_begin(mas, min, empty);
	if (unlikely(mas->index <= min)) {
		if (mas->index == min)
			mas->status = ma_underflow;
		return NULL;
	}
	return mas_step_prev(mas, min, empty, false);
}

/**
 * mas_find_rev() - Find the entry at the state's index or the previous one; called again, the one before.
 * @mas: the state.
 * @min: the first index of interest.
 *
 * Afterwards index and last are the range of the entry. At the limit, status is ma_underflow.
 *
 * Context: the tree's lock or the RCU read lock is held.
 * Return: the entry, XA_ZERO_ENTRY included; NULL if there is none down to @min.
 */
void *mas_find_rev(struct ma_state *mas, unsigned long min)
{
	return mas_find_rev_entry(mas, min, false);
}

/**
 * mas_find_range_rev() - Find the entry at the state's index or the previous range; called again, the range before.
 * @mas: the state.
 * @min: the first index of interest.
 *
 * Afterwards index and last are the range, which may be empty. Only where the first call begins is emptiness passed
 * over. At the limit, status is ma_underflow.
 *
 * Context: the tree's lock or the RCU read lock is held.
 * Return: the entry, XA_ZERO_ENTRY included; NULL if the range is empty, or none stops at or behind @min.
 */
void *mas_find_range_rev(struct ma_state *mas, unsigned long min)
{
	return mas_find_rev_entry(mas, min, true);
}
