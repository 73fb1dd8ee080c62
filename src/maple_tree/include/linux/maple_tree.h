/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The maple tree: a map from ranges of unsigned longs to pointers, kept in a
 * B-tree whose readers need no lock.
 *
 * The names, structures and flags are those of Linux 6.12's
 * <linux/maple_tree.h>, so that code written for one builds on the other; the
 * words and everything behind them are this project's own.
 *
 * A range is [first, last], both ends inclusive, anywhere from 0 to ULONG_MAX.
 * What nothing was stored in holds NULL, and storing NULL erases. Neighbouring
 * ranges stay two ranges even when their entries are equal, while neighbouring
 * emptiness is always one.
 *
 * There are two interfaces. The mtree_*() and mt_*() functions take their own
 * locks. The mas_*() functions work through a struct ma_state, which remembers
 * a place in the tree, and leave locking to the caller.
 */
#ifndef _LINUX_MAPLE_TREE_H
#define _LINUX_MAPLE_TREE_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/rcupdate.h>
#include <linux/kernel.h>

/* ---- Nodes -------------------------------------------------------------- */

#define MAPLE_NODE_SLOTS	31	/* words in a node beside the parent */
#define MAPLE_RANGE64_SLOTS	16	/* slots of a leaf, and of an internal node without gaps */
#define MAPLE_ARANGE64_SLOTS	10	/* slots of an internal node with gaps */
#define MAPLE_ALLOC_SLOTS	(MAPLE_NODE_SLOTS - 1)

/* Nodes are 256 bytes and aligned to as much: the low 8 bits of an address are free. */
#define MAPLE_NODE_MASK		255UL

/**
 * enum maple_type - What a node is; stored in the pointer that leads to it.
 * @maple_dense: not used; 0 is no valid type.
 * @maple_leaf_64: a leaf. Its slots hold the user's entries.
 * @maple_range_64: an internal node of a tree that does not track gaps.
 * @maple_arange_64: an internal node of a tree with MT_FLAGS_ALLOC_RANGE.
 */
enum maple_type {
	maple_dense,
	maple_leaf_64,
	maple_range_64,
	maple_arange_64,
};

#define MAPLE_NODE_TYPE_MASK	0x0F
#define MAPLE_NODE_TYPE_SHIFT	0x03

/**
 * struct maple_range_64 - A leaf, or an internal node without gaps.
 * @parent: where the node hangs: see node.h for the bits.
 * @pivot: pivot[i] is the last index of slot[i].
 * @slot: entries (leaf) or pointers to nodes with their type (internal).
 */
struct maple_range_64 {
	struct maple_pnode *parent;
	unsigned long pivot[MAPLE_RANGE64_SLOTS - 1];
	void __rcu *slot[MAPLE_RANGE64_SLOTS];
};

/**
 * struct maple_arange_64 - An internal node that knows the gaps below it.
 * @parent: as in struct maple_range_64.
 * @pivot: as in struct maple_range_64.
 * @slot: pointers to nodes with their type.
 * @gap: gap[i] is the number of indices in the largest empty range under slot[i].
 */
struct maple_arange_64 {
	struct maple_pnode *parent;
	unsigned long pivot[MAPLE_ARANGE64_SLOTS - 1];
	void __rcu *slot[MAPLE_ARANGE64_SLOTS];
	unsigned long gap[MAPLE_ARANGE64_SLOTS];
};

/**
 * struct maple_alloc - A node that waits in a ma_state to be used.
 * @total: how many nodes wait in the chain that starts with this one.
 * @slot: slot[0] is the next one of the chain.
 */
struct maple_alloc {
	unsigned long total;
	struct maple_alloc *slot[MAPLE_ALLOC_SLOTS];
};

/**
 * struct maple_node - The 256 bytes of a node in all their uses.
 * @parent: in every node that is or was part of a tree.
 * @rcu: a dead node on its way out; overlays the first pivots.
 * @next_dead: the next of those that are on their way out together.
 */
struct maple_node {
	union {
		struct {
			struct maple_pnode *parent;	/* in every kind of node */
			void __rcu *slot[MAPLE_NODE_SLOTS];
		};
		struct {
			void *pad;	/* where a dead node has its parent */
			struct rcu_head rcu;
			struct maple_enode *next_dead;
		};
		struct maple_range_64 mr64;
		struct maple_arange_64 ma64;
		struct maple_alloc alloc;
	};
};

