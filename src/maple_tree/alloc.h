/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocating nodes, reserving them in a state, freeing them. */
#ifndef MAPLE_ALLOC_H
#define MAPLE_ALLOC_H

#include <linux/maple_tree.h>
#include <linux/slab.h>

extern struct kmem_cache *maple_node_cache;

bool mas_reserve(struct ma_state *mas, unsigned int count);
struct maple_node *mas_take(struct ma_state *mas);
void mt_free_one(struct maple_node *node);

#endif
