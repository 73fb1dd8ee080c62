// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stores that can't fail: their nodes are reserved beforehand, for one store by mas_preallocate(), for many by
 * mas_expected_entries().
 */
#include "alloc.h"
#include "plan.h"
#include "plan_levels.h"

/* How many nodes a store takes. Moves the state to where it begins. */
static noinline unsigned int store_nodes(struct ma_state *mas, void *entry)
{
	struct mt_levels levels;
	struct mt_plan plan;

	plan_store(&plan, mas, entry);
	if (plan.change == MT_CHANGE_LEVELS)
		plan_levels(&plan, &levels);
	return plan.nodes;
}

/**
 * mas_preallocate() - Reserve the nodes for a store, so that mas_store_prealloc() can't fail.
 * @mas: the state; index and last are the range. It may be moved before the store, as long as it gets this range again.
 * @entry: what will be stored; NULL erases.
 * @gfp: how to allocate.
 *
 * Reserves what the store takes, and no more; nodes that the state has already count. If there is no store in the
 * end, mas_destroy() frees them.
 *
 * Context: the tree's write lock is held, and neither dropped here nor before the store.
 * Return: 0; -ENOMEM, then the state is reset and has no nodes.
 */
int mas_preallocate(struct ma_state *mas, void *entry, gfp_t gfp)
{
	if (likely(mas_fill(mas, store_nodes(mas, entry), gfp)))
		return 0;
	mas_reset(mas);
	return -ENOMEM;
}

/**
 * mas_store_prealloc() - Store an entry over the state's range, with the nodes of mas_preallocate().
 * @mas: the state; index and last are the range that was preallocated for.
 * @entry: what to store; NULL erases, and may widen the range over the emptiness around it.
 *
 * Nodes that are left over are freed.
 *
 * Context: the tree's write lock is held, and nobody has written since mas_preallocate().
 */
void mas_store_prealloc(struct ma_state *mas, void *entry)
{
	mas_store(mas, entry);
	WARN_ON(mas_is_err(mas));
	mas_destroy(mas);
}

/*
 * How many nodes are taken when an empty tree is filled in order with @count entries, and what emptiness lies
 * between them. A node that has no room for the next slot is replaced by a full one, which leaves one slot
 * to its neighbour at most, and by that neighbour.
 */
static unsigned long nodes_in_order(const struct maple_tree *mt, unsigned long count)
{
	unsigned long leaf_slots = MAPLE_RANGE64_SLOTS - 1, slots = mn_slot_count(mt_internal_type(mt)) - 1;
	unsigned long splits = count / leaf_slots * 2 + (count % leaf_slots * 2 + 1) / leaf_slots;
	unsigned long nodes = 1;

	while (splits) {
		nodes += 2 * splits + 1;
		splits = (splits + 1) / slots;
	}
	return nodes;
}

/**
 * mas_expected_entries() - Reserve the nodes for many stores in order.
 * @mas: the state, of an empty tree that is not in RCU mode.
 * @nr_entries: how many stores follow at most, each behind the one before, with or without emptiness between them.
 *
 * As long as that holds, the stores allocate nothing and can't fail. Then mas_destroy() frees what is left over.
 *
 * Context: the tree's write lock is held, and it is one under which an allocation may sleep.
 * Return: 0; -ENOMEM, then the state has no nodes.
 */
int mas_expected_entries(struct ma_state *mas, unsigned long nr_entries)
{
	if (!mas_fill(mas, nodes_in_order(mas->tree, nr_entries), GFP_KERNEL))
		return -ENOMEM;
	mas->mas_flags |= MAS_BULK;
	return 0;
}
