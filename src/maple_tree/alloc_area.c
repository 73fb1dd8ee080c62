// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Allocating indices: storing an entry where there is room for it, by mtree_alloc_range(), mtree_alloc_rrange()
 * and mtree_alloc_cyclic().
 */
#include "publish.h"
#include "tree.h"

#include <linux/xarray.h>

/* mas_empty_area() or mas_empty_area_rev(). */
typedef int (*find_area_fn)(struct ma_state *mas, unsigned long min, unsigned long max, unsigned long size);

/*
 * Store an entry in the area that @mas was moved to. Return: 0, with the first index in *@startp; -EAGAIN if there is memory
 * now, but others may have taken the area meanwhile: look for one again; -ENOMEM.
 */
static int take_area(struct ma_state *mas, unsigned long *startp, void *entry, gfp_t gfp)
{
	unsigned long start = mas->index;

	mas_store(mas, entry);
	if (likely(!mas_is_err(mas))) {
		*startp = start;
		return 0;
	}
	return mas_nomem(mas, gfp) ? -EAGAIN : xa_err(mas->node);
}

/*
 * May indices be allocated in this tree, for this entry? Whoever stores a reserved one is told: XA_ZERO_ENTRY, which
 * mtree_store() takes, is one here.
 */
static bool mt_may_allocate(const struct maple_tree *mt, const void *entry)
{
	return mt_tracks_gaps(mt) && !WARN_ON_ONCE(xa_is_internal(entry) && (unsigned long)entry < MAPLE_RESERVED_RANGE);
}

/* What mtree_alloc_range() and mtree_alloc_rrange() have in common. */
static int alloc_range(struct maple_tree *mt, find_area_fn find_area, unsigned long *startp, void *entry,
		       unsigned long size, unsigned long min, unsigned long max, gfp_t gfp)
{
	MA_STATE(mas, mt, 0, 0);
	int ret;

	if (!mt_may_allocate(mt, entry))
		return -EINVAL;

	mtree_lock(mt);
	do {
		ret = find_area(&mas, min, max, size);
		if (!ret)
			ret = take_area(&mas, startp, entry, gfp);
	} while (ret == -EAGAIN);
	mas_destroy(&mas);
	mtree_unlock(mt);
	return ret;
}

/**
 * mtree_alloc_range() - Store an entry over the lowest place that has room for a number of indices.
 * @mt: the tree; it tracks gaps.
 * @startp: gets the first index, unless it fails.
 * @entry: what to store.
 * @size: how many indices.
 * @min: first index of interest.
 * @max: last index of interest.
 * @gfp: how to allocate if it can't be done at once.
 *
 * Context: takes the tree's lock; may drop it and take it again to wait for memory.
 * Return: 0; -EINVAL if the tree does not track gaps, if @entry is reserved, if @min > @max, or if @size is 0 or
 *         larger than what lies between them; -EBUSY if nothing fits; -ENOMEM, and the tree is as it was.
 */
int mtree_alloc_range(struct maple_tree *mt, unsigned long *startp, void *entry,
		      unsigned long size, unsigned long min, unsigned long max, gfp_t gfp)
{
	return alloc_range(mt, mas_empty_area, startp, entry, size, min, max, gfp);
}

/**
 * mtree_alloc_rrange() - Store an entry over the highest place that has room for a number of indices.
 * @mt: the tree; it tracks gaps.
 * @startp: gets the first index, unless it fails.
 * @entry: what to store.
 * @size: how many indices.
 * @min: first index of interest.
 * @max: last index of interest.
 * @gfp: how to allocate if it can't be done at once.
 *
 * Context: takes the tree's lock; may drop it and take it again to wait for memory.
 * Return: as mtree_alloc_range().
 */
int mtree_alloc_rrange(struct maple_tree *mt, unsigned long *startp, void *entry,
		       unsigned long size, unsigned long min, unsigned long max, gfp_t gfp)
{
	return alloc_range(mt, mas_empty_area_rev, startp, entry, size, min, max, gfp);
}

/* Find the first empty index from @next on, or else, from the beginning, and *@round is true then. */
static int find_cyclic(struct ma_state *mas, unsigned long range_lo, unsigned long range_hi, unsigned long next,
		       bool *round)
{
	int ret = mas_empty_area(mas, max(range_lo, next), range_hi, 1);

	*round = ret && next > range_lo;
	return *round ? mas_empty_area(mas, range_lo, range_hi, 1) : ret;
}

/**
 * mas_alloc_cyclic() - Store an entry at the first empty index from where the last time ended, in a circle.
 * @mas: the state. Afterwards it stands on the index.
 * @startp: gets the index, unless it fails.
 * @entry: what to store.
 * @range_lo: first index of interest.
 * @range_hi: last index of interest.
 * @next: where to begin; becomes one more than the index, which is 0 behind ULONG_MAX. The caller keeps it from
 *        one time to the next.
 * @gfp: how to allocate if it can't be done at once.
 *
 * Context: the tree tracks gaps, and its write lock is held. If that is the tree's own and @gfp may block, it may be
 *          dropped and taken again to wait for memory.
 * Return: 0; 1 if it has come round since the last time; -EINVAL if @range_lo > @range_hi; -EBUSY if there
 *         is no empty index; -ENOMEM, and the tree is as it was but for what others did meanwhile.
 */
int mas_alloc_cyclic(struct ma_state *mas, unsigned long *startp, void *entry,
		     unsigned long range_lo, unsigned long range_hi, unsigned long *next, gfp_t gfp)
{
	struct maple_tree *mt = mas->tree;
	bool round, wrapped;
	int ret;

	do {
		ret = find_cyclic(mas, range_lo, range_hi, *next, &round);
		if (!ret)
			ret = take_area(mas, startp, entry, gfp);
	} while (ret == -EAGAIN);
	mas_destroy(mas);
	if (ret)
		return ret;

	/* Behind ULONG_MAX it begins anew: the next one that gets an index from there on tells. */
	wrapped = __mt_flags(mt, MT_FLAGS_ALLOC_WRAPPED);
	*next = *startp + 1;
	if (!*next || (wrapped && !round))
		mt_set_wrapped(mt, !*next);
	return round || wrapped;
}

/**
 * mtree_alloc_cyclic() - Store an entry at the first empty index from where the last time ended, in a circle.
 * @mt: the tree; it tracks gaps.
 * @startp: gets the index, unless it fails.
 * @entry: what to store.
 * @range_lo: first index of interest.
 * @range_hi: last index of interest.
 * @next: where to begin, as for mas_alloc_cyclic().
 * @gfp: how to allocate if it can't be done at once.
 *
 * Context: takes the tree's lock; may drop it and take it again to wait for memory.
 * Return: as mas_alloc_cyclic(); -EINVAL, too, if the tree does not track gaps or if @entry is reserved.
 */
int mtree_alloc_cyclic(struct maple_tree *mt, unsigned long *startp, void *entry,
		       unsigned long range_lo, unsigned long range_hi, unsigned long *next, gfp_t gfp)
{
	MA_STATE(mas, mt, 0, 0);
	int ret;

	if (!mt_may_allocate(mt, entry))
		return -EINVAL;

	mtree_lock(mt);
	ret = mas_alloc_cyclic(&mas, startp, entry, range_lo, range_hi, next, gfp);
	mtree_unlock(mt);
	return ret;
}
