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
		if (mp_node(me_node(child)->parent) == node)
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
			slot = mp_slot(node->parent) + 1;
			next = me_encode(mp_node(node->parent), internal);
		}
		mt_retire(node, rcu);
		if (!next)
			return;
		enode = next;
	}
}
