// SPDX-License-Identifier: GPL-2.0-or-later
/* Emptying a tree: mtree_destroy(). */
#include "node.h"
#include "publish.h"
#include "retire.h"
#include "tree.h"

/**
 * __mt_destroy() - Empty a tree: entries are dropped, nodes freed, attributes kept.
 * @mt: the tree. It may be used again.
 *
 * Context: the tree's write lock is held. Readers may be under way in RCU mode.
 */
void __mt_destroy(struct maple_tree *mt)
{
	void *root = mt_root_locked(mt);

	publish_root(mt, NULL, 0);
	if (xa_is_node(root))
		mt_discard(me_from_root(root), mt_internal_type(mt), mt_in_rcu(mt), true);
}

/**
 * mtree_destroy() - Empty a tree: entries are dropped, nodes freed, attributes kept.
 * @mt: the tree. It may be used again.
 *
 * Context: takes the tree's lock. Readers may be under way in RCU mode.
 */
void mtree_destroy(struct maple_tree *mt)
{
	mtree_lock(mt);
	__mt_destroy(mt);
	mtree_unlock(mt);
}
