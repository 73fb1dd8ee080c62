/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is particular to the nodes of the embedded tree. */
#ifndef SUBJECT_VIEW_H
#define SUBJECT_VIEW_H

#include <linux/maple_tree.h>

#define SUBJECT_IS_LINUX 0

/*
 * The pivot of the last slot in use is the node's last index, those behind it
 * are ULONG_MAX; a node with all slots in use has no pivot for the last.
 */
static inline unsigned int subject_node_end(const struct maple_node *node,
					    enum maple_type type, unsigned long max)
{
	const unsigned long *pivot = type == maple_arange_64 ? node->ma64.pivot : node->mr64.pivot;
	unsigned int last = (type == maple_arange_64 ? MAPLE_ARANGE64_SLOTS : MAPLE_RANGE64_SLOTS) - 1;
	unsigned int end = 0;

	while (end < last && pivot[end] < max)
		end++;
	return end;
}

/* There are no metadata. */
static inline bool subject_node_meta(const struct maple_node *node, enum maple_type type, unsigned long max, unsigned int *end,
				     unsigned int *gap)
{
	(void)node;
	(void)type;
	(void)max;
	(void)end;
	(void)gap;
	return false;
}

#endif
