/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The root and the flags of a tree: how readers and writers look at them. publish.h changes them. */
#ifndef MAPLE_TREE_H
#define MAPLE_TREE_H

#include <linux/maple_tree.h>

/**
 * mt_attr() - The flags of a tree without its height.
 * @mt: the tree.
 */
static inline unsigned int mt_attr(const struct maple_tree *mt)
{
	return __mt_flags(mt, ~MT_FLAGS_HEIGHT_MASK);
}

static inline bool mt_tracks_gaps(const struct maple_tree *mt)
{
	return __mt_flags(mt, MT_FLAGS_ALLOC_RANGE);
}

/* The type of the internal nodes of a tree. */
static inline enum maple_type mt_internal_type(const struct maple_tree *mt)
{
	return mt_tracks_gaps(mt) ? maple_arange_64 : maple_range_64;
}

/* May this context read the tree without being in an RCU read-side section? */
static inline bool mt_locked(const struct maple_tree *mt)
{
	return mt_external_lock(mt) ? mt_lock_is_held(mt) : lockdep_is_held(&mt->ma_lock);
}

/* May it write? */
static inline bool mt_write_locked(const struct maple_tree *mt)
{
	return mt_external_lock(mt) ? mt_write_lock_is_held(mt) : lockdep_is_held(&mt->ma_lock);
}

/* What is in the root, for a reader. The next call may give something else. */
static inline void *mt_root(const struct maple_tree *mt)
{
	return rcu_dereference_check(mt->ma_root, mt_locked(mt));
}

/* What is in the root, for a writer. */
static inline void *mt_root_locked(const struct maple_tree *mt)
{
	return rcu_dereference_protected(mt->ma_root, mt_write_locked(mt));
}

#endif
