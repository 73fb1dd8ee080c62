// SPDX-License-Identifier: GPL-2.0-or-later
/* Looking for room: the lowest or the highest place that is empty. */
#include "walk.h"

/**
 * struct search - A search for room.
 * @min: first index of interest.
 * @max: last index of interest.
 * @size: how many indices.
 * @up: for the lowest place; else for the highest.
 */
struct search {
	unsigned long min;
	unsigned long max;
	unsigned long size;
	bool up;
};

/**
 * struct search_node - A node on the way from the root.
 * @enode: the node.
 * @min: the lowest index that it covers.
 * @max: the highest index that it covers.
 * @slot: the slot that the search has come to.
 */
struct search_node {
	struct maple_enode *enode;
	unsigned long min;
	unsigned long max;
	int slot;
};

/*
 * What follows is inline, and there twice: in each of its two users @up is a constant, on which every step depends.
 */

static __always_inline int search_step(const struct search *s)
{
	return s->up ? 1 : -1;
}

/* Is there room in what is left of the emptiness [@first, @last] within the limits? Then it is in @mas. */
static __always_inline bool search_take(struct ma_state *mas, const struct search *s, unsigned long first, unsigned long last)
{
	unsigned long low = max(first, s->min), high = min(last, s->max);

	if (low > high || high - low < s->size - 1)
		return false;
	mas->index = s->up ? low : high - (s->size - 1);
	mas->last = mas->index + (s->size - 1);
	return true;
}

/*
 * The slot in which to begin in a node. Few nodes hold the limit; most lie behind it, and are gone through from their first
 * or last slot on, which needs no look at pivots. Slots of an internal node that are not in use have no gap.
 */
static __always_inline int search_begin(const struct search *s, struct maple_enode *enode, unsigned long min, unsigned long max)
{
	if (s->up && s->min <= min)
		return 0;
	if (!s->up && s->max >= max && !me_is_leaf(enode))
		return MAPLE_ARANGE64_SLOTS - 1;
	return (int)mn_find(me_node(enode), me_type(enode), s->up ? s->min : min(s->max, max));
}

/* Come to a node. */
static __always_inline void search_enter(const struct search *s, struct search_node *n, struct maple_enode *enode,
					 unsigned long min, unsigned long max)
{
	n->enode = enode;
	n->min = min;
	n->max = max;
	n->slot = search_begin(s, enode, min, max);
}

/* Go on to the next child of an internal node that has a gap which is large enough. False if there is none. */
static __always_inline bool search_child(const struct search *s, struct search_node *n)
{
	struct maple_node *node = me_node(n->enode);
	int slot = n->slot;

	while (slot >= 0 && slot < MAPLE_ARANGE64_SLOTS && node->ma64.gap[slot] < s->size)
		slot += search_step(s);
	if (slot < 0 || slot >= MAPLE_ARANGE64_SLOTS)
		return false;
	n->slot = slot;
	search_enter(s, n + 1, node->ma64.slot[slot], mn_slot_first(node, slot, n->min),
		     mn_slot_last(node, maple_arange_64, slot, n->max));
	return true;
}

/* The next empty slot of a leaf that has room. */
static __always_inline bool search_leaf(struct ma_state *mas, const struct search *s, const struct search_node *n)
{
	struct maple_node *leaf = me_node(n->enode);
	unsigned long first, last;
	int slot = n->slot;

	do {
		first = mn_slot_first(leaf, slot, n->min);
		last = mn_slot_last(leaf, maple_leaf_64, slot, n->max);
		if (!leaf->mr64.slot[slot] && search_take(mas, s, first, last))
			return true;
		slot += search_step(s);
	} while (s->up ? last < n->max : slot >= 0);
	return false;
}

/*
 * Go through the nodes that have a gap which is large enough, from the root down and up again. There may be no room in one of them all the
 * same, since the gap may lie on the other side of the limit.
 */
static __always_inline int search_nodes(struct ma_state *mas, const struct search *s, struct maple_enode *root)
{
	struct search_node path[MAPLE_HEIGHT_MAX], *n = path;

	search_enter(s, n, root, 0, ULONG_MAX);
	for (;;) {
		if (me_is_leaf(n->enode)) {
			if (search_leaf(mas, s, n))
				return 0;
		} else if (search_child(s, n)) {
			n++;
			continue;
		}
		/* No node lies behind the root, which stops at the last limit or beyond it. */
		if (s->up ? n->max >= s->max : n->min <= s->min)
			return -EBUSY;
		n--;
		n->slot += search_step(s);
	}
}

static __always_inline int search(struct ma_state *mas, const struct search *s)
{
	const void *root = mt_root_locked(mas->tree);

	mas_reset(mas);
	if (s->min > s->max || !s->size || s->max - s->min < s->size - 1)
		return -EINVAL;
	/* Without nodes all is empty, but for the entry in the root pointer. */
	if (!xa_is_node(root))
		return search_take(mas, s, root ? 1 : 0, ULONG_MAX) ? 0 : -EBUSY;
	return search_nodes(mas, s, me_from_root(root));
}

/**
 * mas_empty_area() - Find the lowest place for a number of indices that is empty.
 * @mas: the state. Where there is a place, index and last become it.
 * @min: first index of interest.
 * @max: last index of interest.
 * @size: how many indices.
 *
 * The tree tracks gaps. Before the state is used otherwise than to store there, it has to be reset.
 *
 * Context: the tree's write lock is held.
 * Return: 0; -EINVAL if @min > @max, or if @size is 0 or larger than what lies between them; -EBUSY if
 *         nothing fits.
 */
int mas_empty_area(struct ma_state *mas, unsigned long min, unsigned long max, unsigned long size)
{
	const struct search s = { min, max, size, .up = true };

	return search(mas, &s);
}

/**
 * mas_empty_area_rev() - Find the highest place for a number of indices that is empty.
 * @mas: the state. Where there is a place, index and last become it.
 * @min: first index of interest.
 * @max: last index of interest.
 * @size: how many indices.
 *
 * See mas_empty_area().
 */
int mas_empty_area_rev(struct ma_state *mas, unsigned long min, unsigned long max, unsigned long size)
{
	const struct search s = { min, max, size, .up = false };

	return search(mas, &s);
}
