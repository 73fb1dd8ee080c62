// SPDX-License-Identifier: GPL-2.0-or-later
/* Planning a store, as far as it stays within one leaf. plan_levels.c goes on where it does not. */
#include "plan.h"

/*
 * Let a NULL take in the emptiness that it adjoins on the left: that is in the same leaf, since none
 * but the last stops with a NULL.
 */
static void plan_null_first(struct mt_plan *plan)
{
	struct maple_node *leaf = mas_node(plan->mas);

	if (plan->old && plan->first == plan->cut_first && plan->cut_from &&
	    !leaf->mr64.slot[plan->cut_from - 1])
		plan->cut_first = mn_slot_first(leaf, --plan->cut_from, plan->mas->min);
	if (!leaf->mr64.slot[plan->cut_from])
		plan->first = plan->cut_first;
}

/* The slot in which the store stops: mostly the one in which it begins. */
static unsigned int plan_last_slot(const struct mt_plan *plan)
{
	const struct ma_state *mas = plan->mas;

	return plan->last <= mas_slot_last(mas) ? mas->offset : mn_find(mas_node(mas), maple_leaf_64, plan->last);
}

/* Does the store cut out just one slot, and put one in its place? */
static bool plan_is_one_slot(const struct mt_plan *plan)
{
	return plan->cut_to == plan->cut_from + 1 && plan->cut_first == plan->first &&
	       plan->cut_last == plan->last;
}

/**
 * plan_leaf() - Plan a store that begins in the leaf that the state stands on.
 * @plan: the plan, after plan_exchange().
 *
 * Return: what the store changes.
 */
enum mt_change plan_leaf(struct mt_plan *plan)
{
	struct ma_state *mas = plan->mas;
	unsigned int count;

	if (!plan->entry)
		plan_null_first(plan);
	if (plan->last > mas->max)
		return MT_CHANGE_LEVELS;
	plan_last(plan, mas_node(mas), mas->max, plan_last_slot(plan));
	count = plan_all_slots(plan);
	if (plan_ends_leaf(plan, mas->max) || count > MAPLE_RANGE64_SLOTS)
		return MT_CHANGE_LEVELS;
	if (count < mn_min_slots(maple_leaf_64) && mas->max != ULONG_MAX)
		return MT_CHANGE_LEVELS;
	if (plan_empties(plan))
		return MT_CHANGE_ALL;
	if (plan_is_one_slot(plan))
		return MT_CHANGE_SLOT;
	plan->nodes = mt_in_rcu(mas->tree);
	return MT_CHANGE_LEAF;
}

/**
 * plan_root() - Plan a store to a tree without nodes.
 * @plan: the plan; it has its entry and its range.
 * @root: what is in the root pointer.
 *
 * Return: what the store changes.
 */
enum mt_change plan_root(struct mt_plan *plan, void *root)
{
	mas_reset(plan->mas);
	plan->old = plan->first ? NULL : root;
	if (plan->entry && (plan->last || xa_is_internal(plan->entry))) {
		plan->nodes = 1;
		return MT_CHANGE_FIRST_LEAF;
	}
	return plan->first ? MT_CHANGE_NOTHING : MT_CHANGE_ROOT_ENTRY;
}

/**
 * plan_walk() - Move a state to the leaf slot that holds its index.
 * @mas: the state.
 * @root: the root node.
 *
 * Context: the tree's write lock is held.
 */
void plan_walk(struct ma_state *mas, struct maple_enode *root)
{
	mas_descend(mas, root, mas->index);
	mas->status = ma_active;
}
