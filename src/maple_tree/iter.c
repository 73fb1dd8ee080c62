// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Iterating with a state: mas_next(), mas_prev(), and where each begins. state.c has the table of what they do from each
 * status.
 */
#include "step.h"
#include "walk.h"

/* The limit is met, whatever the status is. An error is forgotten. */
static noinline void *mas_at_limit(struct ma_state *mas, enum maple_status status)
{
	if (mas_is_err(mas))
		mas->node = NULL;
	mas->status = status;
	return NULL;
}

/*
 * mas_next() or, with @empty, mas_next_range() for a state that is not active. If the leaf that the walk has come to is
 * replaced before the step is done, the walk begins anew: a call that finds its way from the root gives what was right at
 * one moment, if one write is done meanwhile. (Of two, the step to the next leaf can meet the second and miss the first.) So do
 * mas_prev_begin() here, and mas_find_begin() and mas_find_rev_begin() in seek.c.
 */
static noinline void *mas_next_begin(struct ma_state *mas, unsigned long max, bool empty)
{
	enum maple_status was = mas->status;
	unsigned long index = mas->index;
	void *entry = NULL;

	if (was == ma_error)
		return NULL;
	if (was == ma_overflow && mas->node) {
		/* It may be another limit now. */
		mas->status = ma_active;
		return mas_step_next(mas, max, empty, false);
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
		entry = mas_step_next(mas, max, empty, true);
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

static inline void *mas_next_entry(struct ma_state *mas, unsigned long max, bool empty)
{
	if (unlikely(mas->last >= max))
		return mas_at_limit(mas, ma_overflow);
	if (likely(mas_is_active(mas)))
		return mas_step_next(mas, max, empty, false);
	return mas_next_begin(mas, max, empty);
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
	return mas_next_entry(mas, max, false);
}

/**
 * mas_next_range() - Go to the next range, empty or not.
 * @mas: the state, as in mas_next().
 * @max: the last index of interest.
 *
 * Afterwards index and last are the range. At the limit, status is ma_overflow.
 *
 * Context: the tree's lock or the RCU read lock is held.
 * Return: the entry, XA_ZERO_ENTRY included; NULL if the range is empty, or none begins at or before @max.
 */
void *mas_next_range(struct ma_state *mas, unsigned long max)
{
	return mas_next_entry(mas, max, true);
}

/* mas_prev() or, with @empty, mas_prev_range() for a state that is not active. */
static noinline void *mas_prev_begin(struct ma_state *mas, unsigned long min, bool empty)
{
	enum maple_status was = mas->status;
	unsigned long index = mas->index;
	void *entry = NULL;

	if (was == ma_error)
		return NULL;
	if (was == ma_underflow && mas->node) {
		mas->status = ma_active;
		return mas_step_prev(mas, min, empty, false);
	}
	do {
		mas->index = index;
		if (mas->status != ma_root)
			entry = mas_walk(mas);
		if (was == ma_overflow && entry)
			return entry;
		if (mas_is_active(mas))
			entry = mas_step_prev(mas, min, empty, true);
		else if (!mas_prev_root(mas, min, &entry))
			mas->status = ma_start;
	} while (mas->status == ma_start);
	return entry;
}

static inline void *mas_prev_entry(struct ma_state *mas, unsigned long min, bool empty)
{
	if (unlikely(mas->index <= min))
		return mas_at_limit(mas, ma_underflow);
	if (likely(mas_is_active(mas)))
		return mas_step_prev(mas, min, empty, false);
	return mas_prev_begin(mas, min, empty);
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
	return mas_prev_entry(mas, min, false);
}

/**
 * mas_prev_range() - Go to the previous range, empty or not.
 * @mas: the state, as in mas_prev().
 * @min: the first index of interest.
 *
 * Afterwards index and last are the range. At the limit, status is ma_underflow.
 *
 * Context: the tree's lock or the RCU read lock is held.
 * Return: the entry, XA_ZERO_ENTRY included; NULL if the range is empty, or none stops at or behind @min.
 */
void *mas_prev_range(struct ma_state *mas, unsigned long min)
{
	return mas_prev_entry(mas, min, true);
}
