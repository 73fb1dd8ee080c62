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

/*
 * Take the near end of the emptiness [@first, @last], which has room. -EBUSY if that lies beyond the limit where the search stops:
 * other room is farther away.
 */
static __always_inline int search_take(struct ma_state *mas, const struct search *s, unsigned long first, unsigned long last)
{
	unsigned long index = s->up ? first : last - (s->size - 1);

	if (index < s->min || index + (s->size - 1) > s->max)
		return -EBUSY;
	mas->index = index;
	mas->last = index + (s->size - 1);
	return 0;
}

/* Go down to @child, which is in the slot that the search has come to. */
static __always_inline void search_down(struct search_node *n, struct maple_enode *child)
{
	struct maple_node *node = me_node(n->enode);

	mn_prefetch(me_node(child));
	n->enode = child;
	n->min = mn_slot_first(node, n->slot, n->min);
	n->max = mn_slot_last(node, maple_arange_64, n->slot, n->max);
}

/*
 * Go down from the root, in @n, towards the leaf that holds the limit where the search begins, as long as there is a gap which is large
 * enough. Nodes that are left go to @path. Returns where the next one would go.
 */
static __always_inline struct search_node *search_limit(const struct search *s, struct search_node *path, struct search_node *n)
{
	unsigned long limit = s->up ? s->min : s->max;

	while (!me_is_leaf(n->enode)) {
		struct maple_node *node = me_node(n->enode);
		const unsigned long *part = mn_part(node, maple_arange_64, limit);

		n->slot = (int)mn_find_in(node, part, limit);
		if (node->ma64.gap[n->slot] < s->size)
			return path;
		*path++ = *n;
		search_down(n, mn_get_in(maple_arange_64, part, limit));
	}
	n->slot = (int)mn_find(me_node(n->enode), maple_leaf_64, limit);
	return path;
}

/*
 * The nearest room in the leaf that holds the limit, in what is left of the leaf there: in the emptiness [@first, @last]. False if there is
 * none. Each slot takes one branch, not two: nobody can foresee where it ends.
 */
static __always_inline bool search_limit_leaf(const struct search *s, const struct search_node *n, unsigned long *first,
					      unsigned long *last)
{
	struct maple_node *leaf = me_node(n->enode);
	int slot = n->slot;

	*first = mn_slot_first(leaf, slot, n->min);
	*last = mn_slot_last(leaf, maple_leaf_64, slot, n->max);
	if (s->up)
		*first = max(*first, s->min);
	else
		*last = min(*last, s->max);
	while (mn_select(leaf->mr64.slot[slot], 0, *last - *first + 1) < s->size) {
		if (s->up ? *last >= n->max : !slot)
			return false;
		slot += search_step(s);
		if (s->up) {
			*first = *last + 1;
			*last = mn_slot_last(leaf, maple_leaf_64, slot, n->max);
		} else {
			*last = *first - 1;
			*first = mn_slot_first(leaf, slot, n->min);
		}
	}
	return true;
}

/*
 * Go on in an internal node to the next slot that has a gap which is large enough. False if there is none: slots that are not in use
 * have no gap.
 */
static __always_inline bool search_on(const struct search *s, struct search_node *n)
{
	struct maple_node *node = me_node(n->enode);

	do {
		n->slot += search_step(s);
		if (n->slot < 0 || n->slot >= MAPLE_ARANGE64_SLOTS)
			return false;
	} while (node->ma64.gap[n->slot] < s->size);
	return true;
}

/* Where a slot of a leaf stops, or begins the one behind; for the search, slots behind the end hold nothing. */
static __always_inline unsigned long search_slot_last(const struct search *s, const struct search_node *n, int slot)
{
	unsigned long last;

	if (slot < 0)
		return n->min - 1;
	if (slot == MAPLE_RANGE64_SLOTS - 1)
		return n->max;
	last = me_node(n->enode)->mr64.pivot[slot];
	return s->up ? last : min(last, n->max);
}

/*
 * Go to the nearest slot of a leaf that has room, in a leaf that has some. All slots are looked at, the nearest one last, without a
 * branch, since nobody can foresee which it is.
 */
static __always_inline void search_leaf(const struct search *s, struct search_node *n)
{
	struct maple_node *leaf = me_node(n->enode);
	unsigned long nearest = 0;

#pragma GCC unroll 16
	for (int i = MAPLE_RANGE64_SLOTS - 1; i >= 0; i--) {
		int slot = s->up ? i : MAPLE_RANGE64_SLOTS - 1 - i;
		unsigned long count = search_slot_last(s, n, slot) - search_slot_last(s, n, slot - 1);

		nearest = mn_select(mn_select(leaf->mr64.slot[slot], 0, count) >= s->size, slot, nearest);
	}
	n->slot = (int)nearest;
}

/* Go from a slot that has a gap which is large enough down to the nearest room below it. There is some: gaps are exact. */
static __always_inline int search_below(struct ma_state *mas, const struct search *s, struct search_node *n)
{
	for (;;) {
		search_down(n, me_node(n->enode)->ma64.slot[n->slot]);
		if (me_is_leaf(n->enode))
			break;
		n->slot = s->up ? -1 : MAPLE_ARANGE64_SLOTS;
		search_on(s, n);
	}
	search_leaf(s, n);
	return search_take(mas, s, mn_slot_first(me_node(n->enode), n->slot, n->min),
			   mn_slot_last(me_node(n->enode), maple_leaf_64, n->slot, n->max));
}

/* First the leaf that holds the limit, if there may be room in it; then up, until there is a gap beside the way, and down to it. */
static __always_inline int search_nodes(struct ma_state *mas, const struct search *s, struct maple_enode *root)
{
	struct search_node path[MAPLE_HEIGHT_MAX], n = { root, 0, ULONG_MAX, 0 };
	struct search_node *end = search_limit(s, path, &n);
	bool leaf = me_is_leaf(n.enode);
	unsigned long first, last;

	if (leaf && search_limit_leaf(s, &n, &first, &last))
		return search_take(mas, s, first, last);
	while (leaf || !search_on(s, &n)) {
		/* No node lies behind the root, which stops at the last limit or beyond it. */
		if (s->up ? n.max >= s->max : n.min <= s->min)
			return -EBUSY;
		n = *--end;
		leaf = false;
	}
	return search_below(mas, s, &n);
}

/* Without nodes all is empty from @first on. */
static __always_inline int search_root(struct ma_state *mas, const struct search *s, unsigned long first)
{
	first = max(first, s->min);
	if (first > s->max || s->max - first < s->size - 1)
		return -EBUSY;
	return search_take(mas, s, first, s->max);
}

static __always_inline int search(struct ma_state *mas, const struct search *s)
{
	const void *root = mt_root_locked(mas->tree);

	mas_reset(mas);
	if (s->min > s->max || !s->size || s->max - s->min < s->size - 1)
		return -EINVAL;
	if (!xa_is_node(root))
		return search_root(mas, s, root ? 1 : 0);
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
