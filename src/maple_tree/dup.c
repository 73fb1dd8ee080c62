// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Duplicating a tree, node by node: mtree_dup().
 *
 * The nodes of the new tree are visited depth first, a parent before its children. A node is a copy of all 256 bytes, so
 * its slots lead to the source's children. When it is visited, copies of all its children are allocated at once, and
 * take their places. The low bits of an address, a type or a slot, are the same in both trees.
 *
 * No reader can reach the new nodes before publish_root(), so plain stores will do.
 */
#include "alloc.h"
#include "node.h"
#include "publish.h"
#include "retire.h"
#include "tree.h"

/* The address of @node with the type or the slot that @pointer has in its low bits. */
static void *redirect(const void *pointer, const struct maple_node *node)
{
	return (void *)((unsigned long)node | ((unsigned long)pointer & MAPLE_NODE_MASK));
}

/*
 * Give an internal node copies of the source's children. False for want of memory; then its slots still lead to
 * the source's.
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
		child->parent = redirect(source->parent, node);
		slot[i] = redirect(slot[i], child);
	}
	return true;
}

/*
 * Make all nodes below @root, a copy of the source's root. False for want of memory; then the slots of one node
 * still lead to the source's children.
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
			slot = mp_slot(node->parent) + 1;
			node = mp_node(node->parent);
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
	node->parent = mp_encode_tree(new);
	if (type != maple_leaf_64 && !dup_below(node, type, gfp)) {
		/* Nodes of the source have another parent: mt_discard() leaves them alone. */
		mt_discard(me_encode(node, type), type, false, false);
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
	publish_root(new, root, mt_height(mt));
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
