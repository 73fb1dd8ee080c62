// SPDX-License-Identifier: GPL-2.0-or-later
/* Committing a store that changes the root pointer or one leaf. For more than that, there is commit_levels.c. */
#include "commit.h"

#include "alloc.h"
#include "gap.h"
#include "retire.h"

/* A tree without nodes gets a leaf. */
static void commit_first_leaf(const struct mt_plan *plan)
{
	struct ma_state *mas = plan->mas;
	struct maple_node *leaf = mas_take(mas);
	struct maple_enode *enode = me_encode(leaf, maple_leaf_64);
	void *root = mt_root_locked(mas->tree);
	unsigned int offset = 0;

	memset(leaf->mr64.pivot, 0xff, sizeof(leaf->mr64.pivot));
	memset(leaf->mr64.slot, 0, sizeof(leaf->mr64.slot));
	leaf->parent = mp_encode_tree(mas->tree);
	if (plan->first && root) {
		leaf->mr64.slot[offset] = root;
		leaf->mr64.pivot[offset++] = 0;
	}
	if (plan->first > offset)
		leaf->mr64.pivot[offset++] = plan->first - 1;
	leaf->mr64.slot[offset] = plan->entry;
	leaf->mr64.pivot[offset] = plan->last;

	publish_root(mas->tree, me_to_root(enode), 1);
	mas_descend(mas, enode, plan->first);
	mas->status = ma_active;
}

/*
 * Apply the store to the leaf @from, which stops at @max, and write the result to @to,
 * which may be the same.
 */
static void leaf_splice(struct maple_range_64 *to, struct maple_range_64 *from,
			const struct mt_plan *plan, unsigned long max)
{
	void *left = from->slot[plan->cut_from], *right = from->slot[plan->cut_to - 1];
	unsigned int at = plan->cut_from, tail = plan->end + 1 - plan->cut_to;
	unsigned int end = plan_all_slots(plan) - 1;

	if (to != from)
		*to = *from;
	/* The tail first: it lies where the new slots go. */
	if (tail && end != plan->end) {
		memmove(to->slot + end + 1 - tail, from->slot + plan->cut_to, tail * sizeof(void *));
		memmove(to->pivot + end + 1 - tail, from->pivot + plan->cut_to, (tail - 1) * sizeof(unsigned long));
	}
	if (plan->cut_first < plan->first) {
		to->pivot[at] = plan->first - 1;
		to->slot[at++] = left;
	}
	if (at < MAPLE_RANGE64_SLOTS - 1)
		to->pivot[at] = plan->last;
	to->slot[at++] = plan->entry;
	if (plan->last < plan->cut_last) {
		if (at < MAPLE_RANGE64_SLOTS - 1)
			to->pivot[at] = plan->cut_last;
		to->slot[at] = right;
	}
	if (end < MAPLE_RANGE64_SLOTS - 1)
		to->pivot[end] = max;
	for (at = end + 1; at <= plan->end; at++) {
		to->slot[at] = NULL;
		if (at < MAPLE_RANGE64_SLOTS - 1)
			to->pivot[at] = ULONG_MAX;
	}
}

/* The gap of a leaf after a store to it, given what it was before. */
static unsigned long leaf_gap(const struct mt_plan *plan, unsigned long before)
{
	const struct ma_state *mas = plan->mas;

	/* What a NULL adjoins is part of its range. */
	if (!plan->entry)
		return max(before, plan->last - plan->first + 1);
	/* The largest emptiness is elsewhere if it does not fit where slots were cut out. */
	if (before > plan->cut_last - plan->cut_first + 1)
		return before;
	return mn_leaf_gap(mas_node(mas), mas->min, mas->max);
}

/**
 * commit_gap() - Write the gap of the leaf that a store has changed into the nodes above.
 * @plan: its plan; the state stands on the leaf.
 */
void commit_gap(const struct mt_plan *plan)
{
	struct maple_node *leaf = mas_node(plan->mas);

	if (mt_tracks_gaps(plan->mas->tree) && !mp_is_tree(leaf->parent))
		mn_publish_gap(leaf, leaf_gap(plan, mn_recorded_gap(leaf)));
}

/* Does a store cut out emptiness, or make some? */
static bool plan_changes_gaps(const struct mt_plan *plan)
{
	const struct maple_node *leaf = mas_node(plan->mas);

	if (!plan->entry)
		return true;
	for (unsigned int i = plan->cut_from; i < plan->cut_to; i++)
		if (!leaf->mr64.slot[i])
			return true;
	return false;
}

/* The slots of a leaf change: in place, or, in RCU mode, in a new leaf that takes its place. */
static void commit_leaf(const struct mt_plan *plan)
{
	struct ma_state *mas = plan->mas;
	struct maple_node *leaf = mas_node(mas), *new = plan->nodes ? mas_take(mas) : leaf;
	bool gaps = mt_tracks_gaps(mas->tree) && plan_changes_gaps(plan);

	leaf_splice(&new->mr64, &leaf->mr64, plan, mas->max);
	if (new != leaf) {
		publish_node(mas->tree, leaf, new, maple_leaf_64);
		mt_retire(leaf, true);
		mas->node = me_encode(new, maple_leaf_64);
	}
	mas->offset = plan->cut_from + (plan->cut_first < plan->first);
	if (gaps)
		commit_gap(plan);
}

/* The tree becomes empty. */
static void commit_all(const struct mt_plan *plan)
{
	struct maple_tree *mt = plan->mas->tree;
	struct maple_enode *root = me_from_root(mt_root_locked(mt));

	publish_root(mt, NULL, 0);
	mt_discard(root, mt_internal_type(mt), mt_in_rcu(mt), true);
	mas_reset(plan->mas);
}

/**
 * commit_node() - Do a store that changes the root pointer or the slots of one leaf.
 * @plan: its plan; the nodes are reserved.
 */
void commit_node(const struct mt_plan *plan)
{
	switch (plan->change) {
	case MT_CHANGE_LEAF:
		commit_leaf(plan);
		break;
	case MT_CHANGE_FIRST_LEAF:
		commit_first_leaf(plan);
		break;
	case MT_CHANGE_ROOT_ENTRY:
		publish_root(plan->mas->tree, plan->entry, 0);
		break;
	case MT_CHANGE_ALL:
		commit_all(plan);
		break;
	default:
		break;
	}
}
