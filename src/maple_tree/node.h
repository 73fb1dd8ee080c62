/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The node: its layout, the bits in the pointers to it, and how to look into it.
 *
 * A leaf, or an internal node of a tree without gaps (16 slots):
 *
 *	word 0       1 ....................... 15   16 ......................... 31
 *	    +--------+--------+-----+-----------+----------+-----+----------------+
 *	    | parent | pivot0 | ... | pivot14   |  slot0   | ... | slot15         |
 *	    +--------+--------+-----+-----------+----------+-----+----------------+
 *
 * An internal node of a tree with gaps (10 slots):
 *
 *	word 0       1 ............ 9   10 ........ 19   20 ....... 29   30, 31
 *	    +--------+--------+--------+--------+-------+------+-------+----------+
 *	    | parent | pivot0 | pivot8 | slot0  | slot9 | gap0 | gap9  | not used |
 *	    +--------+--------+--------+--------+-------+------+-------+----------+
 *
 * slot[i] holds what is stored in [pivot[i - 1] + 1, pivot[i]]. The first slot begins at the
 * node's min, the last one in use (the end) stops at its max; min and max are
 * not in the node: whoever walks down to it learns them from the nodes above.
 *
 * Invariants
 *   - pivot[0] < pivot[1] < ... < pivot[end] = max, as far as there are pivots: the last
 *     slot of a full node has none.
 *   - Behind the end pivots are ULONG_MAX, slots are NULL, gaps are 0. So the slot
 *     that holds an index is the number of pivots below it, and the end is the
 *     number of pivots below max: neither needs a loop that stops somewhere.
 *   - All leaves are at the same depth. Internal slots up to the end are never NULL.
 *   - No two neighbouring leaf slots are NULL, not across the border of two leaves either:
 *     the last slot of a leaf is NULL only at the right end of the tree.
 *   - A node has at least mn_min_slots() slots, unless it is the root, or lies at the right
 *     end of the tree: there, one slot will do for a leaf and two for an internal
 *     node, so that a tree filled in order is dense.
 *   - gap[i] is the number of indices in the largest NULL range under slot[i]. Exact.
 *   - A dead node, one that has left the tree, is its own parent.
 *
 * Pointers
 *   to a node, in a slot     address | type << 3
 *   to the root, in ma_root  address | type << 3 | 2
 *   parent of a node         address of the parent | slot in it << 3 | 6
 *   parent of the root       address of the tree | 1
 */
#ifndef MAPLE_NODE_H
#define MAPLE_NODE_H

#include <linux/maple_tree.h>
#include <linux/xarray.h>

_Static_assert(sizeof(struct maple_node) == MAPLE_NODE_MASK + 1, "a node has 256 bytes");
_Static_assert(offsetof(struct maple_range_64, pivot) == offsetof(struct maple_arange_64, pivot),
	       "pivots are in the same place in every node");
_Static_assert(offsetof(struct maple_range_64, slot) == sizeof(long) * MAPLE_RANGE64_SLOTS &&
	       offsetof(struct maple_arange_64, slot) == sizeof(long) * MAPLE_ARANGE64_SLOTS,
	       "slots lie right behind the pivots");

#define MT_ROOT_NODE		2UL	/* in ma_root: a node, not an entry */
#define MN_PARENT_TREE		1UL	/* in parent: the tree */
#define MN_PARENT_NODE		6UL	/* in parent: a node of 64-bit slots */
#define MN_PARENT_SLOT_SHIFT	3
#define MN_PARENT_SLOT_MASK	15UL

/* ---- Pointers ----------------------------------------------------------- */

static inline struct maple_enode *me_encode(const struct maple_node *node, enum maple_type type)
{
	return (void *)((unsigned long)node | (unsigned long)type << MAPLE_NODE_TYPE_SHIFT);
}

static inline struct maple_node *me_node(const void *enode)
{
	return (void *)((unsigned long)enode & ~MAPLE_NODE_MASK);
}

