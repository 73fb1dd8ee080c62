// SPDX-License-Identifier: GPL-2.0-or-later
/* Nodes that have left the tree: they are marked dead, and freed when no reader can be on them any more. */
#include "retire.h"

#include "alloc.h"
#include "node.h"
#include "publish.h"

static void mt_free_rcu(struct rcu_head *head)
{
	mt_free_one(container_of(head, struct maple_node, rcu));
}

/**
 * mt_retire() - Free a node that has left the tree: in RCU mode, once its readers are gone.
 * @node: the node. It can't be reached from the root any more, and no live node has it as its parent.
 * @rcu: is the tree in RCU mode? Otherwise the node is freed at once.
 *
 * A reader that still stands on the node sees the mark, and drops what it has read: call_rcu()
 * writes over the first pivots at once.
 */
void mt_retire(struct maple_node *node, bool rcu)
{
	if (rcu) {
		publish_death(node);
		call_rcu(&node->rcu, mt_free_rcu);
	} else {
		mt_free_one(node);
	}
}

/* ---- Subtrees ----------------------------------------------------------- */

/**
 * struct mt_subtree - A subtree that has left the tree, while it is retired.
 * @internal: the type of its internal nodes.
 * @rcu: is the tree in RCU mode?
 * @whole: are all nodes below it its own? Otherwise others may have adopted some.
 * @dead: in RCU mode, the internal nodes that are dead, linked. Each leads to its leaves still.
 */
struct mt_subtree {
	enum maple_type internal;
	bool rcu;
	bool whole;
	struct maple_node *dead;
};

/* One that a new node has adopted has another parent. */
static bool is_own(const struct maple_node *node, const struct maple_enode *child)
{
	return mp_node(me_node(child)->parent) == node;
}

/* The next internal child of a node, from @slot on, that belongs to it. */
static struct maple_node *next_own_child(const struct mt_subtree *tree, struct maple_node *node, unsigned int slot)
{
	void __rcu **slots = mn_slots(node, tree->internal);

	for (; slot < mn_slot_count(tree->internal) && slots[slot] && !me_is_leaf(slots[slot]); slot++)
		if (tree->whole || is_own(node, slots[slot])) {
			/* The walk comes to the next one soon. */
			if (slot + 1 < mn_slot_count(tree->internal))
				mn_prefetch(me_node(slots[slot + 1]));
			return me_node(slots[slot]);
		}
	return NULL;
}

/* Collect the leaves of a node that belong to it. Returns how many there are. All children are leaves, or none is. */
static unsigned int own_leaves(const struct mt_subtree *tree, struct maple_node *node, void **leaves)
{
	void __rcu **slots = mn_slots(node, tree->internal);
	unsigned int all = mn_slot_count(tree->internal), count = 0;

	if (!me_is_leaf(slots[0]))
		return 0;
	if (tree->whole) {
		for (count = all; !slots[count - 1]; count--)
			;
		for (unsigned int slot = 0; slot < count; slot++)
			leaves[slot] = me_node(slots[slot]);
		return count;
	}
	for (unsigned int slot = 0; slot < all && slots[slot]; slot++)
		if (is_own(node, slots[slot]))
			leaves[count++] = me_node(slots[slot]);
	return count;
}

/* Free an internal node, and the leaves below it. */
static void free_internal(const struct mt_subtree *tree, struct maple_node *node)
{
	void *nodes[MAPLE_RANGE64_SLOTS + 1];
	unsigned int count = own_leaves(tree, node, nodes);

	nodes[count++] = node;
	kmem_cache_free_bulk(maple_node_cache, count, nodes);
}

/* Mark the leaves below a node dead, and then the node. All of them are its own. */
static void bury_whole(const struct mt_subtree *tree, struct maple_node *node)
{
	void __rcu **slots = mn_slots(node, tree->internal);
	unsigned int all = mn_slot_count(tree->internal);

	if (me_is_leaf(slots[0]))
		for (unsigned int slot = 0; slot < all && slots[slot]; slot++)
			publish_death(me_node(slots[slot]));
	publish_death(node);
}

/* The same, if others may have adopted some of them. The node leads to its own ones from there on. */
static void bury_own(const struct mt_subtree *tree, struct maple_node *node)
{
	void *leaves[MAPLE_RANGE64_SLOTS];
	unsigned int count = own_leaves(tree, node, leaves);

	for (unsigned int i = 0; i < count; i++)
		publish_death(leaves[i]);
	publish_death(node);
	dead_keep_leaves(node, tree->internal, leaves, count);
}

/* Retire an internal node, and the leaves below it before. */
static void retire_internal(struct mt_subtree *tree, struct maple_node *node)
{
	if (!tree->rcu) {
		free_internal(tree, node);
		return;
	}
	if (tree->whole)
		bury_whole(tree, node);
	else
		bury_own(tree, node);
	dead_link(node, tree->internal, tree->dead);
	tree->dead = node;
}

/* Free all nodes of a subtree that was retired. */
static void free_subtree(struct rcu_head *head)
{
	struct maple_node *node = container_of(head, struct maple_node, rcu);

	while (node) {
		const struct mt_subtree tree = { .internal = me_type(node->next_dead), .whole = true };
		struct maple_node *next = me_node(node->next_dead);

		free_internal(&tree, node);
		node = next;
	}
}

/**
 * mt_discard() - Retire a subtree that has left the tree, but for the nodes that others have adopted.
 * @top: the subtree's root.
 * @internal: the type of the tree's internal nodes.
 * @rcu: is the tree in RCU mode? Otherwise nodes are freed at once.
 * @whole: has nobody adopted any? Then leaves need not be asked whose they are.
 *
 * Children go before their parent, whose address in them is the way back up: no
 * recursion and no stack. In RCU mode one callback frees them all.
 */
void mt_discard(struct maple_enode *top, enum maple_type internal, bool rcu, bool whole)
{
	struct mt_subtree tree = { .internal = internal, .rcu = rcu, .whole = whole };
	struct maple_node *node = me_node(top), *child, *parent;
	unsigned int slot = 0;

	if (me_is_leaf(top)) {
		mt_retire(node, rcu);
		return;
	}
	for (;;) {
		child = next_own_child(&tree, node, slot);
		if (child) {
			node = child;
			slot = 0;
			continue;
		}
		parent = mp_node(node->parent);
		slot = mp_slot(node->parent) + 1;
		retire_internal(&tree, node);
		if (node == me_node(top))
			break;
		node = parent;
	}
	if (rcu)
		call_rcu(&tree.dead->rcu, free_subtree);
}
