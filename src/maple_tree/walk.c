// SPDX-License-Identifier: GPL-2.0-or-later
/* Looking up one index: mas_walk() and mtree_load(). */
#include "walk.h"

/**
 * mas_walk_root() - Walk from the root to the state's index, whatever the state knows.
 * @mas: the state; index is where to. On a slot of a leaf, index and last become its range.
 *
 * Return: the entry; NULL if the index is empty. status is ma_active, ma_root or ma_none.
 */
void *mas_walk_root(struct ma_state *mas)
{
	for (;;) {
		void *root = mt_root(mas->tree);
		unsigned long first, last;
		void *entry;

		if (!xa_is_node(root)) {
			mas->node = NULL;
			mas->status = root ? ma_root : ma_none;
			return mas->index ? NULL : root;
		}
		if (unlikely(!mas_descend(mas, me_from_root(root), mas->index)))
			continue;
		entry = rcu_dereference_raw(mas_node(mas)->mr64.slot[mas->offset]);
		first = mas_slot_first(mas);
		last = mas_slot_last(mas);
		if (unlikely(mn_is_dead(mas_node(mas))))
			continue;
		mas->status = ma_active;
		mas->index = first;
		mas->last = last;
		return entry;
	}
}

/**
 * mas_walk() - Find what is stored at the state's index.
 * @mas: the state; index is where to look.
 *
 * Afterwards index and last are the range that holds the index, empty or not.
 * If the tree has no node there, status is ma_root for the entry in the root, else ma_none.
 *
 * Context: the tree's lock or the RCU read lock is held.
 * Return: the entry, XA_ZERO_ENTRY included; NULL if the index is empty.
 */
void *mas_walk(struct ma_state *mas)
{
	void *entry = mas_walk_root(mas);

	if (mas->status == ma_none) {
		mas->index = 0;
		mas->last = ULONG_MAX;
	} else if (mas->status == ma_root && !mas->index) {
		mas->last = 0;
	} else if (mas->status == ma_root) {
		mas->index = 1;
		mas->last = ULONG_MAX;
		mas->status = ma_none;
	}
	return entry;
}

/* What is in the slot that holds @index. The type is a constant in each of both searches. */
static inline void *mn_get(const struct maple_node *node, enum maple_type type, unsigned long index)
{
	if (type == maple_arange_64)
		return mn_get_in(maple_arange_64, mn_part(node, maple_arange_64, index), index);
	return mn_get_in(maple_range_64, mn_part(node, maple_range_64, index), index);
}

/*
 * Find the entry at @index below @root, without the ranges that a state keeps.
 * False if a dead node was met.
 */
static bool mt_lookup(const void *root, unsigned long index, void **entry)
{
	const void *enode = root;
	bool leaf;

	if (unlikely(!xa_is_node(root))) {
		*entry = index ? NULL : (void *)root;
		return true;
	}
	do {
		struct maple_node *node = me_node(enode);
		enum maple_type type = me_type(enode);

		mn_prefetch_slots(node);
		leaf = type == maple_leaf_64;
		enode = mn_get(node, type, index);
		if (unlikely(mn_is_dead(node)))
			return false;
	} while (!leaf);
	*entry = (void *)enode;
	return true;
}

/**
 * mtree_load() - Get the entry at an index.
 * @mt: the tree.
 * @index: the index.
 *
 * Context: any; takes the RCU read lock.
 * Return: the entry; NULL if there is none, or if it is XA_ZERO_ENTRY.
 */
void *mtree_load(struct maple_tree *mt, unsigned long index)
{
	void *entry;

	rcu_read_lock();
	while (unlikely(!mt_lookup(rcu_dereference(mt->ma_root), index, &entry)))
		;
	rcu_read_unlock();
	return xa_is_zero(entry) ? NULL : entry;
}
