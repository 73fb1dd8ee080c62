// SPDX-License-Identifier: GPL-2.0-or-later
/* Probes of issues of writes that versions had or have but 6.12 has not. Each gets an empty tree of its own. */
#include <errno.h>
#include <limits.h>

#include <linux/slab.h>
#include <linux/xarray.h>

#include "ground.h"
#include "known/probe.h"
#include "subject_features.h"

#define ANY_ENTRY xa_mk_value(1)

bool probe_null_expand(struct maple_tree *mt)
{
	mtree_store(mt, 0, ANY_ENTRY, GFP_KERNEL);
	mtree_store(mt, 2, NULL, GFP_KERNEL);
	return has_idle_nulls(mt);
}

bool probe_destroy_alive(struct maple_tree *mt)
{
	struct view root;
	bool alive;

	mt_set_in_rcu(mt);
	mtree_store(mt, 10, ANY_ENTRY, GFP_KERNEL);
	view_root(mt, &root);
	rcu_read_lock();
	mtree_destroy(mt);
	/* One that has left its tree is its own parent. */
	alive = (const void *)root.node->parent != root.node;
	rcu_read_unlock();
	return alive;
}

/* Single indices from @first on, each an entry of its own. */
static void store_indices(struct maple_tree *mt, unsigned long first, unsigned long count)
{
	unsigned long i;

	for (i = 0; i < count; i++)
		mtree_store(mt, first + i, xa_mk_value(i), GFP_KERNEL);
}

bool probe_span_to_end(struct maple_tree *mt)
{
	struct view root;

	store_indices(mt, 2, MAPLE_RANGE64_SLOTS - 1);
	mtree_store_range(mt, 1, ULONG_MAX, ANY_ENTRY, GFP_KERNEL);
	return view_root(mt, &root) && root.end > 1;
}

/* Ranges of 15 indices, stored downwards over the single indices of three leaves. */
bool probe_split_deficient(struct maple_tree *mt)
{
	const unsigned long length = 15, top = 0x86;
	unsigned long i;

	store_indices(mt, 1, 47);
	for (i = 0; i < 9; i++)
		mtree_store_range(mt, top - length * i, top - length * i + length - 1, xa_mk_value(i), GFP_KERNEL);
	return has_deficient_node(mt, false);
}

#if HAVE_EXPECTED_ENTRIES
bool probe_build_deficient(struct maple_tree *mt)
{
	const unsigned long count = 128;
	MA_STATE(mas, mt, 0, 0);
	unsigned long i;

	mtree_lock(mt);
	/* It allocates with GFP_KERNEL. */
	ground_allow_sleeping(true);
	mas_expected_entries(&mas, count);
	ground_allow_sleeping(false);
	for (i = 0; i < count; i++) {
		mas.index = mas.last = 2 * i + 1;
		mas_store(&mas, xa_mk_value(i));
	}
	mas_destroy(&mas);
	mt_validate(mt);
	mtree_unlock(mt);
	return probe_has_faulted();
}
#else
bool probe_build_deficient(struct maple_tree *mt)
{
	(void)mt;
	return false;
}
#endif

/* The tree on which an allocation waits for memory, and where another writer stores meanwhile. */
static struct maple_tree *waited_on;

#if HAVE_ALLOC_RANGE || HAVE_ALLOC_CYCLIC
static void take_first(void *arg)
{
	(void)arg;
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	mtree_store(waited_on, 1, ANY_ENTRY, GFP_KERNEL);
	ground_set_nowait(GROUND_NOWAIT_FAIL);
}
#endif

/* Of two leaves, another writer makes one, while a store waits that splits it then. */
static void make_one_leaf(void *arg)
{
	(void)arg;
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	mtree_store_range(waited_on, 0x1c, 0x1d, ANY_ENTRY, GFP_KERNEL);
	ground_set_nowait(GROUND_NOWAIT_FAIL);
}

bool probe_retry_heights(struct maple_tree *mt)
{
	unsigned long i;

	mt_set_in_rcu(mt);
	for (i = 0x10; i < 0x20; i += 2)
		mtree_store(mt, i, xa_mk_value(i), GFP_KERNEL);
	waited_on = mt;
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	ground_on_blocking(make_one_leaf, NULL);
	mtree_store(mt, 5, ANY_ENTRY, GFP_KERNEL);
	return probe_has_faulted();
}

