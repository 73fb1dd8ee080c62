// SPDX-License-Identifier: GPL-2.0-or-later
/* Checking the invariants of node.h one by one: mt_validate(). */
#include "gap.h"
#include "node.h"
#include "tree.h"
#include "walk.h"

/**
 * struct mt_check - A node that is checked.
 * @mt: the tree.
 * @enode: the node.
 * @min: the lowest index that it covers, as the nodes above have it.
 * @max: the highest index that it covers, as the nodes above have it.
 * @depth: how far it is from the root.
 * @last_null: is the last leaf slot that was checked NULL?
 */
struct mt_check {
	struct maple_tree *mt;
	struct maple_enode *enode;
	unsigned long min;
	unsigned long max;
	unsigned int depth;
	bool last_null;
};

/*
 * MT_BUG_ON() for the fields of a node. MT_BUG_ON() counts the checks that are made, in memory, which takes longer than most of
 * these; here only those that fail are counted.
 */
#define CHECK(c, x)									\
	do {										\
		if (unlikely(x))							\
			(void)__MT_CHECK("BUG", #x, true, mt_dump((c)->mt, mt_dump_hex));	\
	} while (0)

/* Check the types, the depth, and that the node is part of the tree. */
static void check_node(const struct mt_check *c)
{
	bool is_leaf = me_is_leaf(c->enode);

	CHECK(c, mn_is_dead(me_node(c->enode)));
	CHECK(c, !is_leaf && me_type(c->enode) != mt_internal_type(c->mt));
	CHECK(c, is_leaf != (c->depth == mt_height(c->mt) - 1));
}

/* Check how many slots are in use. */
static void check_count(const struct mt_check *c)
{
	enum maple_type type = me_type(c->enode);
	unsigned int count = mn_end(me_node(c->enode), type, c->max) + 1;

	if (c->max == ULONG_MAX)
		CHECK(c, count < mn_min_slots_right(type));
	else
		CHECK(c, count < mn_min_slots(type));
}

/* Check that pivots rise within the limits of the node, and that nothing is behind the end. */
static void check_pivots(const struct mt_check *c)
{
	struct maple_node *node = me_node(c->enode);
	enum maple_type type = me_type(c->enode);
	unsigned int end = mn_end(node, type, c->max);
	unsigned long first = c->min;

	for (unsigned int i = 0; i < mn_slot_count(type); i++) {
		unsigned long last = mn_slot_last(node, type, i, c->max);

		if (i <= end) {
			CHECK(c, last < first || last > c->max);
			CHECK(c, (last == c->max) != (i == end));
			first = last + 1;
			continue;
		}
		CHECK(c, mn_slots(node, type)[i]);
		CHECK(c, i < mn_slot_count(type) - 1 && last != ULONG_MAX);
		CHECK(c, type == maple_arange_64 && node->ma64.gap[i]);
	}
}

/* Check that no empty slot follows another, and that none ends a leaf but the last. */
static void check_nulls(struct mt_check *c)
{
	struct maple_node *node = me_node(c->enode);
	unsigned int end = mn_end(node, maple_leaf_64, c->max);

	for (unsigned int i = 0; i <= end; i++) {
		bool null = !node->mr64.slot[i];

		CHECK(c, null && c->last_null);
		c->last_null = null;
	}
	CHECK(c, c->last_null && c->max != ULONG_MAX);
	CHECK(c, c->last_null && !c->min && !end);
}

/* Check that the node above leads to the node, and has its gap. */
static void check_parent(const struct mt_check *c)
{
	struct maple_node *node = me_node(c->enode), *above;
	const struct maple_pnode *parent = node->parent;
	unsigned long gap;

	if (!c->depth) {
		CHECK(c, parent != mp_encode_tree(c->mt));
		return;
	}
	above = mp_node(parent);
	CHECK(c, mn_slots(above, mt_internal_type(c->mt))[mp_slot(parent)] !=
			 (void *)c->enode);
	if (!mt_tracks_gaps(c->mt))
		return;
	gap = me_is_leaf(c->enode) ? mn_leaf_gap(node, c->min, c->max) : mn_internal_gap(node);
	CHECK(c, above->ma64.gap[mp_slot(parent)] != gap);
}

/* Check one node. */
static void check_all(struct mt_check *c)
{
	check_node(c);
	check_count(c);
	check_pivots(c);
	check_parent(c);
	if (me_is_leaf(c->enode))
		check_nulls(c);
}

/* Check a node and all below it. */
static void check_below(struct mt_check *up)
{
	enum maple_type type = me_type(up->enode);
	struct maple_node *node = me_node(up->enode);
	struct mt_check c = *up;

	check_all(up);
	if (me_is_leaf(up->enode))
		return;
	c.depth++;
	c.last_null = up->last_null;
	for (unsigned int i = 0; i <= mn_end(node, type, up->max); i++) {
		c.enode = mn_slots(node, type)[i];
		c.min = mn_slot_first(node, i, up->min);
		c.max = mn_slot_last(node, type, i, up->max);
		CHECK(&c, me_node(c.enode)->parent != mp_encode(node, i));
		check_below(&c);
	}
	up->last_null = c.last_null;
}

/**
 * mt_validate() - Check every invariant of a tree.
 * @mt: the tree.
 *
 * Prints each invariant that does not hold, with the tree, and calls dump_stack().
 *
 * Context: the tree's lock or the RCU read lock is held, and nobody writes.
 */
void mt_validate(struct maple_tree *mt)
{
	struct mt_check root = { .mt = mt, .max = ULONG_MAX };

	root.enode = mt_root(mt);
	if (!xa_is_node(root.enode)) {
		MT_BUG_ON(mt, mt_height(mt));
		return;
	}
	root.enode = me_from_root(root.enode);
	MT_BUG_ON(mt, !mt_height(mt));
	check_below(&root);
}
