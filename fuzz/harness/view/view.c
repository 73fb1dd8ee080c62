// SPDX-License-Identifier: GPL-2.0-or-later
/* Looking into a subject's nodes, whichever subject it is. */
#include "view/view.h"
#include "subject_view.h"

unsigned int view_slot_count(const struct view *view)
{
	return view->type == maple_arange_64 ? MAPLE_ARANGE64_SLOTS : MAPLE_RANGE64_SLOTS;
}

void view_node(const void *encoded, unsigned long min, unsigned long max, struct view *view)
{
	unsigned long word = (unsigned long)encoded;

	view->node = (const struct maple_node *)(word & ~MAPLE_NODE_MASK);
	view->type = (enum maple_type)(word >> MAPLE_NODE_TYPE_SHIFT & MAPLE_NODE_TYPE_MASK);
	view->min = min;
	view->max = max;
	view->end = subject_node_end(view->node, view->type, max);
	/* A damaged node may say anything. */
	if (unlikely(view->end >= view_slot_count(view)))
		view->end = view_slot_count(view) - 1;
}

bool view_root(const struct maple_tree *mt, struct view *view)
{
	const void *root = (const void *)mt->ma_root;

	if (!xa_is_node(root))
		return false;
	view_node(root, 0, ULONG_MAX, view);
	return true;
}

bool view_dead(const struct view *view)
{
	return ((unsigned long)view->node->parent & ~MAPLE_NODE_MASK) == (unsigned long)view->node;
}

bool view_meta(const struct view *view, unsigned int *end, unsigned int *gap)
{
	return subject_node_meta(view->node, view->type, view->max, end, gap);
}

bool view_meta_is_at(const struct view *view, unsigned int slot)
{
	unsigned int end, gap;

	return view->type != maple_arange_64 && slot == MAPLE_RANGE64_SLOTS - 1 && view_meta(view, &end, &gap);
}

void view_child(const struct view *parent, unsigned int slot, struct view *child)
{
	unsigned long min = slot ? view_pivot(parent, slot - 1) + 1 : parent->min;

	view_node(view_slot(parent, slot), min, view_slot_max(parent, slot), child);
}

bool view_parent_is(const struct view *view, const struct view *parent, unsigned int slot)
{
	unsigned long word = (unsigned long)view->node->parent;

	/* The slot stands in bits 3 to 6, the type of a 64-bit parent, 0x6, in bits 0 to 2. */
	return word == ((unsigned long)parent->node | slot << 3 | 0x6);
}

bool view_parent_is_tree(const struct view *view, const struct maple_tree *mt)
{
	return (unsigned long)view->node->parent == ((unsigned long)mt | 1);
}

static unsigned int slot_of(const struct view *view, unsigned long index)
{
	unsigned int slot = 0;

	while (slot < view->end && view_pivot(view, slot) < index)
		slot++;
	return slot;
}

unsigned int view_path(const struct maple_tree *mt, unsigned long index, struct view *path)
{
	unsigned int depth = 0;

	if (!view_root(mt, &path[0]))
		return 0;
	while (!view_leaf(&path[depth]) && depth + 1 < VIEW_MAX_HEIGHT) {
		view_child(&path[depth], slot_of(&path[depth], index), &path[depth + 1]);
		depth++;
	}
	return depth + 1;
}

bool view_walk_begin(struct view_walk *walk, const struct maple_tree *mt)
{
	walk->depth = 0;
	walk->slot[0] = 0;
	walk->started = false;
	return view_root(mt, &walk->path[0]);
}

const struct view *view_walk_next(struct view_walk *walk)
{
	struct view *here = &walk->path[walk->depth];

	if (!walk->started) {
		walk->started = true;
		return here;
	}
	if (view_leaf(here)) {
		do {
			if (!walk->depth)
				return NULL;
			here = &walk->path[--walk->depth];
		} while (walk->slot[walk->depth]++ == here->end);
	}
	if (walk->depth + 1 == VIEW_MAX_HEIGHT)
		return NULL;
	view_child(here, walk->slot[walk->depth], here + 1);
	walk->slot[++walk->depth] = 0;
	return here + 1;
}

unsigned long view_count(const struct maple_tree *mt, unsigned long *internal)
{
	struct view_walk walk;
	const struct view *view;
	unsigned long nodes = 0;

	*internal = 0;
	if (!view_walk_begin(&walk, mt))
		return 0;
	while ((view = view_walk_next(&walk))) {
		nodes++;
		*internal += !view_leaf(view);
	}
	return nodes;
}
