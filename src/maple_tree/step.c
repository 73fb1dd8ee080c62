// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Steps of a state from slot to slot, and from leaf to leaf. Readers take them without a lock: publish.h says what they
 * may rely on.
 */
#include "step.h"

#include "walk.h"

/*
 * Walk from the root to the leaf slot that holds @index, but leave the range of @mas alone:
 * what was found there is not checked yet. False if a dead node was met, or if there is no node.
 */
static bool mas_move(struct ma_state *mas, unsigned long index)
{
	void *root = mt_root(mas->tree);

	return xa_is_node(root) && mas_descend(mas, me_from_root(root), index);
}

/*
 * Go from the end of a leaf to the beginning of the next. Mostly it hangs beside this one;
 * only if that can't be seen from the parent, walk from the root. False if a dead node was met, or if
 * the walk led to a tree in which no leaf begins there.
 */
static bool mas_next_leaf(struct ma_state *mas)
{
	const struct maple_pnode *up = mn_parent(mas_node(mas));
	struct maple_node *parent = mp_node(up);
	unsigned int slot = mp_slot(up) + 1;
	enum maple_type type = mt_internal_type(mas->tree);
	unsigned long min = mas->max + 1, max = 0;
	struct maple_enode *next = NULL;

	/* A dead leaf is its own parent: what is read from it is dropped with what is read from a dead parent. */
	if (slot < mn_slot_count(type) - 1) {
		next = rcu_dereference_raw(mn_slots(parent, type)[slot]);
		max = mn_pivots(parent)[slot];
		/* Iteration will want the one behind it soon. */
		mn_prefetch(me_node(rcu_access_pointer(mn_slots(parent, type)[slot + 1])));
		if (mn_is_dead(parent))
			return false;
	}
	if (!next)
		return mas_move(mas, min) && mas_slot_first(mas) == min;
	mas->node = next;
	mas->min = min;
	mas->max = max;
	mas->offset = 0;
	return true;
}

/* Go from the beginning of a leaf to the end of the one before, as mas_next_leaf(). */
static bool mas_prev_leaf(struct ma_state *mas)
{
	const struct maple_node *node = mas_node(mas);
	const struct maple_pnode *up = mn_parent(node);
	struct maple_node *parent = mp_node(up);
	unsigned int slot = mp_slot(up);
	enum maple_type type = mt_internal_type(mas->tree);
	unsigned long min, max = mas->min - 1;
	struct maple_enode *prev;

	/* A dead leaf seems to be in slot 0; a walk from the root would go on beside what was stored meanwhile. */
	if (mp_says_dead(up, node))
		return false;
	if (slot < 2)
		return mas_move(mas, max) && mas_slot_last(mas) == max;
	prev = rcu_dereference_raw(mn_slots(parent, type)[slot - 1]);
	min = mn_pivots(parent)[slot - 2] + 1;
	/* Iteration will want the one before it soon. */
	mn_prefetch(me_node(rcu_access_pointer(mn_slots(parent, type)[slot - 2])));
	if (mn_is_dead(parent))
		return false;
	mas->node = prev;
	mas->max = max;
	mas->min = min;
	mas->offset = mn_end(me_node(prev), maple_leaf_64, max);
	return true;
}

/*
 * The commonest step: to the next entry, in the same leaf. NULL if it is another step, or if the tree has changed
 * meanwhile: then @mas is as it was. It calls nobody, and slots are counted in one register (compilers that see through @offset
 * take three), so that it hardly needs the stack.
 */
static inline void *mas_slide_next(struct ma_state *mas, unsigned long max)
{
	struct maple_node *leaf = mas_node(mas);
	unsigned long last, next = mas_slot_last(mas), limit = min(max, mas->max);
	unsigned int offset = mas->offset;
	void *entry;

	do {
		last = next;
		if (unlikely(last >= limit))
			return NULL;
		offset++;
		OPTIMIZER_HIDE_VAR(offset);
		entry = rcu_dereference_raw(leaf->mr64.slot[offset]);
		next = mn_slot_last(leaf, maple_leaf_64, offset, mas->max);
	} while (!entry);
	if (unlikely(mn_is_dead(leaf)))
		return NULL;
	mas->offset = offset;
	mas->index = last + 1;
	mas->last = next;
	return entry;
}

/* The same to the entry before. */
static inline void *mas_slide_prev(struct ma_state *mas, unsigned long min)
{
	struct maple_node *leaf = mas_node(mas);
	unsigned long first, prev = mas_slot_first(mas);
	unsigned int offset = mas->offset;
	void *entry;

	do {
		first = prev;
		if (unlikely(first <= min || !offset))
			return NULL;
		offset--;
		OPTIMIZER_HIDE_VAR(offset);
		entry = rcu_dereference_raw(leaf->mr64.slot[offset]);
		prev = mn_slot_first(leaf, offset, mas->min);
	} while (!entry);
	if (unlikely(mn_is_dead(leaf)))
		return NULL;
	mas->offset = offset;
	mas->index = prev;
	mas->last = first - 1;
	return entry;
}

/*
 * Go on to the next slot, with what it holds in @entry; or to status ma_overflow, if this slot holds @max.
 * False if the tree has changed in the middle of it: then the range of @mas is as it was.
 */
