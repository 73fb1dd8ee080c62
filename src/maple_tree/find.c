// SPDX-License-Identifier: GPL-2.0-or-later
/* Finding entries without a state: mt_find(), mt_next(), mt_prev(). */
#include "step.h"

#include <linux/xarray.h>

/* What is in the slot behind the one that @mas stands on. */
static noinline void *find_from_root(struct ma_state *mas)
{
	mas->index = mas->last + 1;
	return mas_walk(mas);
}

/**
 * mt_find() - Find the entry at an index or the next one.
 * @mt: the tree.
 * @index: where to start; becomes one more than the last index of the entry found, which is 0
 *         behind ULONG_MAX. Unchanged if none was found.
 * @max: the last index of interest.
 *
 * Context: any; takes the RCU read lock.
 * Return: the entry; NULL if there is none up to @max. XA_ZERO_ENTRY is passed over.
 */
void *mt_find(struct maple_tree *mt, unsigned long *index, unsigned long max)
{
	MA_STATE(mas, mt, *index, *index);
	bool anew = false;
	void *entry;

	if (*index > max)
		return NULL;

	rcu_read_lock();
	/*
	 * If the leaf is replaced meanwhile, begin anew: the answer has to be right at one moment. Then each slot is walked to from the root: a
	 * leaf that a new node has adopted leads from one old leaf to the next as long as the writer stands still, where all may be passed over.
	 */
	do {
		mas.index = *index;
		entry = mas_walk(&mas);
		while ((!entry || xa_is_zero(entry)) && mas_is_active(&mas) && mas.last < max)
			entry = anew ? find_from_root(&mas) : mas_step_next(&mas, max, false, true);
		anew = true;
	} while (unlikely(mas.status == ma_start));
	rcu_read_unlock();

	if (!entry || xa_is_zero(entry))
		return NULL;
	*index = mas.last + 1;
	return entry;
}

/**
 * mt_find_after() - Go on with mt_find().
 * @mt: the tree.
 * @index: as mt_find() left it.
 * @max: the last index of interest.
 *
 * Context: any; takes the RCU read lock.
 * Return: as mt_find(); NULL if @index is 0, since there is nothing behind ULONG_MAX.
 */
void *mt_find_after(struct maple_tree *mt, unsigned long *index, unsigned long max)
{
	return *index ? mt_find(mt, index, max) : NULL;
}

/**
 * mt_next() - Get the next entry behind an index.
 * @mt: the tree.
 * @index: the index; the range that holds it is passed over.
 * @max: the last index of interest.
 *
 * Context: any; takes the RCU read lock.
 * Return: the entry; NULL if none begins behind @index and at or before @max.
 */
void *mt_next(struct maple_tree *mt, unsigned long index, unsigned long max)
{
	MA_STATE(mas, mt, index, index);
	void *entry;

	rcu_read_lock();
	entry = mas_next(&mas, max);
	rcu_read_unlock();
	return entry;
}

/**
 * mt_prev() - Get the previous entry before an index.
 * @mt: the tree.
 * @index: the index; the range that holds it is passed over.
 * @min: the first index of interest.
 *
 * Context: any; takes the RCU read lock.
 * Return: the entry; NULL if none stops before @index and at or behind @min.
 */
void *mt_prev(struct maple_tree *mt, unsigned long index, unsigned long min)
{
	MA_STATE(mas, mt, index, index);
	void *entry;

	rcu_read_lock();
	entry = mas_prev(&mas, min);
	rcu_read_unlock();
	return entry;
}