/* ---- The tree ----------------------------------------------------------- */

/**
 * DOC: Flags of a tree
 *
 * The flags but for the height are the tree's attributes. They are given to
 * mt_init_flags(), survive mtree_destroy(), and must agree for mtree_dup().
 *
 * * MT_FLAGS_ALLOC_RANGE	- keep the size of gaps in every internal node
 * * MT_FLAGS_USE_RCU		- readers may run beside a writer
 * * MT_FLAGS_HEIGHT_OFFSET	- where the height begins in the flags
 * * MT_FLAGS_HEIGHT_MASK	- the bits of the height: levels of nodes
 * * MT_FLAGS_LOCK_MASK		- how writers exclude each other
 * * MT_FLAGS_LOCK_IRQ		- by the tree's spinlock, interrupts off
 * * MT_FLAGS_LOCK_BH		- by the tree's spinlock, bottom halves off
 * * MT_FLAGS_LOCK_EXTERN	- by a lock of the caller's; the tree's is not used
 * * MT_FLAGS_ALLOC_WRAPPED	- a cyclic allocation has wrapped
 */
#define MT_FLAGS_ALLOC_RANGE	0x01
#define MT_FLAGS_USE_RCU	0x02

/* The greatest height that the flags can hold. */
#define MAPLE_HEIGHT_MAX	31

#define MT_FLAGS_HEIGHT_OFFSET	2
#define MT_FLAGS_HEIGHT_MASK	(MAPLE_HEIGHT_MAX << MT_FLAGS_HEIGHT_OFFSET)

#define MT_FLAGS_LOCK_IRQ	0x100
#define MT_FLAGS_LOCK_BH	0x200
#define MT_FLAGS_LOCK_EXTERN	(MT_FLAGS_LOCK_IRQ | MT_FLAGS_LOCK_BH)
#define MT_FLAGS_LOCK_MASK	(MT_FLAGS_LOCK_IRQ | MT_FLAGS_LOCK_BH)

#define MT_FLAGS_ALLOC_WRAPPED	0x800

/* Entries below this whose low two bits are 10 are the tree's own. */
#define MAPLE_RESERVED_RANGE	4096

/* How a lock is held, as lock_is_held_type() takes it. */
#define __MT_HELD_SOMEHOW	(-1)
#define __MT_HELD_TO_WRITE	0

#ifdef CONFIG_LOCKDEP
typedef struct lockdep_map *lockdep_map_p;
#define __mt_lock_is_held(mt, how)					\
	((mt)->ma_external_lock == NULL ||				\
	 lock_is_held_type((mt)->ma_external_lock, how))
#define mt_set_external_lock(mt, lock)					\
	((mt)->ma_external_lock = &(lock)->dep_map)
#define mt_on_stack(mt)			((mt).ma_external_lock = NULL)
#else
typedef struct { /* nothing */ } lockdep_map_p;
#define __mt_lock_is_held(mt, how)	1
#define mt_set_external_lock(mt, lock)	((void)0)
#define mt_on_stack(mt)			((void)0)
#endif

/* Is the external lock of a tree held? So it is, too, if it is not to be checked. */
#define mt_lock_is_held(mt)		__mt_lock_is_held(mt, __MT_HELD_SOMEHOW)
#define mt_write_lock_is_held(mt)	__mt_lock_is_held(mt, __MT_HELD_TO_WRITE)

/**
 * struct maple_tree - A tree.
 * @ma_lock: excludes writers, unless the lock is external.
 * @ma_external_lock: with MT_FLAGS_LOCK_EXTERN, the lock that callers hold; NULL if it is not to be checked.
 * @ma_flags: attributes and height.
 * @ma_root: NULL: the tree is empty. An entry: it covers [0, 0] and is alone.
 *           Else the root node: its low two bits are 10, as no entry's are that may stand here.
 */
struct maple_tree {
	union {
		spinlock_t	ma_lock;
		lockdep_map_p	ma_external_lock;
	};
	unsigned int	ma_flags;
	void __rcu      *ma_root;
};

/**
 * MTREE_INIT() - Initialise a tree where it is defined.
 * @tree: the tree.
 * @attributes: its attributes.
 */
