/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree's root and flags, for writers. */
#ifndef MAPLE_TREE_H
#define MAPLE_TREE_H

#include "node.h"

/**
 * mt_attr() - The flags of a tree without its height.
 * @mt: the tree.
 */
static inline unsigned int mt_attr(const struct maple_tree *mt)
{
	return mt->ma_flags & ~MT_FLAGS_HEIGHT_MASK;
}

static inline void mt_set_height(struct maple_tree *mt, unsigned int height)
{
	mt->ma_flags = mt_attr(mt) | height << MT_FLAGS_HEIGHT_OFFSET;
}

static inline bool mt_tracks_gaps(const struct maple_tree *mt)
{
	return mt->ma_flags & MT_FLAGS_ALLOC_RANGE;
}

#endif
