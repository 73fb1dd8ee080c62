/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is particular to the nodes of Linux's lib/maple_tree.c. */
#ifndef SUBJECT_VIEW_H
#define SUBJECT_VIEW_H

#include <linux/maple_tree.h>

#define SUBJECT_IS_LINUX 1

/*
 * A node that tracks gaps says where its data ends. Any other says so only if
 * its last pivot is unused; otherwise that pivot tells whether the last slot is in use.
 */
static inline unsigned int subject_node_end(const struct maple_node *node,
					    enum maple_type type, unsigned long max)
{
	unsigned long pivot;

	if (type == maple_arange_64)
		return node->ma64.meta.end;
	pivot = node->mr64.pivot[MAPLE_RANGE64_SLOTS - 2];
	if (!pivot)
		return node->mr64.meta.end;
	return pivot == max ? MAPLE_RANGE64_SLOTS - 2 : MAPLE_RANGE64_SLOTS - 1;
}

/* A node that does not track gaps has its metadata where the last slot would be, unless that is in use. */
static inline bool subject_node_meta(const struct maple_node *node, enum maple_type type, unsigned long max, unsigned int *end,
				     unsigned int *gap)
{
	const struct maple_metadata *meta = type == maple_arange_64 ? &node->ma64.meta : &node->mr64.meta;

	unsigned long pivot = node->mr64.pivot[MAPLE_RANGE64_SLOTS - 2];

	if (type != maple_arange_64 && pivot && pivot != max)
		return false;
	*end = meta->end;
	*gap = meta->gap;
	return true;
}

#endif
