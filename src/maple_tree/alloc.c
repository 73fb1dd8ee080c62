// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Nodes for a write: allocating, reserving and freeing them. A write has all its nodes reserved in the state
 * before it changes the tree, so that it can't fail half way.
 *
 * mas->alloc is a chain of nodes linked by slot[0]; or, with bit 0 set, the number of nodes
 * that could not be allocated without blocking: mas_nomem() allocates them.
 */
#include "alloc.h"

#include <linux/xarray.h>

#define MAS_REQUEST	1UL

struct kmem_cache *maple_node_cache;

/**
 * maple_tree_init() - Make the cache of nodes. To be called once, before any tree is used.
 */
void __init maple_tree_init(void)
{
	maple_node_cache = kmem_cache_create("maple_node", sizeof(struct maple_node),
					     sizeof(struct maple_node), SLAB_PANIC, NULL);
}

/* How many nodes a request in mas->alloc is for; 0 if it is none. */
static unsigned long mas_request(const struct ma_state *mas)
{
	unsigned long alloc = (unsigned long)mas->alloc;

	return alloc & MAS_REQUEST ? alloc >> 1 : 0;
}

static void mas_request_nodes(struct ma_state *mas, unsigned long count)
{
	mas->alloc = (void *)(count << 1 | MAS_REQUEST);
}

/* How many nodes are reserved in mas->alloc. */
static unsigned long mas_reserved(const struct ma_state *mas)
{
	return mas->alloc && !mas_request(mas) ? mas->alloc->total : 0;
}

/**
 * mas_take() - Take one of the reserved nodes. Its contents are arbitrary.
 * @mas: the state; it has one.
 */
struct maple_node *mas_take(struct ma_state *mas)
{
	struct maple_alloc *alloc = mas->alloc;

	mas->alloc = alloc->slot[0];
	return (struct maple_node *)alloc;
}

/* Free the reserved nodes. */
static void mas_drain(struct ma_state *mas)
{
	while (mas_reserved(mas))
		mt_free_one(mas_take(mas));
	mas->alloc = NULL;
}

/**
 * mas_fill() - Reserve nodes in a state until it has a number of them.
 * @mas: the state. The nodes that it has already count.
 * @count: how many.
 * @gfp: how to allocate.
 *
 * Return: false for want of memory. Then the state has no nodes.
 */
bool mas_fill(struct ma_state *mas, unsigned long count, gfp_t gfp)
{
	unsigned long have = mas_reserved(mas);

	if (!have)
		mas->alloc = NULL;
	while (have < count) {
		struct maple_node *node = kmem_cache_alloc(maple_node_cache, gfp);

		if (unlikely(!node)) {
			mas_drain(mas);
			return false;
		}
		node->alloc.slot[0] = mas->alloc;
		node->alloc.total = ++have;
		mas->alloc = &node->alloc;
	}
	return true;
}

/**
 * mas_reserve() - Reserve the nodes for a write in a state, without blocking.
 * @mas: the state.
 * @count: how many nodes.
 *
 * Return: true; false with the error -ENOMEM in the state and a request for mas_nomem().
 */
bool mas_reserve(struct ma_state *mas, unsigned int count)
{
	if (likely(mas_fill(mas, count, GFP_NOWAIT | __GFP_NOWARN)))
		return true;
	mas_request_nodes(mas, count);
	mas->node = MA_ERROR(-ENOMEM);
	mas->status = ma_error;
	return false;
}

/**
 * mas_nomem() - After an operation on a state: allocate the nodes that it lacked, if it failed for want of memory.
 * @mas: the state.
 * @gfp: how to allocate. If it may block and the lock is the tree's own, the lock is dropped
 *       meanwhile, so that the tree may be another afterwards.
 *
 * Context: the tree's write lock is held.
 * Return: true if the nodes are reserved now: do the operation again. False if the operation
 *         did not fail for want of memory, or if there is still none: then the error stays.
 */
bool mas_nomem(struct ma_state *mas, gfp_t gfp)
{
	bool unlock = gfpflags_allow_blocking(gfp) && !mt_external_lock(mas->tree);
	unsigned long count = mas_request(mas);
	bool done;

	if (likely(mas->status != ma_error || mas->node != MA_ERROR(-ENOMEM)))
		return false;

	if (unlock)
		mtree_unlock(mas->tree);
	done = mas_fill(mas, count, gfp);
	if (unlock)
		mtree_lock(mas->tree);
	if (done)
		mas_reset(mas);
	else
		mas_request_nodes(mas, count);
	return done;
}

/**
 * mas_destroy() - Free the nodes that are reserved in a state, by mas_preallocate() or mas_expected_entries() for instance.
 * @mas: the state. It may be used again.
 */
void mas_destroy(struct ma_state *mas)
{
	mas_drain(mas);
	mas->mas_flags = 0;
}

/**
 * mt_free_one() - Free a node that no reader can see.
 * @node: the node.
 */
void mt_free_one(struct maple_node *node)
{
	kmem_cache_free(maple_node_cache, node);
}

/**
 * mt_cache_shrink() - Give memory back that nodes were in. For tests.
 */
void mt_cache_shrink(void)
{
	kmem_cache_shrink(maple_node_cache);
}
