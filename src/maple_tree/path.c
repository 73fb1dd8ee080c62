// SPDX-License-Identifier: GPL-2.0-or-later
/* Paths from the root to a leaf: walking one, and moving it to a neighbour on a level. */
#include "path.h"

#include "tree.h"

/* Fill in the step at @depth, but for its offset. The step above is complete. */
static struct mt_step *path_down(struct mt_path *path, unsigned int depth)
{
	const struct mt_step *above = &path->step[depth - 1];
	struct mt_step *step = &path->step[depth];
	enum maple_type type = mt_internal_type(path->mt);

	step->node = me_node(mn_slots(above->node, type)[above->offset]);
	step->min = mn_slot_first(above->node, above->offset, above->min);
	step->max = mn_slot_last(above->node, type, above->offset, above->max);
	step->end = mn_end(step->node, depth == path->leaf ? maple_leaf_64 : type, step->max);
	return step;
}

/**
 * path_walk() - Walk from the root to the leaf slot that holds an index.
 * @path: gets the nodes and slots on the way.
 * @mt: the tree; it has nodes.
 * @index: the index.
 *
 * Context: the tree's write lock is held.
 */
void path_walk(struct mt_path *path, const struct maple_tree *mt, unsigned long index)
{
	struct maple_enode *root = me_from_root(mt_root_locked(mt));
	struct mt_step *step = &path->step[0];
	unsigned int depth = 0;

	path->mt = mt;
	path->leaf = mt_height(mt) - 1;
	step->node = me_node(root);
	step->min = 0;
	step->max = ULONG_MAX;
	step->end = mn_end(step->node, me_type(root), ULONG_MAX);
	while (depth < path->leaf) {
		step->offset = mn_find(step->node, mt_internal_type(mt), index);
		step = path_down(path, ++depth);
	}
	step->offset = mn_find(step->node, maple_leaf_64, index);
}

/**
 * path_copy() - Copy a path.
 * @to: gets the copy.
 * @from: the path.
 */
void path_copy(struct mt_path *to, const struct mt_path *from)
{
	memcpy(to, from, offsetof(struct mt_path, step) + (from->leaf + 1) * sizeof(from->step[0]));
}

/**
 * path_to_previous() - Move a path to the node before the one at a depth, and to the end of that.
 * @path: the path.
 * @depth: the depth; there is a node before.
 */
void path_to_previous(struct mt_path *path, unsigned int depth)
{
	unsigned int above = depth - 1;

	while (!path->step[above].offset)
		above--;
	path->step[above].offset--;
	while (above++ < depth) {
		struct mt_step *step = path_down(path, above);

		step->offset = step->end;
	}
}

/**
 * path_to_next() - Move a path to the node behind the one at a depth, and to the beginning of that.
 * @path: the path.
 * @depth: the depth; there is a node behind.
 */
void path_to_next(struct mt_path *path, unsigned int depth)
{
	unsigned int above = depth - 1;

	while (path->step[above].offset == path->step[above].end)
		above--;
	path->step[above].offset++;
	while (above++ < depth)
		path_down(path, above)->offset = 0;
}
