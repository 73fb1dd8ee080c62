/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walking from the root down to a leaf: readers and writers begin with it. */
#ifndef MAPLE_WALK_H
#define MAPLE_WALK_H

#include "node.h"
#include "tree.h"

static inline struct maple_node *mas_node(const struct ma_state *mas)
{
	return me_node(mas->node);
}

/* The first and the last index of the slot that @mas stands on. */
static inline unsigned long mas_slot_first(const struct ma_state *mas)
{
	return mn_slot_first(mas_node(mas), mas->offset, mas->min);
}

static inline unsigned long mas_slot_last(const struct ma_state *mas)
{
	return mn_slot_last(mas_node(mas), maple_leaf_64, mas->offset, mas->max);
}

/**
 * mas_descend() - Walk from a root node down to the leaf slot that holds an index.
 * @mas: gets node, min, max and offset.
 * @enode: the root node.
 * @index: the index.
 *
 * Return: false if a dead node was met; walk again from the root.
 */
static inline bool mas_descend(struct ma_state *mas, struct maple_enode *enode,
			       unsigned long index)
{
	unsigned long min = 0, max = ULONG_MAX;

	while (!me_is_leaf(enode)) {
		enum maple_type type = me_type(enode);
		struct maple_node *node = me_node(enode);
		const unsigned long *part;
		unsigned int offset;

		mn_prefetch_slots(node);
		part = mn_part(node, type, index);
		enode = mn_get_in(type, part, index);
		offset = mn_find_in(node, part, index);
		min = mn_slot_first(node, offset, min);
		max = mn_slot_last(node, type, offset, max);
		if (unlikely(mn_is_dead(node)))
			return false;
	}
	mn_prefetch_slots(me_node(enode));
	mas->node = enode;
	mas->min = min;
	mas->max = max;
	mas->offset = mn_find(me_node(enode), maple_leaf_64, index);
	return true;
}

void *mas_walk_root(struct ma_state *mas);

#endif
