/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths from the root to a leaf, for a writer that plans changes on several levels. */
#ifndef MAPLE_PATH_H
#define MAPLE_PATH_H

#include "node.h"

/**
 * struct mt_step - A node on a path.
 * @node: the node.
 * @min: the lowest index that it covers.
 * @max: the highest index that it covers.
 * @offset: the slot that the path goes through.
 * @end: its last slot in use.
 */
struct mt_step {
	struct maple_node *node;
	unsigned long min;
	unsigned long max;
	unsigned char offset;
	unsigned char end;
};

/**
 * struct mt_path - The nodes from the root to a leaf.
 * @mt: the tree.
 * @leaf: the depth of the leaves.
 * @step: by depth; the root is step[0].
 */
struct mt_path {
	const struct maple_tree *mt;
	unsigned int leaf;
	struct mt_step step[MAPLE_HEIGHT_MAX];
};

void path_walk(struct mt_path *path, const struct maple_tree *mt, unsigned long index);
void path_copy(struct mt_path *to, const struct mt_path *from);
void path_to_previous(struct mt_path *path, unsigned int depth);
void path_to_next(struct mt_path *path, unsigned int depth);

#endif
