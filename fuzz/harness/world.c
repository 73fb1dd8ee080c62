// SPDX-License-Identifier: GPL-2.0-or-later
/* The world's life: reset, trees, their locks. */
#include <string.h>

#include "world.h"

unsigned int tree_flags(uint8_t attributes)
{
	unsigned int flags = 0;

	if (attributes & ATTRIBUTE_ALLOC)
		flags |= MT_FLAGS_ALLOC_RANGE;
	if (attributes & ATTRIBUTE_RCU)
		flags |= MT_FLAGS_USE_RCU;
	if (attributes & ATTRIBUTE_EXTERN)
		flags |= MT_FLAGS_LOCK_EXTERN;
	return flags;
}

/* The switch wants an external lock held, and takes the internal one itself. */
static void set_rcu_mode(struct tree *t)
{
	if (tree_external(t))
		tree_lock(t);
	mt_set_in_rcu(&t->mt);
	if (tree_external(t))
		tree_unlock(t);
}

void tree_clear_rcu_mode(struct tree *t)
{
	if (tree_external(t))
		tree_lock(t);
	mt_clear_in_rcu(&t->mt);
	if (tree_external(t))
		tree_unlock(t);
	t->attributes &= ~ATTRIBUTE_RCU;
}

void tree_init(struct tree *t, uint8_t attributes)
{
	/* mt_init_flags() must not rely on what was there. */
	memset(&t->mt, 0xa5, sizeof(t->mt));
	mt_init_flags(&t->mt, tree_flags(attributes & ~ATTRIBUTE_RCU));
	t->attributes = attributes;
	if (tree_external(t)) {
		init_rwsem(&t->lock);
		mt_set_external_lock(&t->mt, &t->lock);
	}
	if (attributes & ATTRIBUTE_RCU)
		set_rcu_mode(t);
	oracle_clear(&t->oracle);
	t->touched = false;
	t->credit = 0;
}

void world_init(struct world *w)
{
	for (unsigned int i = 0; i < MAX_TREES; i++)
		oracle_reserve(&w->trees[i].oracle, MAX_RANGES);
	oracle_reserve(&w->old, MAX_RANGES);
}

void world_begin(struct world *w, const struct header *header)
{
	unsigned int i;

	ground_reset();
	ground_set_nowait((enum ground_nowait)header->nowait);
	for (i = 0; i < MAX_TREES; i++)
		tree_init(&w->trees[i], header->attributes);
	w->header = *header;
	w->call_count = 0;
	w->ending = false;
	w->previous_first = 0;
	w->previous_last = 0;
	w->work = 0;
	memset(&w->result, 0, sizeof(w->result));
}

unsigned int tree_number(const struct world *w, const struct tree *t)
{
	return t - w->trees;
}

void tree_lock(struct tree *t)
{
	if (tree_external(t))
		down_write(&t->lock);
	else
		mtree_lock(&t->mt);
}

void tree_lock_nested(struct tree *t)
{
	if (tree_external(t))
		down_write_nested(&t->lock, SINGLE_DEPTH_NESTING);
	else
		spin_lock_nested(&t->mt.ma_lock, SINGLE_DEPTH_NESTING);
}

void tree_unlock(struct tree *t)
{
	if (tree_external(t))
		up_write(&t->lock);
	else
		mtree_unlock(&t->mt);
}
