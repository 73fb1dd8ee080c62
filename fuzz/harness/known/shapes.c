// SPDX-License-Identifier: GPL-2.0-or-later
/* Shapes of trees that a version should not have made. Their probes look for them, and so do the hooks that mend them. */
#include <limits.h>

#include "known/probe.h"

bool has_idle_nulls(const struct maple_tree *mt)
{
	struct view root;
	unsigned int i;

	if (!view_root(mt, &root) || !view_leaf(&root))
		return false;
	for (i = 0; i < root.end; i++)
		if (!view_slot(&root, i) && !view_slot(&root, i + 1))
			return true;
	return !root.end && !view_slot(&root, 0);
}

/* The last slot in use of a node with as few as there may be, but for the root. */
static unsigned int least_end(const struct view *node)
{
	return node->type == maple_arange_64 ? MAPLE_ARANGE64_SLOTS / 2 - 1 : MAPLE_RANGE64_SLOTS / 2 - 2;
}

bool has_deficient_node(const struct maple_tree *mt, bool at_end)
{
	struct view_walk walk;
	const struct view *node;

	if (!view_walk_begin(&walk, mt))
		return false;
	while ((node = view_walk_next(&walk)))
		if (walk.depth && node->end < least_end(node) && (at_end || node->max != ULONG_MAX))
			return true;
	return false;
}
