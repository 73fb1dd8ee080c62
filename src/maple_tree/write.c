// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stores: find out what changes, and change it if it stays within one leaf. What does
 * not is in rebuild.c.
 */
#include "write.h"

#include "alloc.h"
#include "gap.h"
#include "tree.h"
#include "walk.h"

/*
 * Find out where the store begins. A NULL takes in the emptiness that it adjoins on the left:
 * that is in the same leaf, since none but the last stops with a NULL.
 */
static void write_plan_first(struct mt_write *w)
{
	struct ma_state *mas = w->mas;
	struct maple_node *leaf = mas_node(mas);

	w->from = mas->offset;
	w->lo = mas_slot_first(mas);
	w->old = leaf->mr64.slot[w->from];
	if (w->entry)
		return;
	if (w->old && w->first == w->lo && w->from && !leaf->mr64.slot[w->from - 1])
		w->lo = mn_slot_first(leaf, --w->from, mas->min);
	if (!leaf->mr64.slot[w->from])
		w->first = w->lo;
}

/**
 * write_plan_last() - Find out where the store stops.
 * @w: the store; gets last, hi, keep and end.
 * @leaf: the leaf that holds last.
 * @max: where it stops.
 *
 * A NULL takes in the emptiness that it adjoins on the right, within the leaf.
 */
void write_plan_last(struct mt_write *w, struct maple_node *leaf, unsigned long max)
{
	unsigned int to = mn_find16(leaf->mr64.pivot, w->last);

	w->end = mn_end(leaf, maple_leaf_64, max);
	w->hi = mn_slot_last(leaf, maple_leaf_64, to, max);
	if (!w->entry) {
		if (w->last == w->hi && to < w->end && !leaf->mr64.slot[to + 1])
			w->hi = mn_slot_last(leaf, maple_leaf_64, ++to, max);
		if (!leaf->mr64.slot[to])
			w->last = w->hi;
	}
	w->keep = to + 1;
}

/*
 * Apply the store to the leaf @from, which stops at @max, and write the result to @to,
 * which may be the same.
 */
static void leaf_splice(struct maple_range_64 *to, struct maple_range_64 *from,
			const struct mt_write *w, unsigned long max)
{
	void *left = from->slot[w->from], *right = from->slot[w->keep - 1];
	unsigned int at = w->from, tail = w->end + 1 - w->keep;
	unsigned int end = at + write_new_slots(w) + tail - 1;

	/* The tail first: in place, it lies where the new slots go. */
	if (tail) {
		memmove(to->slot + end + 1 - tail, from->slot + w->keep, tail * sizeof(void *));
		memmove(to->pivot + end + 1 - tail, from->pivot + w->keep,
			(tail - 1) * sizeof(unsigned long));
	}
	if (to != from) {
		memcpy(to->slot, from->slot, at * sizeof(void *));
		memcpy(to->pivot, from->pivot, at * sizeof(unsigned long));
	}
	if (w->lo < w->first) {
		to->pivot[at] = w->first - 1;
		to->slot[at++] = left;
	}
	if (at < MAPLE_RANGE64_SLOTS - 1)
		to->pivot[at] = w->last;
	to->slot[at++] = w->entry;
	if (w->last < w->hi) {
		if (at < MAPLE_RANGE64_SLOTS - 1)
			to->pivot[at] = w->hi;
		to->slot[at] = right;
	}
	if (end < MAPLE_RANGE64_SLOTS - 1)
		to->pivot[end] = max;
	for (at = end + 1; at < MAPLE_RANGE64_SLOTS; at++)
		to->slot[at] = NULL;
	for (at = end + 1; at < MAPLE_RANGE64_SLOTS - 1; at++)
		to->pivot[at] = ULONG_MAX;
}

/**
 * write_replace_node() - Let a new node take the place of one that covers the same indices.
 * @mt: the tree.
 * @old: the node in the tree; not retired yet.
 * @new: the new one, complete but for the parent.
 * @type: the type of both.
 */
void write_replace_node(struct maple_tree *mt, struct maple_node *old,
			struct maple_node *new, enum maple_type type)
{
	struct maple_enode *enode = me_encode(new, type);

	new->parent = old->parent;
	/* A reader goes either to the old node or to the new one; both are complete. */
	if (mn_is_root(old))
		rcu_assign_pointer(mt->ma_root, me_to_root(enode));
	else
		rcu_assign_pointer(mn_slots(mn_parent(old), mt_internal_type(mt))[mn_parent_slot(old)],
				   enode);
}

/* The commonest store: a slot has an entry, and gets another. */
static bool write_exchange(struct mt_write *w)
{
	struct ma_state *mas = w->mas;

	if (!w->entry || !w->old || w->first != w->lo || w->last != mas_slot_last(mas))
		return false;
	/* A reader finds either entry. */
	rcu_assign_pointer(mas_node(mas)->mr64.slot[mas->offset], w->entry);
	return true;
}