static inline enum maple_type me_type(const void *enode)
{
	return ((unsigned long)enode >> MAPLE_NODE_TYPE_SHIFT) & MAPLE_NODE_TYPE_MASK;
}

static inline bool me_is_leaf(const void *enode)
{
	return me_type(enode) == maple_leaf_64;
}

/* What ma_root holds for a root node. */
static inline void *me_to_root(const struct maple_enode *enode)
{
	return (void *)((unsigned long)enode | MT_ROOT_NODE);
}

/* The node in ma_root; only if xa_is_node(root). */
static inline struct maple_enode *me_from_root(const void *root)
{
	return (void *)((unsigned long)root & ~MT_ROOT_NODE);
}

/* ---- Parents ------------------------------------------------------------ */

static inline struct maple_pnode *mp_encode(const struct maple_node *parent, unsigned int slot)
{
	return (void *)((unsigned long)parent | MN_PARENT_NODE |
			(unsigned long)slot << MN_PARENT_SLOT_SHIFT);
}

static inline struct maple_pnode *mp_encode_tree(const struct maple_tree *mt)
{
	return (void *)((unsigned long)mt | MN_PARENT_TREE);
}

static inline bool mp_is_tree(const struct maple_pnode *parent)
{
	return (unsigned long)parent & MN_PARENT_TREE;
}

/* The node above; not for the root. */
static inline struct maple_node *mp_node(const struct maple_pnode *parent)
{
	return (void *)((unsigned long)parent & ~MAPLE_NODE_MASK);
}

/* The slot of the node above that leads here; not for the root. */
static inline unsigned int mp_slot(const struct maple_pnode *parent)
{
	return (unsigned long)parent >> MN_PARENT_SLOT_SHIFT & MN_PARENT_SLOT_MASK;
}

/*
 * What a node says of the node above it, for a reader. Writers change that word: a reader reads it once, and splits
 * what it has read, since the parent and the slot in it belong together. What the reader has read from the node before
 * is right unless this says that the node is dead. (A writer, who alone changes the word, reads node->parent.)
 */
static inline struct maple_pnode *mn_parent(const struct maple_node *node)
{
	smp_rmb();
	return READ_ONCE(node->parent);
}

static inline bool mp_says_dead(const struct maple_pnode *parent, const struct maple_node *node)
{
	return parent == (const void *)node;
}

/* Has the node left the tree? Then what was read from it before must not be used. */
static inline bool mn_is_dead(const struct maple_node *node)
{
	return mp_says_dead(mn_parent(node), node);
}

/* ---- Slots -------------------------------------------------------------- */

/* How many slots a node of this type has. */
static inline unsigned int mn_slot_count(enum maple_type type)
{
	return type == maple_arange_64 ? MAPLE_ARANGE64_SLOTS : MAPLE_RANGE64_SLOTS;
}

/* How many of them are in use at least, but for the exceptions above. */
static inline unsigned int mn_min_slots(enum maple_type type)
{
	return type == maple_arange_64 ? 4 : 6;
}

/* The same at the right end of the tree. */
static inline unsigned int mn_min_slots_right(enum maple_type type)
{
	return type == maple_leaf_64 ? 1 : 2;
}

static inline unsigned long *mn_pivots(struct maple_node *node)
{
	return node->mr64.pivot;
}

static inline void __rcu **mn_slots(struct maple_node *node, enum maple_type type)
{
	return type == maple_arange_64 ? node->ma64.slot : node->mr64.slot;
}

/*
 * @a if @cond, else @b, without a branch that could be mispredicted. Compilers that see through @a and @b make a branch or
 * arithmetic of it, which takes longer.
 */
static inline unsigned long mn_select(bool cond, unsigned long a, unsigned long b)
{
	OPTIMIZER_HIDE_VAR(a);
	OPTIMIZER_HIDE_VAR(b);
	return b ^ ((a ^ b) & -(unsigned long)cond);
}

