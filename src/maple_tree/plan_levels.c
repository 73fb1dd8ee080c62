// SPDX-License-Identifier: GPL-2.0-or-later
/* Planning a store that changes more than one leaf: see plan_levels.h. */
#include "plan_levels.h"

#include "tree.h"

/* Do the nodes from the left path to the right one make up the whole level? */
static bool level_is_whole(const struct mt_step *left, const struct mt_step *right)
{
	return !left->min && right->max == ULONG_MAX;
}

/* What the store leaves in a slot of the leaves from the left path to the right one, counted from 0. No neighbour is taken in. */
static void *leaf_content(const struct mt_plan *plan, const struct mt_level *level, unsigned int at)
{
	void __rcu **left = level->left.node->mr64.slot, **right = level->right.node->mr64.slot;

	if (at < plan->cut_from)
		return left[at];
	at -= plan->cut_from;
	if (plan->cut_first < plan->first && !at--)
		return left[plan->cut_from];
	if (!at--)
		return plan->entry;
	if (plan->last < plan->cut_last && !at--)
		return right[plan->cut_to - 1];
	return right[plan->cut_to + at];
}

/* How many nodes take @count slots. Two leaves can't be filled to the last slot if the first one would stop with a NULL. */
static unsigned int level_nodes(const struct mt_plan *plan, const struct mt_level *level, enum maple_type type,
				unsigned int count)
{
	unsigned int slots = mn_slot_count(type);

	if (count <= slots)
		return 1;
	if (count == 2 * slots && type == maple_leaf_64)
		return leaf_content(plan, level, slots - 1) ? 2 : 3;
	return count <= 2 * slots ? 2 : 3;
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

/* How many slots a node gets that is filled up. A leaf gets one more if it would stop with a NULL. */
static unsigned int level_filled(enum maple_type type)
{
	return mn_slot_count(type) - 1;
}

/*
 * Take in a neighbour if it has room for what is too much of @count slots. It is filled up then, and the node keeps the
 * rest, since the next store may well come to the same place. Returns how many slots the neighbour brings along.
 */
static unsigned int level_fill(struct mt_level *level, enum maple_type type, enum mt_side side,
			       const struct mt_step *neighbour, unsigned int count)
{
	unsigned int fill = level_filled(type), all = count + neighbour->end + 1;

	if (all > 2 * mn_slot_count(type) - (type == maple_leaf_64 ? 2 : 1))
		return 0;
	level->side = side;
	level->neighbour = *neighbour;
	/* A neighbour at the right end of the tree may have so few that the node would not keep enough. */
	if (all - fill >= mn_min_slots(type))
		level->first = side == MT_SIDE_BEFORE ? fill : all - fill;
	return neighbour->end + 1;
}

/*
 * A node would be split, since it gets @count slots. Rather let a neighbour under the same parent take what is too much, by
 * moving a path to it. Returns how many slots the neighbour brings along.
 */
static unsigned int level_push(struct mt_level *level, enum maple_type type, struct mt_path *left,
			       struct mt_path *right, unsigned int depth, unsigned int count)
{
	const struct mt_step *parent = &left->step[depth - 1];
	struct mt_path path;
	unsigned int taken = 0;

	if (parent->offset) {
		path_copy(&path, left);
		path_to_previous(&path, depth);
		taken = level_fill(level, type, MT_SIDE_BEFORE, &path.step[depth], count);
		if (taken)
			path_copy(left, &path);
	}
	if (!taken && parent->offset < parent->end) {
		path_copy(&path, right);
		path_to_next(&path, depth);
		taken = level_fill(level, type, MT_SIDE_BEHIND, &path.step[depth], count);
		if (taken)
			path_copy(right, &path);
	}
	return taken;
}

/* Does the store end the tree? Then the next one is likely to come behind it, and nodes are filled up rather than halved. */
static bool plan_appends(const struct mt_plan *plan, const struct mt_path *right)
{
	return right->step[right->leaf].max == ULONG_MAX && plan->cut_to + (plan->last == plan->cut_last) > plan->end;
}

/*
 * Decide what is to be done on each level, from the leaves up. The leaves get @count slots. What spans leaves is rebuilt
 * where it stands: neighbours are left alone, on the levels above, too.
 * Returns how many nodes all of it takes.
 */
static unsigned int levels_up(const struct mt_plan *plan, struct mt_levels *levels, struct mt_path *left,
			      struct mt_path *right, unsigned int count)
{
	bool append = plan_appends(plan, right), spans = left->step[left->leaf].node != right->step[right->leaf].node;
	enum maple_type type = maple_leaf_64;
	unsigned int needed = 0;

	for (unsigned int depth = levels->leaf;; depth--) {
		struct mt_level *level = &levels->level[depth];
		const struct mt_step *l = &left->step[depth], *r = &right->step[depth];

		levels->top = depth;
		level->left = *l;
		level->right = *r;
		count += level_balance(level, type, left, right, depth, count);
		level->first = 0;
		if (count > mn_slot_count(type)) {
			if (append)
				level->first = level_filled(type);
			else if (depth && l->node == r->node && !spans)
				count += level_push(level, type, left, right, depth, count);
		}
		level->nodes = level_nodes(plan, level, type, count);
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
	plan_last(plan, last->node, last->max, mn_find(last->node, maple_leaf_64, plan->last));
	if (plan_ends_leaf(plan, last->max))
		plan_last_in_next_leaf(plan, &right);
	if (plan_empties(plan)) {
		plan->change = MT_CHANGE_ALL;
		return;
	}
	levels->leaf = left.leaf;
	plan->nodes = levels_up(plan, levels, &left, &right, plan_all_slots(plan));
}
