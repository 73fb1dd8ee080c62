/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the harness sees the nodes of the subject: read only, through what the
 * public header declares of a node. What differs between subjects is in subject_view.h.
 */
#ifndef VIEW_H
#define VIEW_H

#include <linux/maple_tree.h>
#include <linux/xarray.h>

/* Deeper than any tree within the limits; a deeper one is damaged. */
#define VIEW_MAX_HEIGHT 16

/**
 * struct view - A node.
 * @node: its address.
 * @type: enum maple_type.
 * @min: first index that it covers.
 * @max: last index that it covers.
 * @end: its last slot in use.
 */
struct view {
	const struct maple_node *node;
	enum maple_type type;
	unsigned long min;
	unsigned long max;
	unsigned int end;
};

/** view_node() - Look at the node of the encoded address @encoded, which covers [@min, @max]. */
void view_node(const void *encoded, unsigned long min, unsigned long max, struct view *view);

/**
 * view_root() - Look at the root node of @mt.
 * Return: false if the tree has no node: it is empty, or its one entry is in the root pointer.
 */
bool view_root(const struct maple_tree *mt, struct view *view);

/** view_child() - Look at the child in slot @slot of the non-leaf node @parent. */
void view_child(const struct view *parent, unsigned int slot, struct view *child);

/** view_leaf() - Is it a leaf? */
static inline bool view_leaf(const struct view *view)
{
	return view->type < maple_range_64;
}

/** view_slot() - What slot @slot holds: an entry, or the encoded address of a child. */
static inline void *view_slot(const struct view *view, unsigned int slot)
{
	return (void *)(view->type == maple_arange_64 ? view->node->ma64.slot[slot] : view->node->mr64.slot[slot]);
}

/** view_pivot() - The pivot of slot @slot as it stands there, whatever it means; the last slot has none. */
static inline unsigned long view_pivot(const struct view *view, unsigned int slot)
{
	return view->type == maple_arange_64 ? view->node->ma64.pivot[slot] : view->node->mr64.pivot[slot];
}

/** view_slot_max() - The last index of slot @slot. */
static inline unsigned long view_slot_max(const struct view *view, unsigned int slot)
{
	return slot == view->end ? view->max : view_pivot(view, slot);
}

/** view_dead() - Is the node marked as dead? */
bool view_dead(const struct view *view);

/** view_meta() - Has the node metadata: its last slot in use, @end, and the slot with the largest gap, @gap? */
bool view_meta(const struct view *view, unsigned int *end, unsigned int *gap);

/** view_meta_is_at() - Do the metadata of the node stand where slot @slot would? */
bool view_meta_is_at(const struct view *view, unsigned int slot);

/** view_slot_count() - How many slots a node of this type has. */
unsigned int view_slot_count(const struct view *view);

/** view_gap() - The gap that is recorded for slot @slot; 0 in a node that records none. */
static inline unsigned long view_gap(const struct view *view, unsigned int slot)
{
	return view->type == maple_arange_64 ? view->node->ma64.gap[slot] : 0;
}

/** view_parent_is() - Does the node name @parent, slot @slot, as its parent? */
bool view_parent_is(const struct view *view, const struct view *parent, unsigned int slot);

/** view_parent_is_tree() - Does the node say that it is the root of @mt? */
bool view_parent_is_tree(const struct view *view, const struct maple_tree *mt);

/**
 * view_path() - The nodes from the root to the leaf that holds @index.
 * @path: room for VIEW_MAX_HEIGHT.
 * Return: how many; 0 if the tree has no node.
 */
unsigned int view_path(const struct maple_tree *mt, unsigned long index, struct view *path);

/**
 * struct view_walk - A walk over all nodes of a tree, parents before children.
 */
struct view_walk {
	struct view path[VIEW_MAX_HEIGHT];
	unsigned int slot[VIEW_MAX_HEIGHT];
	unsigned int depth;
	bool started;
};

/** view_walk_begin() - Begin a walk of @mt. Return: false if it has no node. */
bool view_walk_begin(struct view_walk *walk, const struct maple_tree *mt);

/**
 * view_walk_next() - Step to the next node.
 * Return: the node; NULL at the end. Its parent, if it has one, is view_walk_parent().
 */
const struct view *view_walk_next(struct view_walk *walk);

/** view_count() - How many nodes @mt has. @internal: set to how many of them are not leaves. */
unsigned long view_count(const struct maple_tree *mt, unsigned long *internal);

#endif
