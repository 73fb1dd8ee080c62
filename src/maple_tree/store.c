// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Storing: mas_store(), mtree_store(), and the functions built on them. A store is planned, its
 * nodes are reserved, and it is committed.
 */
#include "alloc.h"
#include "commit.h"
#include "commit_levels.h"
#include "plan.h"
#include "plan_levels.h"

/* Do a store that changes more than one leaf. False for want of memory. */
static noinline bool store_levels(struct mt_plan *plan)
{
	struct mt_levels levels;

	plan_levels(plan, &levels);
	if (!mas_reserve(plan->mas, plan->nodes))
		return false;
	if (plan->change == MT_CHANGE_LEVELS)
		commit_levels(plan, &levels);
	else
		commit_store(plan);
	return true;
}

/* Do a store that is planned. False for want of memory. */
static bool store_planned(struct mt_plan *plan)
{
	if (unlikely(plan->change == MT_CHANGE_LEVELS))
		return store_levels(plan);
	if (plan->nodes && !mas_reserve(plan->mas, plan->nodes))
		return false;
	commit_store(plan);
	return true;
}

/**
 * mas_store() - Store an entry over the state's range.
 * @mas: the state; index and last are the range.
 * @entry: what to store; NULL erases, and may widen the range over the emptiness around it.
 *
 * Context: the tree's write lock is held. Allocates without blocking.
 * Return: what was stored at the first index. If memory lacked, NULL, and the error is in the
 *         state, for mas_nomem().
 */
void *mas_store(struct ma_state *mas, void *entry)
{
	struct mt_plan plan;

	if (WARN_ON(mas->index > mas->last)) {
		mas->node = MA_ERROR(-EINVAL);
		mas->status = ma_error;
		return NULL;
	}
	plan_store(&plan, mas, entry);
	if (unlikely(!store_planned(&plan)))
		return NULL;
	mas->index = plan.first;
	mas->last = plan.last;
	mas_free_rest(mas);
	return plan.old;
}

/**
 * mas_store_gfp() - Store an entry over the state's range, and wait for memory if need be.
 * @mas: the state; index and last are the range.
 * @entry: what to store; NULL erases, and may widen the range over the emptiness around it.
 * @gfp: how to allocate if it can't be done at once.
 *
 * Context: the tree's write lock is held. If it is the tree's own and @gfp may block, it may be
 *          dropped and taken again.
 * Return: 0; -ENOMEM, and the tree is as it was but for what others did meanwhile.
 */
int mas_store_gfp(struct ma_state *mas, void *entry, gfp_t gfp)
{
	do {
		mas_store(mas, entry);
		if (likely(!mas_is_err(mas)))
			return 0;
	} while (mas_nomem(mas, gfp));

	return xa_err(mas->node);
}

/**
 * mas_erase() - Erase the whole range that holds the state's index.
 * @mas: the state. Afterwards its range is the emptiness where the entry was.
 *
 * Context: the tree's write lock is held. If it is the tree's own, it may be dropped and taken
 *          again to wait for memory.
 * Return: the entry; NULL if there was none, or if memory lacked: then nothing is erased, and
 *         the state holds the error. (Linux 6.12 returns the entry then, and has not erased it.)
 */
void *mas_erase(struct ma_state *mas)
{
	unsigned long index = mas->index;
	void *entry;

	do {
		mas->index = index;
		mas_reset(mas);
		entry = mas_walk(mas);
		if (!entry) {
			/* Another writer has erased it, and there are nodes now that nobody needs. */
			mas_destroy(mas);
			return NULL;
		}
		mas_store(mas, NULL);
		if (likely(!mas_is_err(mas)))
			return entry;
	} while (mas_nomem(mas, GFP_KERNEL));

	return NULL;
}

/* Is it a range, and an entry that may be stored? Whoever stores a reserved one is told. */
static inline bool mt_may_store(unsigned long first, unsigned long last, const void *entry)
{
	return !WARN_ON_ONCE(xa_is_advanced(entry)) && first <= last;
}

