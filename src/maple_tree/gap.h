/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gaps: the largest empty range below each slot of an internal node. */
#ifndef MAPLE_GAP_H
#define MAPLE_GAP_H

#include "node.h"

/* The gap of a node that is not the root, as the one above has it. */
static inline unsigned long mn_recorded_gap(const struct maple_node *node)
{
	return mp_node(node->parent)->ma64.gap[mp_slot(node->parent)];
}

unsigned long mn_leaf_gap(struct maple_node *node, unsigned long min, unsigned long max);
unsigned long mn_internal_gap(const struct maple_node *node);
void mn_publish_gap(struct maple_node *node, unsigned long gap);

#endif
