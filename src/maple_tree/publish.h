/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What readers see of a write. Every store to a word that a reader can reach is in this file.
 *
 * In RCU mode readers walk through the tree while a writer changes it. (Otherwise readers hold the lock, and the
 * order of a writer's stores does not matter to them.) A write goes like this:
 *
 *   1. The writer makes new nodes. No reader can reach them, so plain stores will do.
 *   2. One store publishes them all: publish_root() or publish_node(). A reader that comes from above finds the
 *      tree as it was before this store, or as it is behind it.
 *   3. Old nodes that stay, below new ones, get their new parents: publish_parent(). Until then they lead to the
 *      old ones, which have left the tree but are as they were.
 *   4. Nodes that have left the tree are marked dead, children before their parents: publish_death().
 *   5. They are freed after a grace period.
 *
 * What a reader may rely on, at any moment and wherever it stands:
 *
 *   - A node that it can reach is complete: its pivots, its slots, its parent, and everything below it.
 *   - min, max and pivots of a live node never change. A slot gets another entry, or another node for the
 *     same indices. So a reader goes on behind the max of its leaf, and the pivots of the parent say where
 *     the next leaf stops.
 *   - The parent of a live leaf has the leaf in its slot, and beside it leaves that are or were the leaf's neighbours.
 *     The parent may be dead by now: a reader that has looked into it asks whether it is.
 *   - No way from the root leads to a dead node: a reader that meets one walks from the root, and does not meet it
 *     again.
 *   - What it has reached is not freed before it leaves its read-side section.
 *
 * It may not rely on finding the same tree twice. A walk from the root may lead to a newer tree than
 * the step before, in which other ranges lie around the same index.
 *
 * These are the words that change while readers may look at them; they read them with READ_ONCE() or rcu_dereference():
 *
 *	ma_root				publish_root()
 *	ma_flags			mt_set_height(), mt_set_wrapped(); readers look at other attributes, which stay the same
 *	slots of a leaf			publish_entry()
 *	slots of an internal node	publish_node()
 *	parent				publish_parent(), publish_death()
 *	pivot[0], pivot[1]		call_rcu() in a dead node; readers drop what they read from one
 *	pivot[2], slots			dead_link() and dead_keep_leaves() in a dead internal node, likewise
 *	gaps				mn_publish_gap(); readers don't look at them
 */
#ifndef MAPLE_PUBLISH_H
#define MAPLE_PUBLISH_H

#include "node.h"
#include "tree.h"

static inline void mt_set_height(struct maple_tree *mt, unsigned int height)
{
	WRITE_ONCE(mt->ma_flags, mt_attr(mt) | height << MT_FLAGS_HEIGHT_OFFSET);
}

/* Has a cyclic allocation come to the end of all indices? Then the next one tells. */
static inline void mt_set_wrapped(struct maple_tree *mt, bool wrapped)
{
	WRITE_ONCE(mt->ma_flags, __mt_flags(mt, ~MT_FLAGS_ALLOC_WRAPPED) | (wrapped ? MT_FLAGS_ALLOC_WRAPPED : 0));
}

/**
 * publish_root() - Let a tree have another root.
 * @mt: the tree.
 * @root: what goes to ma_root: a node and all below it, complete; an entry; or NULL.
 * @height: how many levels of nodes there are then.
 *
 * A reader finds the whole of the old tree or the whole of the new one. It does not need the
 * height: it has come to a leaf when the pointer says so.
 */
static inline void publish_root(struct maple_tree *mt, void *root, unsigned int height)
{
	mt_set_height(mt, height);
	rcu_assign_pointer(mt->ma_root, root);
}

/**
 * publish_entry() - Let a slot of a leaf have another entry.
 * @leaf: the leaf. The slot keeps its range.
 * @offset: the slot.
 * @entry: the entry, or NULL.
 *
 * A reader finds the one or the other.
 */
static inline void publish_entry(struct maple_node *leaf, unsigned int offset, void *entry)
{
	rcu_assign_pointer(leaf->mr64.slot[offset], entry);
}

/**
 * publish_node() - Let a new node take the place of one that covers the same indices.
 * @mt: the tree.
 * @old: the node in the tree; it is alive still.
 * @new: the new one; complete, with all below it, but for the parent.
 * @type: the type of both.
 *
 * A reader goes to the one or to the other.
 */
static inline void publish_node(struct maple_tree *mt, struct maple_node *old, struct maple_node *new,
				enum maple_type type)
{
	const struct maple_pnode *parent = old->parent;
	struct maple_enode *enode = me_encode(new, type);

	new->parent = old->parent;
	if (mp_is_tree(parent))
		rcu_assign_pointer(mt->ma_root, me_to_root(enode));
	else
		rcu_assign_pointer(mn_slots(mp_node(parent), mt_internal_type(mt))[mp_slot(parent)], enode);
}

/**
 * publish_parent() - Let a node that is in the tree have another parent.
 * @child: the node.
 * @parent: its parent from here on. Readers may reach it already.
 * @slot: the slot of @parent that leads to @child.
 *
 * A reader steps over the parent to the next leaf, so the leaves around @child have their parents by now.
 */
static inline void publish_parent(struct maple_node *child, const struct maple_node *parent,
				  unsigned int slot)
{
	smp_store_release(&child->parent, mp_encode(parent, slot));
}

/**
 * publish_death() - Mark a node dead.
 * @node: the node; it can't be reached from the root any more.
 *
 * A reader that sees the mark walks anew, and what was published before the mark leads it elsewhere. One that does
 * not see the mark has not seen what is written over the node from here on, either.
 */
static inline void publish_death(struct maple_node *node)
{
	smp_store_release(&node->parent, (void *)node);
	smp_wmb();
}

/**
 * dead_keep_leaves() - Let a dead internal node lead to those leaves only that are freed with it.
 * @node: the node. Readers drop what they read from it.
 * @type: its type.
 * @leaves: the leaves, addresses of dead nodes.
 * @count: how many; as many as it has slots at most.
 */
static inline void dead_keep_leaves(struct maple_node *node, enum maple_type type, void *const *leaves, unsigned int count)
{
	void __rcu **slot = mn_slots(node, type);

	for (unsigned int i = 0; i < count; i++)
		data_race(slot[i] = me_encode(leaves[i], maple_leaf_64));
	for (; count < mn_slot_count(type); count++)
		data_race(slot[count] = NULL);
}

/**
 * dead_link() - Let a dead internal node lead to another one that is freed with it.
 * @node: the node. Readers drop what they read from it.
 * @type: the type of both.
 * @next: the other one, or NULL.
 *
 * The link lies where readers look for a pivot.
 */
static inline void dead_link(struct maple_node *node, enum maple_type type, const struct maple_node *next)
{
	data_race(node->next_dead = me_encode(next, type));
}

#endif
