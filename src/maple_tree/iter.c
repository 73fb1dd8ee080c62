// SPDX-License-Identifier: GPL-2.0-or-later
/* From one entry to the next, and to the one before. */
#include "iter.h"

#include "walk.h"

/* Walk anew to @index after a dead node was met. False if the tree has no nodes any more. */
static bool mas_rewalk(struct ma_state *mas, unsigned long index)
{
	mas->index = index;
	mas_walk_root(mas);
	if (mas->status == ma_active)
		return true;
	mas->status = ma_none;
	return false;
}

/*
 * Walk from the root to the leaf slot that holds @index, but leave the range of @mas alone:
 * what was found there is not checked yet. False if a dead node was met, or if there is no node.
 */
static bool mas_move(struct ma_state *mas, unsigned long index)
{
	void *root = mt_root(mas->tree);

	return xa_is_node(root) && mas_descend(mas, me_from_root(root), index);
}

/*
 * Go from the end of a leaf to the beginning of the next. Mostly it hangs beside this one;
 * only if that can't be seen from the parent, walk from the root. False if a dead node was met.
 */
static bool mas_next_leaf(struct ma_state *mas)
{
	struct maple_node *node = mas_node(mas), *parent = mn_parent(node);
	unsigned int slot = mn_parent_slot(node) + 1;
	enum maple_type type = mt_internal_type(mas->tree);
	struct maple_enode *next = NULL;
	unsigned long max = 0;

	if (mn_is_dead(node))
		return false;
	if (slot < mn_slot_count(type) - 1) {
		next = rcu_dereference_raw(mn_slots(parent, type)[slot]);
		max = mn_pivots(parent)[slot];
		/* Iteration will want the one behind it soon. */
		mn_prefetch(me_node(mn_slots(parent, type)[slot + 1]));
		if (mn_is_dead(parent))
			return false;
	}
	if (!next)
		return mas_move(mas, mas->max + 1);
	mas->node = next;
	mas->min = mas->max + 1;
	mas->max = max;
	mas->offset = 0;
	return true;
}

/* Go from the beginning of a leaf to the end of the one before, as mas_next_leaf(). */
static bool mas_prev_leaf(struct ma_state *mas)
{
	struct maple_node *node = mas_node(mas), *parent = mn_parent(node);
	unsigned int slot = mn_parent_slot(node);
	enum maple_type type = mt_internal_type(mas->tree);
	struct maple_enode *prev;
	unsigned long min;

	if (mn_is_dead(node))
		return false;
	if (slot < 2)
		return mas_move(mas, mas->min - 1);
	prev = rcu_dereference_raw(mn_slots(parent, type)[slot - 1]);
	min = mn_pivots(parent)[slot - 2] + 1;
	if (mn_is_dead(parent))
		return false;
	mas->node = prev;
	mas->max = mas->min - 1;
	mas->min = min;
	mas->offset = mn_end(me_node(prev), maple_leaf_64, mas->max);
	return true;
}

/*
 * Go on to the next entry; empty slots are passed over.
 * Return: the entry; NULL with status ma_overflow at the slot that holds @max, whose range index
 * and last are then.
 */
static void *mas_step_next(struct ma_state *mas, unsigned long max)
{
	for (;;) {
		struct maple_node *node = mas_node(mas);
		unsigned long last = mas_slot_last(mas), first = last + 1;
		bool stale = false;
		void *entry = NULL;

		if (unlikely(last >= max)) {
			if (!mn_is_dead(node)) {
				mas->status = ma_overflow;
				return NULL;
			}
			stale = true;
		} else if (likely(last < mas->max)) {
			mas->offset++;
		} else if (mas_next_leaf(mas)) {
			node = mas_node(mas);
			first = mas_slot_first(mas);
		} else {
			stale = true;
		}
		if (likely(!stale)) {
			last = mas_slot_last(mas);
			entry = rcu_dereference_raw(node->mr64.slot[mas->offset]);
			stale = mn_is_dead(node);
		}
		if (unlikely(stale)) {
			if (!mas_rewalk(mas, mas->last))
				return NULL;
			continue;
		}
		mas->index = first;
		mas->last = last;
		if (entry)
			return entry;
	}
}

