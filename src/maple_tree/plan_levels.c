// SPDX-License-Identifier: GPL-2.0-or-later
/* Planning a store that changes more than one leaf: see plan_levels.h. */
#include "plan_levels.h"

#include "tree.h"

/* Do the nodes from the left path to the right one make up the whole level? */
static bool level_is_whole(const struct mt_step *left, const struct mt_step *right)
{
	return !left->min && right->max == ULONG_MAX;
}

/*
 * How many nodes take @count slots. Two can't always be filled to the last slot, since
 * no leaf may stop with a NULL.
 */
static unsigned int level_nodes(unsigned int count, unsigned int slots)
{
	if (count <= slots)
		return 1;
	return count < 2 * slots ? 2 : 3;
}

/*
 * Take in a neighbour if @count slots are too few for a node, by moving a path to it. Returns how many slots it
 * brings along.
 */
static unsigned int level_balance(struct mt_level *level, enum maple_type type, struct mt_path *left,
				  struct mt_path *right, unsigned int depth, unsigned int count)
{
	bool rightmost = level->right.max == ULONG_MAX;

	level->side = MT_SIDE_NONE;
	if (count >= (rightmost ? mn_min_slots_right(type) : mn_min_slots(type)) ||
	    level_is_whole(&level->left, &level->right))
		return 0;
	if (level->left.min) {
		level->side = MT_SIDE_BEFORE;
		path_to_previous(left, depth);
		level->neighbour = left->step[depth];
	} else {
		level->side = MT_SIDE_BEHIND;
		path_to_next(right, depth);
		level->neighbour = right->step[depth];
	}
	return level->neighbour.end + 1;
}

/*
 * Decide what is to be done on each level, from the leaves up. The leaves get @count slots.
 * Returns how many nodes all of it takes.
 */
static unsigned int levels_up(struct mt_levels *levels, struct mt_path *left, struct mt_path *right,
			      unsigned int count)
{
	enum maple_type type = maple_leaf_64;
	unsigned int needed = 0;

	for (unsigned int depth = levels->leaf;; depth--) {
		struct mt_level *level = &levels->level[depth];
		const struct mt_step *l = &left->step[depth], *r = &right->step[depth];

		levels->top = depth;
		level->left = *l;
		level->right = *r;
		count += level_balance(level, type, left, right, depth, count);
		level->nodes = level_nodes(count, mn_slot_count(type));
		levels->new_root = level_is_whole(l, r);
		if (level->nodes == 1 && l->node == r->node) {
			levels->new_root = false;
			return needed + mt_in_rcu(left->mt);
		}
		needed += level->nodes;
		if (levels->new_root)
			return needed + (level->nodes > 1);
		count = l[-1].offset + level->nodes + r[-1].end - r[-1].offset;
		type = mt_internal_type(left->mt);
	}
}

/*
 * A NULL can't be the end of the leaf that the right path goes through: it goes to the beginning of the next leaf,
 * which may have one there.
 */
static void plan_last_in_next_leaf(struct mt_plan *plan, struct mt_path *right)
{
	const struct mt_step *last = &right->step[right->leaf];

	path_to_next(right, right->leaf);
	plan->end = last->end;
	plan->cut_to = !last->node->mr64.slot[0];
	if (plan->cut_to)
		plan->last = mn_slot_last(last->node, maple_leaf_64, 0, last->max);
	plan->cut_last = plan->last;
}

/**
 * plan_levels() - Go on planning a store that changes more than one leaf.
 * @plan: the plan, with the change MT_CHANGE_LEVELS. It may turn out to be MT_CHANGE_ALL.
 * @levels: gets what changes on each level.
 *
 * Context: the tree's write lock is held.
 */
void plan_levels(struct mt_plan *plan, struct mt_levels *levels)
{
	struct mt_path left, right;
	const struct mt_step *last;

	path_walk(&left, plan->mas->tree, plan->first);
	if (plan->last <= left.step[left.leaf].max)
		path_copy(&right, &left);
	else
		path_walk(&right, plan->mas->tree, plan->last);
	last = &right.step[right.leaf];
	plan_last(plan, last->node, last->max);
	if (plan_ends_leaf(plan, last->max))
		plan_last_in_next_leaf(plan, &right);
	if (plan_empties(plan)) {
		plan->change = MT_CHANGE_ALL;
		return;
	}
	levels->leaf = left.leaf;
	levels->append = last->max == ULONG_MAX && plan->cut_to + (plan->last == plan->cut_last) > plan->end;
	plan->nodes = levels_up(levels, &left, &right, plan_all_slots(plan));
}