#define MTREE_INIT(tree, attributes)					\
	{ .ma_flags = (attributes), .ma_lock = __SPIN_LOCK_UNLOCKED((tree).ma_lock) }

/**
 * MTREE_INIT_EXT() - Initialise a tree with an external lock where it is defined.
 * @tree: the tree.
 * @attributes: its attributes, MT_FLAGS_LOCK_EXTERN among them.
 * @lock: the lock.
 */
#ifdef CONFIG_LOCKDEP
#define MTREE_INIT_EXT(tree, attributes, lock)				\
	{ .ma_flags = (attributes), .ma_external_lock = &(lock).dep_map }
#else
#define MTREE_INIT_EXT(tree, attributes, lock)	MTREE_INIT(tree, attributes)
#endif

/** DEFINE_MTREE() - Define an empty tree without attributes. */
#define DEFINE_MTREE(tree)		struct maple_tree tree = MTREE_INIT(tree, 0)

/* The lock of a tree's own, not to be used if the lock is external. */
#define mtree_lock_nested(mt, depth)	spin_lock_nested(&(mt)->ma_lock, depth)
#define mtree_lock(mt)			spin_lock(&(mt)->ma_lock)
#define mtree_unlock(mt)		spin_unlock(&(mt)->ma_lock)

/* The flags of a tree that are in @mask. They are read once: a writer may change the height meanwhile. */
static inline unsigned int __mt_flags(const struct maple_tree *mt, unsigned int mask)
{
	return READ_ONCE(mt->ma_flags) & mask;
}

/**
 * mt_external_lock() - Do callers bring the lock of this tree?
 * @mt: the tree.
 */
static inline bool mt_external_lock(const struct maple_tree *mt)
{
	return __mt_flags(mt, MT_FLAGS_LOCK_MASK) == MT_FLAGS_LOCK_EXTERN;
}

/**
 * mt_init_flags() - Make a tree empty, with attributes.
 * @tree: memory for the tree, whatever it holds.
 * @attributes: MT_FLAGS_*, without a height.
 *
 * Context: nobody else knows the tree yet.
 */
static inline void mt_init_flags(struct maple_tree *tree, unsigned int attributes)
{
	RCU_INIT_POINTER(tree->ma_root, NULL);
	tree->ma_flags = attributes;
	if (!mt_external_lock(tree))
		spin_lock_init(&tree->ma_lock);
}

/**
 * mt_init() - Make a tree empty, without attributes.
 * @tree: memory for the tree, whatever it holds.
 *
 * Context: nobody else knows the tree yet.
 */
static inline void mt_init(struct maple_tree *tree)
{
	mt_init_flags(tree, 0);
}

/**
 * mtree_empty() - Is there no entry in the tree?
 * @mt: the tree.
 *
 * Context: any; without the lock the answer may be out of date.
 */
static inline bool mtree_empty(const struct maple_tree *mt)
{
	return !rcu_access_pointer(mt->ma_root);
}

/**
 * mt_height() - How many levels of nodes a walk goes through.
 * @mt: the tree.
 *
 * Return: 0 to MAPLE_HEIGHT_MAX; 0 if the tree is empty or its only entry is in the root.
 */
static inline unsigned int mt_height(const struct maple_tree *mt)
{
	return __mt_flags(mt, MT_FLAGS_HEIGHT_MASK) >> MT_FLAGS_HEIGHT_OFFSET;
}

/**
 * mt_in_rcu() - May readers run beside a writer?
 * @mt: the tree.
 */
static inline bool mt_in_rcu(const struct maple_tree *mt)
{
	return __mt_flags(mt, MT_FLAGS_USE_RCU);
}

/* Enter or leave RCU mode, under the lock of the tree. */
static inline void __mt_use_rcu(struct maple_tree *mt, bool use)
{
	bool own_lock = !mt_external_lock(mt);

	if (mt_in_rcu(mt) == use)
		return;
	if (own_lock)
		mtree_lock(mt);
	else
		WARN_ON(!mt_lock_is_held(mt));
	WRITE_ONCE(mt->ma_flags, __mt_flags(mt, ~MT_FLAGS_USE_RCU) | (use ? MT_FLAGS_USE_RCU : 0));
	if (own_lock)
		mtree_unlock(mt);
}

