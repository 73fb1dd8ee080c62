// SPDX-License-Identifier: GPL-2.0-or-later
/* Iterating with a state: mas_next(), mas_prev(), mas_find(), and where each begins. */
#include "step.h"
#include "walk.h"

/*
 * mas_next() for a state that is not active. If the leaf that the walk has come to is replaced before the step is done,
 * the walk begins anew: a call that finds its way from the root gives what was right at one moment. So do
 * mas_prev_begin() and mas_find_begin().
 */
static noinline void *mas_next_begin(struct ma_state *mas, unsigned long max)
{
	enum maple_status was = mas->status;
	unsigned long index = mas->index;
	void *entry = NULL;

	if (was == ma_error)
		return NULL;
	if (was == ma_overflow && mas->node) {
		/* It may be another limit now. */
		mas->status = ma_active;
		return mas_step_next(mas, max, false);
	}
	do {
		mas->index = index;
		if (mas->status != ma_root)
			entry = mas_walk(mas);
		/* The state has turned round: what it stands on is the answer. */
		if (was == ma_underflow && entry)
			return entry;
		if (!mas_is_active(mas))
			break;
		entry = mas_step_next(mas, max, true);
	} while (mas->status == ma_start);
	if (mas->status == ma_root && was == ma_none && !mas->index) {
		mas->last = 0;
	} else if (mas->status == ma_root) {
		mas->index = 1;
		mas->last = ULONG_MAX;
		mas->status = ma_none;
	}
	return mas_is_active(mas) ? entry : NULL;
}

/**
 * mas_next() - Go to the next entry.
 * @mas: the state. If it stands on no slot yet, it first walks to its index, so that the
 *       range which holds the index is passed over.
 * @max: the last index of interest.
 *
 * Afterwards index and last are the range of the entry. At the limit, status is ma_overflow.
 *
 * Context: the tree's lock or the RCU read lock is held.
 * Return: the entry, XA_ZERO_ENTRY included; NULL if none begins at or before @max.
 */
void *mas_next(struct ma_state *mas, unsigned long max)
{
	if (unlikely(mas->last >= max)) {
		mas->status = ma_overflow;
		return NULL;
	}
	if (likely(mas_is_active(mas)))
		return mas_step_next(mas, max, false);
	return mas_next_begin(mas, max);
}

/* mas_prev() for a state that is not active. */
static noinline void *mas_prev_begin(struct ma_state *mas, unsigned long min)
{
	enum maple_status was = mas->status;
	unsigned long index = mas->index;
	void *entry = NULL;

	if (was == ma_error)
		return NULL;
	if (was == ma_underflow && mas->node) {
		mas->status = ma_active;
		return mas_step_prev(mas, min, false);
	}
	do {
		mas->index = index;
		if (mas->status != ma_root)
			entry = mas_walk(mas);
		if (was == ma_overflow && entry)
			return entry;
		if (mas_is_active(mas))
			entry = mas_step_prev(mas, min, true);
		else if (!mas_prev_root(mas, min, &entry))
			mas->status = ma_start;
	} while (mas->status == ma_start);
	return entry;
}

/**
 * mas_prev() - Go to the previous entry.
 * @mas: the state. If it stands on no slot yet, it first walks to its index, so that the
 *       range which holds the index is passed over.
 * @min: the first index of interest.
 *
 * Afterwards index and last are the range of the entry. At the limit, status is ma_underflow.
 *
 * Context: the tree's lock or the RCU read lock is held.
 * Return: the entry, XA_ZERO_ENTRY included; NULL if none stops at or behind @min.
 */
void *mas_prev(struct ma_state *mas, unsigned long min)
{
	if (unlikely(mas->index <= min)) {
		mas->status = ma_underflow;
		return NULL;
	}
	if (likely(mas_is_active(mas)))
		return mas_step_prev(mas, min, false);
	return mas_prev_begin(mas, min);
}

/*
 * Where mas_find() begins if its state does not stand on a slot: at index then.
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
		mas->index = ++mas->last;
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

/* mas_find() for a state that is not active. */
static noinline void *mas_find_begin(struct ma_state *mas, unsigned long max)
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
		entry = mas_step_next(mas, max, true);
	} while (mas->status == ma_start);
	if (mas->status == ma_overflow)
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
	void *entry;

	if (unlikely(!mas_is_active(mas)))
		return mas_find_begin(mas, max);
	if (unlikely(mas->last >= max))
		return NULL;
	entry = mas_step_next(mas, max, false);
	if (unlikely(mas->status == ma_overflow))
		mas->status = ma_active;
	return entry;
}

/**
 * mas_pause() - Let go of the place, so that the lock may be dropped.
 * @mas: the state. The next mas_find() goes on behind last.
 */
void mas_pause(struct ma_state *mas)
{
	mas->status = ma_pause;
	mas->node = NULL;
}
