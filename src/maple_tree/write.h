/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A store on its way into the tree. */
#ifndef MAPLE_WRITE_H
#define MAPLE_WRITE_H

#include "node.h"

/**
 * struct mt_write - What a store does to the leaves.
 * @mas: the state; stands on the leaf slot that holds @first.
 * @entry: what is stored; NULL erases.
 * @first: first index stored to. Emptiness that a NULL adjoins is part of the range.
 * @last: last index stored to, likewise.
 * @old: what was stored at the first index that the caller named.
 * @lo: where the slot that holds @first begins.
 * @hi: where the slot that holds @last stops.
 * @from: the slot that holds @first, in the first leaf.
 * @keep: the slot behind the one that holds @last, in the last leaf: it stays, and all behind it.
 * @end: the end of the last leaf.
 *
 * What is in [@lo, @first - 1] and [@last + 1, @hi] stays as a piece of what the slots held.
 */
struct mt_write {
	struct ma_state *mas;
	void *entry;
	unsigned long first;
	unsigned long last;
	void *old;
	unsigned long lo;
	unsigned long hi;
	unsigned char from;
	unsigned char keep;
	unsigned char end;
};

/* How many slots the new entry and the pieces beside it take. */
static inline unsigned int write_new_slots(const struct mt_write *w)
{
	return (w->lo < w->first) + 1 + (w->last < w->hi);
}

/* Would the store empty the whole tree? */
static inline bool write_empties(const struct mt_write *w)
{
	return !w->entry && !w->first && w->last == ULONG_MAX;
}

/* Would a leaf that stops at @max stop with a NULL, and is not the last of the tree? */
static inline bool write_ends_leaf(const struct mt_write *w, unsigned long max)
{
	return !w->entry && w->last == max && max != ULONG_MAX;
}

void *mas_write(struct ma_state *mas, void *entry);
void write_plan_last(struct mt_write *w, struct maple_node *leaf, unsigned long max);
void write_replace_node(struct maple_tree *mt, struct maple_node *old,
			struct maple_node *new, enum maple_type type);
bool write_rebuild(struct mt_write *w);

#endif