static inline const unsigned long *mn_select_pivot(bool cond, const unsigned long *a, const unsigned long *b)
{
	return (const unsigned long *)mn_select(cond, (unsigned long)a, (unsigned long)b);
}

/*
 * A search takes two rounds of three comparisons at most: which third or quarter of the node has the slot that holds
 * @index, and where in it. This is the first round; it returns the first pivot of that part, of which there are three.
 *
 * The pivots of a live node don't change (in RCU mode), so plain loads will do. A reader may come by when the node has just
 * died, and something else is written over them: whatever it is, the result is a part of the node, and
 * the reader drops what it finds there when it finds the node dead.
 */
static inline const unsigned long *mn_part(const struct maple_node *node, enum maple_type type, unsigned long index)
{
	const unsigned long *pivot = node->mr64.pivot;

	if (type == maple_arange_64)
		return mn_select_pivot(pivot[5] < index, pivot + 6,
				       mn_select_pivot(pivot[2] < index, pivot + 3, pivot));
	return mn_select_pivot(pivot[7] < index, mn_select_pivot(pivot[11] < index, pivot + 12, pivot + 8),
			       mn_select_pivot(pivot[3] < index, pivot + 4, pivot));
}

/* The second round: the slot that holds @index, given the part of the node in which it is. */
static inline unsigned int mn_find_in(const struct maple_node *node, const unsigned long *part, unsigned long index)
{
	return (part - node->mr64.pivot) + (part[0] < index) + (part[1] < index) + (part[2] < index);
}

/* The slot that holds an index; @index is within the node. */
static inline unsigned int mn_find(const struct maple_node *node, enum maple_type type, unsigned long index)
{
	return mn_find_in(node, mn_part(node, type, index), index);
}

static inline unsigned long mn_read(void __rcu *const *slot)
{
	return (unsigned long)rcu_dereference_raw(*slot);
}

/*
 * The second round for a reader on its way down, who wants what is in the slot: the four slots that it can be are read
 * beside the pivots, not behind them. Slots lie right behind all the pivots.
 */
static inline void *mn_get_in(enum maple_type type, const unsigned long *part, unsigned long index)
{
	void __rcu *const *slot = (void *)(part + mn_slot_count(type) - 1);
	unsigned long low = mn_select(part[0] < index, mn_read(slot + 1), mn_read(slot));
	unsigned long high = mn_select(part[2] < index, mn_read(slot + 3), mn_read(slot + 2));

	return (void *)mn_select(part[1] < index, high, low);
}

/* Prefetch a node. It may be NULL. */
static inline void mn_prefetch(const void *node)
{
	for (unsigned long line = 0; line < sizeof(struct maple_node); line += 64)
		prefetch((const void *)((unsigned long)node + line));
}

/* Prefetch the second half of a node, where the slots are. The caller looks at the pivots first. */
static inline void mn_prefetch_slots(const struct maple_node *node)
{
	prefetch(&node->slot[15]);
	prefetch(&node->slot[23]);
}

/* The last slot in use of a node that stops at @max. */
static inline unsigned int mn_end(struct maple_node *node, enum maple_type type,
				  unsigned long max)
{
	return mn_find(node, type, max);
}

/*
 * The first and the last index of a slot, in a node from @min to @max. For a slot without a pivot they
 * read the word before or behind the pivots, which a writer may change meanwhile, and do not use it.
 */
static inline unsigned long mn_slot_first(const struct maple_node *node, unsigned int offset,
					  unsigned long min)
{
	return mn_select(offset, data_race(((const unsigned long *)node)[offset]) + 1, min);
}

static inline unsigned long mn_slot_last(const struct maple_node *node, enum maple_type type,
					 unsigned int offset, unsigned long max)
{
	return mn_select(offset < mn_slot_count(type) - 1,
			 data_race(((const unsigned long *)node)[offset + 1]), max);
}

#endif
