/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plan of a store that changes more than one leaf: splits, merges, and ranges that span leaves.
 *
 * Two paths lead from the root to the first and to the last leaf of the store. On each level,
 * from the leaves up, the nodes from the left path to the right one are replaced by new
 * ones. Their content is
 *
 *	what the left node has before its path  +  what is new  +  what the right node has behind its path
 *
 * where new is, in the leaves, the entry with what is left of the slots beside it, and above them the nodes
 * that were made one level below. If that is too little for a node, a neighbour on the same
 * level is taken in, by moving a path over to it. If it is too much, a neighbour with room is filled up, unless the store spans leaves; without one it
 * becomes two or three nodes. The change ends where both paths are in one node that has room for it, or with a
 * new root.
 */
#ifndef MAPLE_PLAN_LEVELS_H
#define MAPLE_PLAN_LEVELS_H

#include "path.h"
#include "plan.h"

/**
 * enum mt_side - Where the neighbour is that is taken in on a level.
 * @MT_SIDE_NONE: none is taken in.
 * @MT_SIDE_BEFORE: it is the node before the left one.
 * @MT_SIDE_BEHIND: it is the node behind the right one.
 */
enum mt_side {
	MT_SIDE_NONE,
	MT_SIDE_BEFORE,
	MT_SIDE_BEHIND,
};

/**
 * struct mt_level - What a store does on a level.
 * @left: the node that the left path goes through.
 * @right: the node that the right path goes through; it may be the same.
 * @neighbour: the node that is taken in.
 * @side: where it is, if there is one.
 * @nodes: how many new nodes take the content.
 * @first: how many slots the first of two new nodes gets, if that is decided; else 0, and they get about as many each.
 */
struct mt_level {
	struct mt_step left;
	struct mt_step right;
	struct mt_step neighbour;
	enum mt_side side;
	unsigned int nodes;
	unsigned int first;
};

/**
 * struct mt_levels - What a store does on all levels that it changes.
 * @leaf: the depth of the leaves.
 * @top: the depth of the uppermost level that changes.
 * @new_root: are the new nodes of that level the whole level? Then the one is the root, or several get a root.
 *            Otherwise the content stays in the node that both paths go through, or, in RCU mode, in a copy of it.
 * @level: by depth, from @top to @leaf.
 */
struct mt_levels {
	unsigned int leaf;
	unsigned int top;
	bool new_root;
	struct mt_level level[MAPLE_HEIGHT_MAX];
};

void plan_levels(struct mt_plan *plan, struct mt_levels *levels);

#endif
