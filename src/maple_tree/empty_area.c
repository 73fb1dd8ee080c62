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

/* A node that is looked at, and the indices that it covers. */
struct search_node {
	struct maple_enode *enode;
	unsigned long min;
	unsigned long max;
};

/* Is there room in what is left of the emptiness [@first, @last] within the limits? Then it is in @mas. */
static bool search_take(struct ma_state *mas, const struct search *s, unsigned long first, unsigned long last)
{
	unsigned long low = max(first, s->min), high = min(last, s->max);

	if (low > high || high - low < s->size - 1)
		return false;
	mas->index = s->up ? low : high - (s->size - 1);
	mas->last = mas->index + (s->size - 1);
	return true;
}

/* The child in which to go on from @index: the next one with a gap that is large enough. False if there is none. */
static bool search_child(const struct search *s, struct search_node *n, unsigned long index)
{
	struct maple_node *node = me_node(n->enode);
	enum maple_type type = me_type(n->enode);
	int end = (int)mn_end(node, type, n->max), step = s->up ? 1 : -1;
	int slot = (int)mn_find(node, type, index);
	unsigned long min;

	while (slot >= 0 && slot <= end && node->ma64.gap[slot] < s->size)
		slot += step;
	if (slot < 0 || slot > end)
		return false;
	min = mn_slot_first(node, slot, n->min);
	n->max = mn_slot_last(node, type, slot, n->max);
	n->min = min;
	n->enode = mn_slots(node, type)[slot];
	return true;
}

/* The next empty slot of a leaf, from @index on, that has room. */
static bool search_leaf(struct ma_state *mas, const struct search *s, const struct search_node *n, unsigned long index)
{
	struct maple_node *leaf = me_node(n->enode);
	int end = (int)mn_end(leaf, maple_leaf_64, n->max), step = s->up ? 1 : -1;
	int slot;

	for (slot = (int)mn_find(leaf, maple_leaf_64, index); slot >= 0 && slot <= end; slot += step)
		if (!leaf->mr64.slot[slot] &&
		    search_take(mas, s, mn_slot_first(leaf, slot, n->min), mn_slot_last(leaf, maple_leaf_64, slot, n->max)))
			return true;
	return false;
}

/* An index within @n, or the nearest one. */
static unsigned long search_within(const struct search_node *n, unsigned long index)
{
	return clamp(index, n->min, n->max);
}

/*
 * One descent towards @index. What is found to have no room is not looked at again: @index is moved behind it.
 * Return: 0 with the place in @mas; -EBUSY if there is none, @index being where to go on; -ENOENT if that is beyond the limit.
 */
static int search_descend(struct ma_state *mas, const struct search *s, unsigned long *index)
{
	struct search_node n = { me_from_root(mt_root_locked(mas->tree)), 0, ULONG_MAX };

	while (!me_is_leaf(n.enode) && search_child(s, &n, search_within(&n, *index)))
		;
	if (me_is_leaf(n.enode) && search_leaf(mas, s, &n, search_within(&n, *index)))
		return 0;
	if (s->up ? n.max >= s->max : n.min <= s->min)
		return -ENOENT;
	*index = s->up ? n.max + 1 : n.min - 1;
	return -EBUSY;
}

static int search(struct ma_state *mas, const struct search *s)
{
	unsigned long index = s->up ? s->min : s->max;
	const void *root = mt_root_locked(mas->tree);
	int error;

	mas_reset(mas);
	if (s->min > s->max || !s->size || s->max - s->min < s->size - 1)
		return -EINVAL;
	/* Without nodes all is empty, but for the entry in the root pointer. */
	if (!xa_is_node(root))
		return search_take(mas, s, root ? 1 : 0, ULONG_MAX) ? 0 : -EBUSY;
	do {
		error = search_descend(mas, s, &index);
	} while (error == -EBUSY);
	return error ? -EBUSY : 0;
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
