/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocating nodes, reserving them in a state, freeing them. */
#ifndef MAPLE_ALLOC_H
#define MAPLE_ALLOC_H

#include <linux/maple_tree.h>
#include <linux/slab.h>

extern struct kmem_cache *maple_node_cache;

/* In ma_state.mas_flags: many stores follow one another, and share the nodes that are reserved. */
#define MAS_BULK	1

bool mas_fill(struct ma_state *mas, unsigned long count, gfp_t gfp);
bool mas_reserve(struct ma_state *mas, unsigned int count);
struct maple_node *mas_take(struct ma_state *mas);
void mt_free_one(struct maple_node *node);

/* A store is done: free the nodes that it has left over. */
static inline void mas_free_rest(struct ma_state *mas)
{
	if (unlikely(mas->alloc) && !(mas->mas_flags & MAS_BULK))
		mas_destroy(mas);
}

#endif