/**
 * mt_set_in_rcu() - Enter RCU mode: readers may do without the lock from here on.
 * @mt: the tree.
 *
 * Context: an external lock is held, the tree's own is not.
 */
static inline void mt_set_in_rcu(struct maple_tree *mt)
{
	__mt_use_rcu(mt, true);
}

/**
 * mt_clear_in_rcu() - Leave RCU mode: writes may change nodes in place from here on.
 * @mt: the tree.
 *
 * Context: an external lock is held, the tree's own is not. No reader is left that does not take the lock.
 */
static inline void mt_clear_in_rcu(struct maple_tree *mt)
{
	__mt_use_rcu(mt, false);
}

void maple_tree_init(void);

void *mtree_load(struct maple_tree *mt, unsigned long index);
int mtree_insert(struct maple_tree *mt, unsigned long index, void *entry, gfp_t gfp);
int mtree_insert_range(struct maple_tree *mt, unsigned long first,
		       unsigned long last, void *entry, gfp_t gfp);
int mtree_store(struct maple_tree *mt, unsigned long index, void *entry, gfp_t gfp);
int mtree_store_range(struct maple_tree *mt, unsigned long first,
		      unsigned long last, void *entry, gfp_t gfp);
void *mtree_erase(struct maple_tree *mt, unsigned long index);

int mtree_alloc_range(struct maple_tree *mt, unsigned long *startp, void *entry,
		      unsigned long size, unsigned long min, unsigned long max, gfp_t gfp);
int mtree_alloc_rrange(struct maple_tree *mt, unsigned long *startp, void *entry,
		       unsigned long size, unsigned long min, unsigned long max, gfp_t gfp);
int mtree_alloc_cyclic(struct maple_tree *mt, unsigned long *startp, void *entry,
		       unsigned long range_lo, unsigned long range_hi, unsigned long *next, gfp_t gfp);

int mtree_dup(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp);
int __mt_dup(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp);

void mtree_destroy(struct maple_tree *mt);
void __mt_destroy(struct maple_tree *mt);

void *mt_find(struct maple_tree *mt, unsigned long *index, unsigned long max);
void *mt_find_after(struct maple_tree *mt, unsigned long *index, unsigned long max);
void *mt_prev(struct maple_tree *mt, unsigned long index, unsigned long min);
void *mt_next(struct maple_tree *mt, unsigned long index, unsigned long max);

/**
 * mt_for_each() - Go over the entries in [index, max].
 * @tree: the tree.
 * @entry: set to each entry; NULL at the end.
 * @index: where to start; an unsigned long variable, moved along behind the entries.
 * @max: the last index of interest.
 *
 * Passes over XA_ZERO_ENTRY. Takes the RCU read lock for each step.
 */
#define mt_for_each(tree, entry, index, max)				\
	for (entry = mt_find(tree, &(index), max); entry;		\
	     entry = mt_find_after(tree, &(index), max))

/* ---- The state ---------------------------------------------------------- */

/**
 * enum maple_status - What a ma_state knows.
 * @ma_active: it stands on a slot of a leaf.
 * @ma_start: nothing: the next operation walks from the root.
 * @ma_root: the entry it found is the one in the tree's root pointer.
 * @ma_none: it walked, and there is no node for its index.
 * @ma_pause: the lock was dropped: the next operation goes on behind last.
 * @ma_overflow: it stands on a slot, and the upper limit was met there.
 * @ma_underflow: it stands on a slot, and the lower limit was met there.
 * @ma_error: an operation failed; node holds the error, see MA_ERROR().
 */
enum maple_status {
	ma_active,
	ma_start,
	ma_root,
	ma_none,
	ma_pause,
	ma_overflow,
	ma_underflow,
	ma_error,
};

/**
 * struct ma_state - A place in a tree, and the range that an operation is about.
 * @tree: the tree.
 * @index: first index of the range to work on, or of the range that was found.
 * @last: its last index.
 * @node: the leaf, with its type; an error while @status is ma_error.
 * @min: the lowest index that @node covers.
 * @max: the highest index that @node covers.
 * @alloc: nodes that wait to be used, or, if bit 0 is set, how many are
 *         missing, shifted left by one.
 * @status: how much of this is true.
 * @offset: the slot in @node.
 * @mas_flags: what becomes of the nodes in @alloc; only the tree's own code looks at it.
 */
