// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Gaps: the largest empty range below each slot of an internal node.
 *
 * Writers change them in place even in RCU mode, with plain stores: only those who search for room look at
 * them, and they hold the lock.
 */
#include "gap.h"

/**
 * mn_leaf_gap() - The size of the largest empty range in a leaf.
 * @node: the leaf.
 * @min: where it begins.
 * @max: where it stops.
 *
 * All slots are looked at, without a branch that could be mispredicted: those behind the end are of no size.
 *
 * Return: its number of indices, 0 if there is none. It can't be all of them: such a tree has no node.
 */
unsigned long mn_leaf_gap(struct maple_node *node, unsigned long min, unsigned long max)
{
	unsigned long before = min - 1, gap = 0;

#pragma GCC unroll 16
	for (unsigned int i = 0; i < MAPLE_RANGE64_SLOTS; i++) {
		unsigned long last = i < MAPLE_RANGE64_SLOTS - 1 ? min(node->mr64.pivot[i], max) : max;

		gap = max(gap, mn_select(node->mr64.slot[i], 0, last - before));
		before = last;
	}
	return gap;
}

/**
 * mn_internal_gap() - The size of the largest empty range below an internal node.
 * @node: the node; unused slots have no gap.
 *
 * Pairs, so that no comparison waits for all those before.
 */
unsigned long mn_internal_gap(const struct maple_node *node)
{
	const unsigned long *gap = node->ma64.gap;
	unsigned long low = max(max(gap[0], gap[1]), max(gap[2], gap[3]));
	unsigned long high = max(max(gap[4], gap[5]), max(gap[6], gap[7]));

	return max(max(low, high), max(gap[8], gap[9]));
}

_Static_assert(MAPLE_ARANGE64_SLOTS == 10, "mn_internal_gap() looks at all gaps");

/**
 * mn_publish_gap() - Write the gap of a node into those above it, as far as it makes a difference.
 * @node: the node.
 * @gap: the size of the largest empty range below it.
 *
 * Context: the tree's write lock is held.
 */
void mn_publish_gap(struct maple_node *node, unsigned long gap)
{
	while (!mp_is_tree(node->parent)) {
		unsigned int slot = mp_slot(node->parent);

		node = mp_node(node->parent);
		if (node->ma64.gap[slot] == gap)
			return;
		node->ma64.gap[slot] = gap;
		gap = mn_internal_gap(node);
	}
}
