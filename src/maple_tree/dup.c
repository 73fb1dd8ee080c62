// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Duplicating a tree, node by node.
 *
 * The new tree is gone through depth first, a parent before its children. A node is copied whole, so that
 * it still leads to the source's children, until it is met as a parent: then copies of all of
 * them are allocated at once, and take their places. What an address has in its
 * low bits, a type or a slot, is the same in both trees.
 *
 * No reader can see the new tree before its root is stored.
 */
#include "alloc.h"
#include "node.h"
#include "tree.h"
#include "walk.h"

/* The address of @node with the low bits of @like. */
static void *like(const struct maple_node *node, const void *like)
{
	return (void *)((unsigned long)node | ((unsigned long)like & MAPLE_NODE_MASK));
}

/*
 * Give an internal node copies of the children that it still has in common with the source.
 * False for want of memory; then it has them still.
 */
static bool dup_children(struct maple_node *node, enum maple_type type, gfp_t gfp)
{
	void __rcu **slot = mn_slots(node, type);
	void *copy[MAPLE_RANGE64_SLOTS];
	unsigned int count = 1;

	while (count < mn_slot_count(type) && slot[count])
		count++;
	if (!kmem_cache_alloc_bulk(maple_node_cache, gfp, count, copy))
		return false;
	for (unsigned int i = 0; i < count; i++) {
		struct maple_node *child = copy[i], *source = me_node(slot[i]);

		memcpy(child, source, sizeof(*child));
		child->parent = like(node, source->parent);
		slot[i] = like(child, slot[i]);
	}
	return true;
}

/*
 * Build all below @root, a copy of the source's root. False for want of memory; then one node
 * still has the source's children.
 */
static bool dup_below(struct maple_node *root, enum maple_type type, gfp_t gfp)
{
	struct maple_node *node = root;
	unsigned int slot = 0;

	if (!dup_children(root, type, gfp))
		return false;
	for (;;) {
		struct maple_enode *child = NULL;

		if (slot < mn_slot_count(type))
			child = mn_slots(node, type)[slot];
		if (child && !me_is_leaf(child)) {
			node = me_node(child);
			slot = 0;
			if (!dup_children(node, type, gfp))
				return false;
		} else if (node != root) {
			slot = mn_parent_slot(node) + 1;
			node = mn_parent(node);
		} else {
			return true;
		}
	}
}

/* A copy of the tree below @root for the tree @new; NULL for want of memory. */
static struct maple_enode *dup_root(const struct maple_enode *root, struct maple_tree *new,
				    gfp_t gfp)
{
	struct maple_node *node = kmem_cache_alloc(maple_node_cache, gfp);
	enum maple_type type = me_type(root);

	if (!node)
		return NULL;
	memcpy(node, me_node(root), sizeof(*node));
	mn_set_parent_tree(node, new);
	if (type != maple_leaf_64 && !dup_below(node, type, gfp)) {
		/* What is still the source's has another parent, and stays. */
		mt_discard(me_encode(node, type), type, false);
		return NULL;
	}
	return me_encode(node, type);
}

/**
 * __mt_dup() - Make an empty tree a duplicate of another: the same ranges and entries in nodes of its own.
 * @mt: the source.
 * @new: an empty tree with the same attributes.
 * @gfp: how to allocate.
 *
 * The duplicate has the shape of the source, node by node. It takes one allocation for the root,
 * and one bulk allocation for the children of each internal node.
 *
 * Context: the caller holds what keeps @mt from changing and others from @new.
 * Return: 0; -EINVAL if the attributes differ or @new is not empty, and nothing has changed; -ENOMEM, and
 *         @new is still empty, its flags as they were.
 */
int __mt_dup(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp)
{
	void *root = mt_root(mt);

	if (mt_attr(mt) != mt_attr(new) || !mtree_empty(new))
		return -EINVAL;
	if (xa_is_node(root)) {
		struct maple_enode *copy = dup_root(me_from_root(root), new, gfp);

		if (!copy)
			return -ENOMEM;
		root = me_to_root(copy);
	}
	new->ma_flags = mt->ma_flags;
	/* A reader of @new finds nothing, or all of it. */
	rcu_assign_pointer(new->ma_root, root);
	return 0;
}

/**
 * mtree_dup() - Make an empty tree a duplicate of another, under the locks of both.
 * @mt: the source.
 * @new: an empty tree with the same attributes.
 * @gfp: how to allocate.
 *
 * Context: takes the lock of @new, then that of @mt nested in it (SINGLE_DEPTH_NESTING).
 * Return: as __mt_dup().
 */
int mtree_dup(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp)
{
	int ret;

	mtree_lock(new);
	mtree_lock_nested(mt, SINGLE_DEPTH_NESTING);
	ret = __mt_dup(mt, new, gfp);
	mtree_unlock(mt);
	mtree_unlock(new);
	return ret;
}
