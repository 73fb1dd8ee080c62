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
 * Return: its number of indices, 0 if there is none. It can't be all of them: such a tree has no node.
 */
unsigned long mn_leaf_gap(struct maple_node *node, unsigned long min, unsigned long max)
{
	unsigned int end = mn_end(node, maple_leaf_64, max);
	unsigned long first = min, gap = 0;

	for (unsigned int i = 0; i < end; i++) {
		unsigned long last = node->mr64.pivot[i];

		gap = max(gap, mn_select(node->mr64.slot[i], 0, last - first + 1));
		first = last + 1;
	}
	return max(gap, mn_select(node->mr64.slot[end], 0, max - first + 1));
}

/**
 * mn_internal_gap() - The size of the largest empty range below an internal node.
 * @node: the node; unused slots have no gap.
 */
unsigned long mn_internal_gap(const struct maple_node *node)
{
	unsigned long gap = 0;

	for (unsigned int i = 0; i < MAPLE_ARANGE64_SLOTS; i++)
		gap = max(gap, node->ma64.gap[i]);
	return gap;
}

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
