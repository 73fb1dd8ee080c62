// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Gaps: the largest empty range below each slot of an internal node.
 *
 * They are changed in place even in RCU mode: only those who search for room look at
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

	for (unsigned int i = 0; i <= end; i++) {
		unsigned long last = mn_slot_last(node, maple_leaf_64, i, max);

		gap = max(gap, mn_select(node->mr64.slot[i], 0, last - first + 1));
		first = last + 1;
	}
	return gap;
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
	while (!mn_is_root(node)) {
		unsigned int slot = mn_parent_slot(node);

		node = mn_parent(node);
		if (node->ma64.gap[slot] == gap)
			return;
		node->ma64.gap[slot] = gap;
		gap = mn_internal_gap(node);
	}
}