struct ma_state {
	struct maple_tree *tree;
	unsigned long index, last;
	struct maple_enode *node;
	unsigned long min, max;
	struct maple_alloc *alloc;
	enum maple_status status;
	unsigned char offset;
	unsigned char mas_flags;
};

/** MA_ERROR() - What ma_state.node holds for the negative errno @err. xa_err() gives it back. */
#define MA_ERROR(err)							\
	((struct maple_enode *)(((unsigned long)(err) << 2) | 2UL))

/* A state that knows nothing yet but its range. */
#define __MA_STATE_START(mt, from, to)					\
	{ .tree = (mt), .index = (from), .last = (to), .max = ULONG_MAX, .status = ma_start }

/**
 * MA_STATE() - Define a state for the range [from, to] of a tree.
 * @name: the state.
 * @mt: the tree.
 * @from: first index.
 * @to: last index.
 */
#define MA_STATE(name, mt, from, to)					\
	struct ma_state name = __MA_STATE_START(mt, from, to)

/* The lock of the tree of a state, as mtree_lock(). */
#define __mas_lock(mas)			(&(mas)->tree->ma_lock)
#define mas_lock(mas)			spin_lock(__mas_lock(mas))
#define mas_lock_nested(mas, depth)	spin_lock_nested(__mas_lock(mas), depth)
#define mas_unlock(mas)			spin_unlock(__mas_lock(mas))
#define mas_lock_irqsave(mas, flags)	spin_lock_irqsave(__mas_lock(mas), flags)
#define mas_unlock_irqrestore(mas, flags) spin_unlock_irqrestore(__mas_lock(mas), flags)

/** mas_is_err() - Did the last operation fail? */
static inline bool mas_is_err(const struct ma_state *mas)
{
	return mas->status == ma_error;
}

/** mas_is_active() - Does the state stand on a slot? */
static inline bool mas_is_active(const struct ma_state *mas)
{
	return mas->status == ma_active;
}

/**
 * mas_init() - Make a state for one index.
 * @mas: memory for the state, whatever it holds.
 * @tree: the tree.
 * @addr: the index.
 */
static inline void mas_init(struct ma_state *mas, struct maple_tree *tree, unsigned long addr)
{
	*mas = (struct ma_state)__MA_STATE_START(tree, addr, addr);
}

/**
 * mas_reset() - Forget the place and any error: the next operation walks from the root.
 * @mas: the state. Its range stays.
 */
static __always_inline void mas_reset(struct ma_state *mas)
{
	mas->node = NULL;
	mas->status = ma_start;
}

/**
 * __mas_set_range() - Narrow or move the state's range within the slot it stands on.
 * @mas: the state.
 * @start: first index; in the slot that the state stands on, if it stands on one.
 * @last: last index.
 *
 * Keeps the place. mas_set_range() is for any other range.
 */
static inline void __mas_set_range(struct ma_state *mas, unsigned long start, unsigned long last)
{
	bool outside = start < mas->index || start > mas->last;

	WARN_ON(outside && mas_is_active(mas));
	mas->index = start;
	mas->last = last;
}

/**
 * mas_set_range() - Set the state's range and forget the place.
 * @mas: the state.
 * @start: first index.
 * @last: last index.
 */
static inline void mas_set_range(struct ma_state *mas, unsigned long start, unsigned long last)
{
	mas->index = start;
	mas->last = last;
	mas_reset(mas);
}

/**
 * mas_set() - Set the state's range to one index and forget the place.
 * @mas: the state.
 * @index: the index.
 */
static inline void mas_set(struct ma_state *mas, unsigned long index)
{
	mas->index = index;
	mas->last = index;
	mas_reset(mas);
}

void *mas_walk(struct ma_state *mas);
void *mas_find(struct ma_state *mas, unsigned long max);
void *mas_find_range(struct ma_state *mas, unsigned long max);
void *mas_find_rev(struct ma_state *mas, unsigned long min);
void *mas_find_range_rev(struct ma_state *mas, unsigned long min);
void *mas_next(struct ma_state *mas, unsigned long max);
void *mas_next_range(struct ma_state *mas, unsigned long max);
void *mas_prev(struct ma_state *mas, unsigned long min);
void *mas_prev_range(struct ma_state *mas, unsigned long min);
void *mas_store(struct ma_state *mas, void *entry);
int mas_store_gfp(struct ma_state *mas, void *entry, gfp_t gfp);
void *mas_erase(struct ma_state *mas);