static inline bool mas_try_next(struct ma_state *mas, unsigned long max, void **entry)
{
	unsigned long last = mas_slot_last(mas), first = last + 1;

	*entry = NULL;
	if (unlikely(last >= max)) {
		if (mn_is_dead(mas_node(mas)))
			return false;
		mas->status = ma_overflow;
		return true;
	}
	if (likely(last < mas->max))
		mas->offset++;
	else if (!mas_next_leaf(mas))
		return false;
	last = mas_slot_last(mas);
	*entry = rcu_dereference_raw(mas_node(mas)->mr64.slot[mas->offset]);
	if (unlikely(mn_is_dead(mas_node(mas))))
		return false;
	mas->index = first;
	mas->last = last;
	return true;
}

/* Go back to the previous slot, as mas_try_next(); to status ma_underflow, if this slot holds @min. */
static inline bool mas_try_prev(struct ma_state *mas, unsigned long min, void **entry)
{
	unsigned long first = mas_slot_first(mas), last = first - 1;

	*entry = NULL;
	if (unlikely(first <= min)) {
		if (mn_is_dead(mas_node(mas)))
			return false;
		mas->status = ma_underflow;
		return true;
	}
	if (likely(mas->offset))
		mas->offset--;
	else if (!mas_prev_leaf(mas))
		return false;
	first = mas_slot_first(mas);
	*entry = rcu_dereference_raw(mas_node(mas)->mr64.slot[mas->offset]);
	if (unlikely(mn_is_dead(mas_node(mas))))
		return false;
	mas->index = first;
	mas->last = last;
	return true;
}

/*
 * The tree has changed in the middle of a step forward: walk to the slot that holds last now. False, with status
 * ma_none, if the tree has no nodes any more.
 */
static noinline bool mas_rewalk_next(struct ma_state *mas)
{
	unsigned long index = mas->index;

	mas->index = mas->last;
	mas_walk_root(mas);
	if (mas_is_active(mas))
		return true;
	mas->index = index;
	mas->status = ma_none;
	return false;
}

/* mas_step_next() for steps of any kind. */
static noinline void *mas_walk_next(struct ma_state *mas, unsigned long max, bool empty, bool restart)
{
	void *entry;

	for (;;) {
		if (likely(mas_try_next(mas, max, &entry))) {
			if (entry || empty || mas->status == ma_overflow)
				return entry;
		} else if (restart) {
			mas->status = ma_start;
			return NULL;
		} else if (!mas_rewalk_next(mas)) {
			return NULL;
		}
	}
}

/**
 * mas_step_next() - Go on to the next entry.
 * @mas: the state; active.
 * @max: the last index of interest.
 * @empty: stop at an empty slot, too, with NULL and status ma_active. Else it is passed over.
 * @restart: what to do if the tree changes meanwhile. False: go on behind last. True: give up with status ma_start,
 *           for a caller that has walked to where the state stands, and can walk again.
 *
 * Return: the entry; NULL with status ma_overflow at the slot that holds @max, whose range index
 *         and last are then; NULL with status ma_none if the tree has no nodes any more.
 */
void *mas_step_next(struct ma_state *mas, unsigned long max, bool empty, bool restart)
{
	void *entry = empty ? NULL : mas_slide_next(mas, max);

	return likely(entry) ? entry : mas_walk_next(mas, max, empty, restart);
}

/**
 * mas_prev_root() - In a tree without nodes, go back to the entry in the root.
 * @mas: the state; its index is not 0, unless it only begins there.
 * @min: the first index of interest. Linux 6.12 takes no notice of it here.
 * @entry: gets the entry; NULL with status ma_none and all indices as the range if there is none, or with ma_underflow if it
 *         is below @min.
 *
 * Return: false if the tree has nodes again.
 */
bool mas_prev_root(struct ma_state *mas, unsigned long min, void **entry)
{
	void *root = mt_root(mas->tree);

	*entry = NULL;
	if (unlikely(xa_is_node(root)))
		return false;
	if (!root) {
		mas->status = ma_none;
		mas->index = 0;
		mas->last = ULONG_MAX;
	} else if (min) {
		mas->status = ma_underflow;
	} else {
		mas->status = ma_root;
		mas->index = 0;
		mas->last = 0;
		*entry = root;
	}
	return true;
}

/*
 * The tree has changed in the middle of a step back: walk to the slot that holds index now. False, with
 * the answer in @entry, if the tree has no nodes any more.
 */
static noinline bool mas_rewalk_prev(struct ma_state *mas, unsigned long min, void **entry)
{
	do {
		mas_walk_root(mas);
		if (mas_is_active(mas))
			return true;
	} while (!mas_prev_root(mas, min, entry));
	return false;
}

/* mas_step_prev() for steps of any kind. */
static noinline void *mas_walk_prev(struct ma_state *mas, unsigned long min, bool empty, bool restart)
{
	void *entry, *root;

	for (;;) {
		if (likely(mas_try_prev(mas, min, &entry))) {
			if (entry || empty || mas->status == ma_underflow)
				return entry;
		} else if (restart) {
			mas->status = ma_start;
			return NULL;
		} else if (!mas_rewalk_prev(mas, min, &root)) {
			return root;
		}
	}
}

/**
 * mas_step_prev() - Go back to the previous entry.
 * @mas: the state; active.
 * @min: the first index of interest.
 * @empty: stop at an empty slot, too, as in mas_step_next().
 * @restart: what to do if the tree changes meanwhile, as in mas_step_next().
 *
 * Return: the entry; NULL with status ma_underflow at the slot that holds @min, whose range index
 *         and last are then. If the tree has no nodes any more, as mas_prev_root().
 */
void *mas_step_prev(struct ma_state *mas, unsigned long min, bool empty, bool restart)
{
	void *entry = empty ? NULL : mas_slide_prev(mas, min);

	return likely(entry) ? entry : mas_walk_prev(mas, min, empty, restart);
}