/* Go back to the previous entry, as mas_step_next(); the limit is @min, met with ma_underflow. */
static void *mas_step_prev(struct ma_state *mas, unsigned long min)
{
	for (;;) {
		struct maple_node *node = mas_node(mas);
		unsigned long first = mas_slot_first(mas), last = first - 1;
		bool stale = false;
		void *entry = NULL;

		if (unlikely(first <= min)) {
			if (!mn_is_dead(node)) {
				mas->status = ma_underflow;
				return NULL;
			}
			stale = true;
		} else if (likely(mas->offset)) {
			mas->offset--;
		} else if (mas_prev_leaf(mas)) {
			node = mas_node(mas);
			last = mas_slot_last(mas);
		} else {
			stale = true;
		}
		if (likely(!stale)) {
			first = mas_slot_first(mas);
			entry = rcu_dereference_raw(node->mr64.slot[mas->offset]);
			stale = mn_is_dead(node);
		}
		if (unlikely(stale)) {
			if (!mas_rewalk(mas, mas->index))
				return NULL;
			continue;
		}
		mas->index = first;
		mas->last = last;
		if (entry)
			return entry;
	}
}

/*
 * Bring a state to the slot that it is to leave. @met is the limit of the direction it is
 * going in: it may be another one now. @other is the limit of the opposite direction: the
 * state has turned round, so what it stands on is the answer.
 * Return: true if there is nothing more to do, with the answer in @entry.
 */
static bool mas_stand(struct ma_state *mas, enum maple_status met, enum maple_status other,
		      void **entry)
{
	if (mas->status == met && mas->node) {
		mas->status = ma_active;
	} else if (mas->status == other) {
		*entry = mas_walk(mas);
		return *entry;
	} else if (mas->status == ma_error) {
		return true;
	} else if (mas->status != ma_active && mas->status != ma_root) {
		mas_walk(mas);
	}
	return false;
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
	bool was_none = mas->status == ma_none;
	void *entry = NULL;

	if (unlikely(mas->last >= max)) {
		mas->status = ma_overflow;
		return NULL;
	}
	if (unlikely(!mas_is_active(mas)) && mas_stand(mas, ma_overflow, ma_underflow, &entry))
		return entry;
	if (likely(mas_is_active(mas)))
		return mas_step_next(mas, max);
	if (mas->status == ma_root && was_none && !mas->index) {
		mas->last = 0;
	} else if (mas->status == ma_root) {
		mas->index = 1;
		mas->last = ULONG_MAX;
		mas->status = ma_none;
	}
	return NULL;
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
	void *entry = NULL;

	if (unlikely(mas->index <= min)) {
		mas->status = ma_underflow;
		return NULL;
	}
	if (unlikely(!mas_is_active(mas)) && mas_stand(mas, ma_underflow, ma_overflow, &entry))
		return entry;
	if (likely(mas_is_active(mas)))
		return mas_step_prev(mas, min);
	if (mas->status == ma_error)
		return NULL;
	if (!mas->index) {
		mas->status = ma_none;
		return NULL;
	}
	/* Behind the entry in the root, if there is one; Linux 6.12 returns it whatever @min is. */
	if (min) {
		mas->status = ma_underflow;
		return NULL;
	}
	mas->status = ma_root;
	mas->index = 0;
	mas->last = 0;
	return mt_root(mas->tree);
}

/*
 * The part of mas_find() for a state that does not stand on a slot.
 * Return: true if there is nothing more to do, with the answer in @entry.
 */
static bool mas_find_begin(struct ma_state *mas, unsigned long max, void **entry)
{
	switch (mas->status) {
	case ma_error:
		return true;
	case ma_underflow:
		if (mas->index >= max) {
			mas->status = ma_overflow;
			return true;
		}
		*entry = mas_walk(mas);
		break;
	case ma_overflow:
		if (mas->last >= max)
			return true;
		*entry = mas_walk(mas);
		break;
	case ma_pause:
		if (mas->last >= max)
			return true;
		mas->index = ++mas->last;
		*entry = mas_walk(mas);
		break;
	case ma_none:
		if (mas->last >= max)
			return true;
		mas->index = mas->last;
		*entry = mas_walk(mas);
		break;
	case ma_start:
		if (mas->index > max)
			return true;
		*entry = mas_walk(mas);
		break;
	default:
		break;
	}
	if (*entry)
		return true;
	if (mas->status == ma_root) {
		mas->index = 1;
		mas->last = ULONG_MAX;
		mas->status = ma_none;
	}
	return !mas_is_active(mas) || mas->index == max;
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
	void *entry = NULL;

	if (likely(mas_is_active(mas))) {
		if (unlikely(mas->last >= max))
			return NULL;
	} else if (mas_find_begin(mas, max, &entry)) {
		return entry;
	}
	entry = mas_step_next(mas, max);
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
	void *entry;

	if (*index > max)
		return NULL;

	rcu_read_lock();
	entry = mas_walk(&mas);
	while ((!entry || xa_is_zero(entry)) && mas_is_active(&mas) && mas.last < max)
		entry = mas_step_next(&mas, max);
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