/**
 * mtree_store_range() - Store an entry over a range.
 * @mt: the tree.
 * @first: first index.
 * @last: last index.
 * @entry: what to store; NULL erases.
 * @gfp: how to allocate if it can't be done at once.
 *
 * Context: takes the tree's lock; may drop it and take it again to wait for memory.
 * Return: 0; -EINVAL if @first > @last or if @entry is reserved; -ENOMEM, and the tree is as it was.
 */
int mtree_store_range(struct maple_tree *mt, unsigned long first,
		      unsigned long last, void *entry, gfp_t gfp)
{
	MA_STATE(mas, mt, first, last);
	int ret;

	if (!mt_may_store(first, last, entry))
		return -EINVAL;

	mtree_lock(mt);
	ret = mas_store_gfp(&mas, entry, gfp);
	mtree_unlock(mt);
	return ret;
}

/**
 * mtree_store() - Store an entry at an index.
 * @mt: the tree.
 * @index: the index.
 * @entry: what to store; NULL erases.
 * @gfp: how to allocate if it can't be done at once.
 *
 * Context: takes the tree's lock; may drop it and take it again to wait for memory.
 * Return: 0; -EINVAL if @entry is reserved; -ENOMEM, and the tree is as it was.
 */
int mtree_store(struct maple_tree *mt, unsigned long index, void *entry, gfp_t gfp)
{
	return mtree_store_range(mt, index, index, entry, gfp);
}

/* Plan a store to a range that should be empty. Is anything stored there? No two empty slots are neighbours, so one tells. */
static bool plan_insert(struct mt_plan *plan, struct ma_state *mas, void *entry)
{
	plan_store(plan, mas, entry);
	return plan->old || (mas_is_active(mas) && mas_slot_last(mas) < mas->last);
}

/**
 * mtree_insert_range() - Store an entry over a range that is empty.
 * @mt: the tree.
 * @first: first index.
 * @last: last index.
 * @entry: what to store.
 * @gfp: how to allocate if it can't be done at once.
 *
 * Context: takes the tree's lock; may drop it and take it again to wait for memory.
 * Return: 0; -EINVAL if @first > @last or if @entry is reserved; -EEXIST if anything in the
 *         range is taken; -ENOMEM, and the tree is as it was.
 */
int mtree_insert_range(struct maple_tree *mt, unsigned long first,
		       unsigned long last, void *entry, gfp_t gfp)
{
	MA_STATE(mas, mt, first, last);
	struct mt_plan plan;
	int ret;

	if (!mt_may_store(first, last, entry))
		return -EINVAL;

	mtree_lock(mt);
	do {
		ret = -EEXIST;
		if (plan_insert(&plan, &mas, entry))
			break;
		ret = store_planned(&plan) ? 0 : xa_err(mas.node);
	} while (unlikely(ret) && mas_nomem(&mas, gfp));
	mas_destroy(&mas);
	mtree_unlock(mt);
	return ret;
}

/**
 * mtree_insert() - Store an entry at an index that is empty.
 * @mt: the tree.
 * @index: the index.
 * @entry: what to store.
 * @gfp: how to allocate if it can't be done at once.
 *
 * Context: takes the tree's lock; may drop it and take it again to wait for memory.
 * Return: 0; -EINVAL if @entry is reserved; -EEXIST if the index is taken; -ENOMEM, and the
 *         tree is as it was.
 */
int mtree_insert(struct maple_tree *mt, unsigned long index, void *entry, gfp_t gfp)
{
	return mtree_insert_range(mt, index, index, entry, gfp);
}

/**
 * mtree_erase() - Erase the whole range that holds an index.
 * @mt: the tree.
 * @index: the index.
 *
 * Context: takes the tree's lock; may drop it and take it again to wait for memory.
 * Return: the entry; NULL if there was none, or if memory lacked: then nothing is erased.
 */
void *mtree_erase(struct maple_tree *mt, unsigned long index)
{
	MA_STATE(mas, mt, index, index);
	void *entry;

	mtree_lock(mt);
	entry = mas_erase(&mas);
	mtree_unlock(mt);
	return entry;
}