#if HAVE_ALLOC_RANGE
bool probe_alloc_leak(struct maple_tree *mt)
{
	unsigned long index = 0;

	mt_init_flags(mt, MT_FLAGS_ALLOC_RANGE);
	waited_on = mt;
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	ground_on_blocking(take_first, NULL);
	mtree_alloc_range(mt, &index, ANY_ENTRY, 1, 1, 1, GFP_KERNEL);
	mtree_destroy(mt);
	ground_rcu_quiesce();
	return ground_counts()->live != 0;
}
#else
bool probe_alloc_leak(struct maple_tree *mt)
{
	(void)mt;
	return false;
}
#endif

#if HAVE_ALLOC_CYCLIC
bool probe_cyclic_stale(struct maple_tree *mt)
{
	unsigned long index = 0, next = 0;

	mt_init_flags(mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU);
	mtree_store(mt, 0, ANY_ENTRY, GFP_KERNEL);
	waited_on = mt;
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	ground_on_blocking(take_first, NULL);
	return mtree_alloc_cyclic(mt, &index, ANY_ENTRY, 0, ULONG_MAX, &next, GFP_KERNEL) != 0;
}

/* Nothing is free from 3 on, and 1 is. */
bool probe_cyclic_search(struct maple_tree *mt)
{
	unsigned long index = 0, next = 3;

	mt_init_flags(mt, MT_FLAGS_ALLOC_RANGE);
	mtree_store(mt, 0, ANY_ENTRY, GFP_KERNEL);
	mtree_store_range(mt, 2, 3, ANY_ENTRY, GFP_KERNEL);
	return mtree_alloc_cyclic(mt, &index, ANY_ENTRY, 1, 3, &next, GFP_KERNEL) != 1;
}

bool probe_cyclic_wrapped(struct maple_tree *mt)
{
	unsigned long index = 0, next = ULONG_MAX;

	mt_init_flags(mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU);
	mtree_alloc_cyclic(mt, &index, ANY_ENTRY, 0, ULONG_MAX, &next, GFP_KERNEL);
	ground_fail_nth(1);
	mtree_alloc_cyclic(mt, &index, ANY_ENTRY, 1, ULONG_MAX, &next, GFP_KERNEL);
	return !(mt->ma_flags & MT_FLAGS_ALLOC_WRAPPED);
}
#else
bool probe_cyclic_stale(struct maple_tree *mt)
{
	(void)mt;
	return false;
}

bool probe_cyclic_search(struct maple_tree *mt)
{
	(void)mt;
	return false;
}

bool probe_cyclic_wrapped(struct maple_tree *mt)
{
	(void)mt;
	return false;
}
#endif

static int preallocate(struct ma_state *mas, void *entry)
{
#if MAS_PREALLOCATE_ARGUMENTS == 3
	return mas_preallocate(mas, entry, GFP_NOWAIT);
#else
	(void)entry;
	return mas_preallocate(mas, GFP_NOWAIT);
#endif
}

/* Was there an allocation during the store that was preallocated for? */
static bool store_allocates(struct ma_state *mas, void *entry)
{
	unsigned long before = ground_counts()->allocs;

	mas_store_prealloc(mas, entry);
	return ground_counts()->allocs != before;
}

bool probe_prealloc_null(struct maple_tree *mt)
{
	MA_STATE(mas, mt, 7, 7);
	bool allocates;

	mt_set_in_rcu(mt);
	mtree_store(mt, 0, ANY_ENTRY, GFP_KERNEL);
	mtree_store(mt, 3, ANY_ENTRY, GFP_KERNEL);
	mtree_store(mt, 7, ANY_ENTRY, GFP_KERNEL);
	mtree_lock(mt);
	preallocate(&mas, NULL);
	allocates = store_allocates(&mas, NULL);
	mtree_unlock(mt);
	return allocates;
}

/* For a store that leaves little of a leaf first, then for one that splits it. */
bool probe_prealloc_twice(struct maple_tree *mt)
{
	const unsigned long length = 1000, ranges = 24;
	MA_STATE(mas, mt, 2, 9 * length - 1);
	unsigned long i;
	bool allocates;

	for (i = 0; i < ranges; i++)
		mtree_store_range(mt, length * i + 1, length * i + length, xa_mk_value(i), GFP_KERNEL);
	mtree_lock(mt);
	preallocate(&mas, ANY_ENTRY);
	mas_set_range(&mas, 2, 2);
	preallocate(&mas, ANY_ENTRY);
	allocates = store_allocates(&mas, ANY_ENTRY);
	mtree_unlock(mt);
	return allocates || probe_has_faulted();
}
