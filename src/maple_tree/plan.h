/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plan of a store: what it changes, and how many nodes that takes.
 *
 * To plan a store changes nothing in the tree. The nodes are reserved then, and the store is committed:
 * that can't fail. A plan holds as long as the tree stays as it is.
 */
#ifndef MAPLE_PLAN_H
#define MAPLE_PLAN_H

#include "walk.h"

/**
 * enum mt_change - What a store changes.
 * @MT_CHANGE_NOTHING: nothing. A NULL is stored in a tree without nodes, where nothing is.
 * @MT_CHANGE_ROOT_ENTRY: the root pointer of a tree without nodes, which stays without nodes.
 * @MT_CHANGE_FIRST_LEAF: the root pointer: the tree gets its first node.
 * @MT_CHANGE_SLOT: what is in one slot of a leaf. The ranges stay.
 * @MT_CHANGE_LEAF: the slots of one leaf.
 * @MT_CHANGE_LEVELS: several leaves, or a leaf that would become too full or too empty, and nodes above: see plan_levels().
 * @MT_CHANGE_ALL: everything: the tree becomes empty.
 */
enum mt_change {
	MT_CHANGE_NOTHING,
	MT_CHANGE_ROOT_ENTRY,
	MT_CHANGE_FIRST_LEAF,
	MT_CHANGE_SLOT,
	MT_CHANGE_LEAF,
	MT_CHANGE_LEVELS,
	MT_CHANGE_ALL,
};

/**
 * struct mt_plan - The plan of one store.
 * @mas: the state; if the tree has nodes, it stands on the leaf that holds the first index.
 * @entry: what is stored; NULL erases.
 * @first: first index stored to. Emptiness that a NULL adjoins is part of the range.
 * @last: last index stored to, likewise.
 * @old: what is stored at the first index that the caller named.
 * @cut_first: first index of the first slot that the store cuts out.
 * @cut_last: last index of the last slot that it cuts out.
 * @change: what it changes.
 * @nodes: how many nodes it takes, exactly. Not known before plan_levels(), if that is to be called.
 * @cut_from: the first slot that it cuts out, in the leaf that holds @first.
 * @cut_to: the slot behind the last one that it cuts out, in the leaf that holds @last.
 * @end: the last slot in use of the leaf that holds @last.
 *
 * Where the cut slots were, the entry is put, with what is left of the first slot in [@cut_first, @first - 1] before
 * it, and what is left of the last slot in [@last + 1, @cut_last] behind it.
 */
struct mt_plan {
	struct ma_state *mas;
	void *entry;
	unsigned long first;
	unsigned long last;
	void *old;
	unsigned long cut_first;
	unsigned long cut_last;
	enum mt_change change;
	unsigned int nodes;
	unsigned char cut_from;
	unsigned char cut_to;
	unsigned char end;
};

/* How many slots the entry takes, with what is left beside it. */
static inline unsigned int plan_new_slots(const struct mt_plan *plan)
{
	return (plan->cut_first < plan->first) + 1 + (plan->last < plan->cut_last);
}

/* How many slots there are in all, with those before the cut and those behind it. */
static inline unsigned int plan_all_slots(const struct mt_plan *plan)
{
	return plan->cut_from + plan_new_slots(plan) + plan->end + 1 - plan->cut_to;
}

/* Does the store empty the whole tree? */
static inline bool plan_empties(const struct mt_plan *plan)
{
	return !plan->entry && !plan->first && plan->last == ULONG_MAX;
}

/* Would a leaf that stops at @max, and is not the last of the tree, stop with a NULL? */
static inline bool plan_ends_leaf(const struct mt_plan *plan, unsigned long max)
{
	return !plan->entry && plan->last == max && max != ULONG_MAX;
}

/**
 * plan_last() - Find out where a store stops.
 * @plan: the plan; gets last, cut_last, cut_to and end.
 * @leaf: the leaf that holds last.
 * @max: where it stops.
 * @offset: the slot of it that holds last.
 *
 * A NULL takes in the emptiness that it adjoins on the right, within the leaf.
 */
static inline void plan_last(struct mt_plan *plan, struct maple_node *leaf, unsigned long max, unsigned int offset)
{
	plan->end = mn_end(leaf, maple_leaf_64, max);
	plan->cut_last = mn_slot_last(leaf, maple_leaf_64, offset, max);
	if (!plan->entry) {
		if (plan->last == plan->cut_last && offset < plan->end && !leaf->mr64.slot[offset + 1])
			plan->cut_last = mn_slot_last(leaf, maple_leaf_64, ++offset, max);
		if (!leaf->mr64.slot[offset])
			plan->last = plan->cut_last;
	}
	plan->cut_to = offset + 1;
}

enum mt_change plan_root(struct mt_plan *plan, void *root);
enum mt_change plan_leaf(struct mt_plan *plan);
void plan_walk(struct ma_state *mas, struct maple_enode *root);

/*
 * Plan the commonest store: the slot that the state stands on has an entry, and gets another. Inline, as
 * plan_store() is: such a store takes a few nanoseconds. False if the store does more than that.
 */
static inline bool plan_exchange(struct mt_plan *plan)
{
	const struct ma_state *mas = plan->mas;

	plan->old = mas_node(mas)->mr64.slot[mas->offset];
	plan->cut_from = mas->offset;
	plan->cut_first = mas_slot_first(mas);
	return plan->entry && plan->old && plan->first == plan->cut_first &&
	       plan->last == mas_slot_last(mas);
}

/**
 * plan_store() - Plan a store.
 * @plan: gets the plan. If its change is MT_CHANGE_LEVELS, plan_levels() is to be called then.
 * @mas: the state: index and last are the range. It is moved to the leaf that holds index, or reset if
 *       the tree has no nodes.
 * @entry: what to store; NULL erases.
 *
 * Context: the tree's write lock is held.
 */
static inline void plan_store(struct mt_plan *plan, struct ma_state *mas, void *entry)
{
	void *root = mt_root_locked(mas->tree);

	plan->mas = mas;
	plan->entry = entry;
	plan->first = mas->index;
	plan->last = mas->last;
	plan->nodes = 0;
	if (unlikely(!xa_is_node(root))) {
		plan->change = plan_root(plan, root);
		return;
	}
	if (mas->status != ma_active || plan->first < mas->min || plan->first > mas->max)
		plan_walk(mas, me_from_root(root));
	else
		mas->offset = mn_find(mas_node(mas), maple_leaf_64, plan->first);
	plan->change = plan_exchange(plan) ? MT_CHANGE_SLOT : plan_leaf(plan);
}

#endif