/* Can the store be done within the leaf it begins in? Then the plan is complete. */
static bool write_fits_leaf(struct mt_write *w)
{
	struct ma_state *mas = w->mas;
	unsigned int count;

	if (w->last > mas->max)
		return false;
	write_plan_last(w, mas_node(mas), mas->max);
	if (write_ends_leaf(w, mas->max))
		return false;
	count = w->from + write_new_slots(w) + w->end + 1 - w->keep;
	return count <= MAPLE_RANGE64_SLOTS &&
	       (count >= mn_min_slots(maple_leaf_64) || mas->max == ULONG_MAX);
}

/* Do the store within its leaf. False for want of memory. */
static bool write_leaf(struct mt_write *w)
{
	struct ma_state *mas = w->mas;
	struct maple_tree *mt = mas->tree;
	struct maple_node *leaf = mas_node(mas), *new;

	mas->offset = w->from + (w->lo < w->first);
	if (w->keep == w->from + 1 && w->lo == w->first && w->hi == w->last) {
		/* Exactly one slot: a reader finds either entry. */
		rcu_assign_pointer(leaf->mr64.slot[w->from], w->entry);
	} else if (!mt_in_rcu(mt)) {
		leaf_splice(&leaf->mr64, &leaf->mr64, w, mas->max);
	} else {
		if (!mas_reserve(mas, 1))
			return false;
		new = mas_take(mas);
		leaf_splice(&new->mr64, &leaf->mr64, w, mas->max);
		write_replace_node(mt, leaf, new, maple_leaf_64);
		mt_retire(leaf, true);
		mas->node = me_encode(new, maple_leaf_64);
		leaf = new;
	}
	if (mt_tracks_gaps(mt))
		mn_publish_gap(leaf, mn_leaf_gap(leaf, mas->min, mas->max));
	return true;
}

/* Store to a tree without nodes so that it gets one. False for want of memory. */
static bool write_first_leaf(struct mt_write *w, void *root)
{
	struct maple_tree *mt = w->mas->tree;
	struct maple_node *leaf;
	unsigned int at = 0;

	if (!mas_reserve(w->mas, 1))
		return false;
	leaf = mas_take(w->mas);
	memset(leaf->mr64.pivot, 0xff, sizeof(leaf->mr64.pivot));
	memset(leaf->mr64.slot, 0, sizeof(leaf->mr64.slot));
	mn_set_parent_tree(leaf, mt);

	if (w->first && root) {
		leaf->mr64.slot[at] = root;
		leaf->mr64.pivot[at++] = 0;
	}
	if (w->first > at)
		leaf->mr64.pivot[at++] = w->first - 1;
	leaf->mr64.slot[at] = w->entry;
	leaf->mr64.pivot[at] = w->last;

	mt_set_height(mt, 1);
	/* A reader finds what was in the root, or a leaf with the store done. */
	rcu_assign_pointer(mt->ma_root, me_to_root(me_encode(leaf, maple_leaf_64)));
	mas_descend(w->mas, me_encode(leaf, maple_leaf_64), w->first);
	w->mas->status = ma_active;
	return true;
}

/* Store to a tree without nodes. False for want of memory. */
static bool write_root(struct mt_write *w, void *root)
{
	struct maple_tree *mt = w->mas->tree;

	if (!w->first)
		w->old = root;
	if (w->entry && (w->last || xa_is_internal(w->entry)))
		return write_first_leaf(w, root);
	if (!w->first)
		rcu_assign_pointer(mt->ma_root, w->entry);
	mas_reset(w->mas);
	return true;
}

/**
 * mas_write() - Store to a tree.
 * @mas: the state: index and last are the range. On success it stands on the range, which a
 *       NULL may have widened; if the tree has no nodes then, it is reset.
 * @entry: what to store; NULL erases.
 *
 * Context: the tree's write lock is held.
 * Return: what was stored at the first index of the range. Whether the store was done,
 *         mas_is_err() says: -ENOMEM, and nothing has changed.
 */
void *mas_write(struct ma_state *mas, void *entry)
{
	struct mt_write w = { .mas = mas, .entry = entry, .first = mas->index, .last = mas->last };
	void *root = mt_root_locked(mas->tree);
	bool done;

	if (!xa_is_node(root)) {
		done = write_root(&w, root);
	} else {
		if (mas->status != ma_active || w.first < mas->min || w.first > mas->max)
			mas_descend(mas, me_from_root(root), w.first);
		else
			mas->offset = mn_find16(mas_node(mas)->mr64.pivot, w.first);
		mas->status = ma_active;
		write_plan_first(&w);
		if (write_exchange(&w))
			done = true;
		else if (write_fits_leaf(&w) && !write_empties(&w))
			done = write_leaf(&w);
		else
			done = write_rebuild(&w);
	}
	if (unlikely(!done))
		return NULL;
	mas->index = w.first;
	mas->last = w.last;
	return w.old;
}