int mas_preallocate(struct ma_state *mas, void *entry, gfp_t gfp);
void mas_store_prealloc(struct ma_state *mas, void *entry);
int mas_expected_entries(struct ma_state *mas, unsigned long nr_entries);

int mas_empty_area(struct ma_state *mas, unsigned long min, unsigned long max, unsigned long size);
int mas_empty_area_rev(struct ma_state *mas, unsigned long min, unsigned long max, unsigned long size);
int mas_alloc_cyclic(struct ma_state *mas, unsigned long *startp, void *entry,
		     unsigned long range_lo, unsigned long range_hi, unsigned long *next, gfp_t gfp);
bool mas_nomem(struct ma_state *mas, gfp_t gfp);
void mas_pause(struct ma_state *mas);
void mas_destroy(struct ma_state *mas);

/**
 * mas_for_each() - Go over the entries from the state's range on.
 * @mas: the state.
 * @entry: set to each entry, XA_ZERO_ENTRY included; NULL at the end.
 * @max: the last index of interest.
 *
 * In the body, index and last of the state are the range of the entry.
 */
#define mas_for_each(mas, entry, max)					\
	while (((entry) = mas_find(mas, max)))

/**
 * mas_for_each_rev() - Go over the entries from the state's range down.
 * @mas: the state.
 * @entry: set to each entry, XA_ZERO_ENTRY included; NULL at the end.
 * @min: the first index of interest.
 *
 * In the body, index and last of the state are the range of the entry. (Linux has this from 6.14 on.)
 */
#define mas_for_each_rev(mas, entry, min)				\
	while (((entry) = mas_find_rev(mas, min)))

/* ---- Debugging ---------------------------------------------------------- */

/**
 * enum mt_dump_format - How mt_dump() writes indices.
 * @mt_dump_dec: in decimal.
 * @mt_dump_hex: in hexadecimal.
 */
enum mt_dump_format {
	mt_dump_dec,
	mt_dump_hex,
};

/* How many of the checks below were made, and how many found nothing wrong. */
extern atomic_t maple_tree_tests_run;
extern atomic_t maple_tree_tests_passed;

void mt_dump(const struct maple_tree *mt, enum mt_dump_format format);
void mas_dump(const struct ma_state *mas);
void mt_validate(struct maple_tree *mt);
void mt_cache_shrink(void);

/* Is @failed true? Then print @text, what @dump prints, and the stack. */
#define __MT_CHECK(word, text, failed, dump) ({				\
	bool __failed = (failed);					\
									\
	atomic_inc(&maple_tree_tests_run);				\
	if (unlikely(__failed)) {					\
		pr_err(word " at %s:%d: %s\n", __func__, __LINE__, text); \
		dump;							\
		dump_stack();						\
	} else {							\
		atomic_inc(&maple_tree_tests_passed);			\
	}								\
	unlikely(__failed);						\
})

/* What is printed of a state. */
#define __MAS_DUMP(mas)							\
	(mas_dump(mas), mt_dump((mas)->tree, mt_dump_hex))

/**
 * MT_BUG_ON() - Print the tree and the stack if a condition is true.
 * @__tree: the tree.
 * @__x: the condition that must not be.
 */
#define MT_BUG_ON(__tree, __x)						\
	((void)__MT_CHECK("BUG", #__x, !!(__x), mt_dump(__tree, mt_dump_hex)))

/** MAS_BUG_ON() - As MT_BUG_ON(), for the state @__mas, which is printed too. */
#define MAS_BUG_ON(__mas, __x)						\
	((void)__MT_CHECK("BUG", #__x, !!(__x), __MAS_DUMP(__mas)))

/** MT_WARN_ON() - As MT_BUG_ON(), and say whether the condition is true. */
#define MT_WARN_ON(__tree, __x)						\
	__MT_CHECK("WARN", #__x, !!(__x), mt_dump(__tree, mt_dump_hex))

/** MAS_WARN_ON() - As MAS_BUG_ON(), and say whether the condition is true. */
#define MAS_WARN_ON(__mas, __x)						\
	__MT_CHECK("WARN", #__x, !!(__x), __MAS_DUMP(__mas))

#endif /* _LINUX_MAPLE_TREE_H */
