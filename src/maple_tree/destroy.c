// SPDX-License-Identifier: GPL-2.0-or-later
/* Taking down a tree, or the part of one that a write has cut off. */
#include "alloc.h"
#include "node.h"
#include "tree.h"
#include "walk.h"

/*
 * The next child of a node, from *@slot on, that belongs to it. One that a new node
 * has adopted has another parent.
 */
static struct maple_enode *next_own_child(struct maple_node *node, enum maple_type type,
					  unsigned int *slot)
{
	for (; *slot < mn_slot_count(type); ++*slot) {
		struct maple_enode *child = mn_slots(node, type)[*slot];

		if (!child)
			break;
		if (mn_parent(me_node(child)) == node)
			return child;
	}
	return NULL;
}

/**
 * mt_discard() - Retire a subtree that has left the tree, but for the nodes that others have adopted.
 * @top: the subtree's root.
 * @internal: the type of the tree's internal nodes.
 * @rcu: is the tree in RCU mode? Otherwise nodes are freed at once.
 *
 * Children go before their parent, whose address in them is the way back up: no
 * recursion and no stack.
 */
void mt_discard(struct maple_enode *top, enum maple_type internal, bool rcu)
{
	struct maple_enode *enode = top;
	unsigned int slot = 0;

	for (;;) {
		struct maple_node *node = me_node(enode);
		struct maple_enode *next = NULL;

		if (!me_is_leaf(enode))
			next = next_own_child(node, internal, &slot);
		if (next) {
			enode = next;
			slot = 0;
			continue;
		}
		if (enode != top) {
			slot = mn_parent_slot(node) + 1;
			next = me_encode(mn_parent(node), internal);
		}
		mt_retire(node, rcu);
		if (!next)
			return;
		enode = next;
	}
}

/**
 * __mt_destroy() - Empty a tree: entries are dropped, nodes freed, attributes kept.
 * @mt: the tree. It may be used again.
 *
 * Context: the tree's write lock is held. Readers may be under way in RCU mode.
 */
void __mt_destroy(struct maple_tree *mt)
{
	void *root = mt_root_locked(mt);

	/*
	 * A reader finds the root or nothing. One that is below the root already goes on there,
	 * or meets a dead node and starts again.
	 */
	rcu_assign_pointer(mt->ma_root, NULL);
	if (xa_is_node(root))
		mt_discard(me_from_root(root), mt_internal_type(mt), mt_in_rcu(mt));
	mt->ma_flags = mt_attr(mt);
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
