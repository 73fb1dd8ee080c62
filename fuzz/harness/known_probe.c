// SPDX-License-Identifier: GPL-2.0-or-later
#include <limits.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/slab.h>
#include <linux/xarray.h>

#include "bounds.h"
#include "ground.h"
#include "known.h"
#include "known_probe.h"

/* Has the ground seen a fault during a probe? */
static bool probe_faulted;

#define ANY_ENTRY xa_mk_value(1)

bool probe_prev_below_min(struct maple_tree *mt)
{
	mtree_store(mt, 0, ANY_ENTRY, GFP_KERNEL);
	return mt_prev(mt, 20, 9) != NULL;
}

bool probe_null_leaf(struct maple_tree *mt)
{
	mtree_store_range(mt, 0, ULONG_MAX, ANY_ENTRY, GFP_KERNEL);
	mtree_store_range(mt, 0, ULONG_MAX, NULL, GFP_KERNEL);
	return !mtree_empty(mt);
}

/* In RCU mode an erase between two entries that stay needs a new node. */
bool probe_erase_enomem(struct maple_tree *mt)
{
	bool returned, there;

	mt_set_in_rcu(mt);
	mtree_store_range(mt, 10, 19, ANY_ENTRY, GFP_KERNEL);
	mtree_store_range(mt, 30, 39, ANY_ENTRY, GFP_KERNEL);
	ground_fail_nth(1);
	returned = mtree_erase(mt, 10) != NULL;
	ground_clear_faults();
	there = mtree_load(mt, 10) != NULL;
	return returned && there;
}

bool probe_insert_over_all(struct maple_tree *mt)
{
	mtree_store(mt, 10, ANY_ENTRY, GFP_KERNEL);
	return !mtree_insert_range(mt, 0, ULONG_MAX, ANY_ENTRY, GFP_KERNEL);
}

bool is_full_node(const struct view *view)
{
	return view->type == maple_range_64 && view->end == MAPLE_RANGE64_SLOTS - 1;
}

bool is_nearly_full_node(const struct view *view)
{
	struct view child;

	if (view->type != maple_range_64 || view->end != MAPLE_RANGE64_SLOTS - 2)
		return false;
	view_child(view, 0, &child);
	return !view_leaf(&child);
}

/* Grow a tree downwards until its root is full, then see whether all of it is freed. */
bool probe_rcu_destroy_full(struct maple_tree *mt)
{
	struct view root;
	unsigned long i;

	mt_set_in_rcu(mt);
	for (i = 1000; i; i--) {
		mtree_store(mt, i, ANY_ENTRY, GFP_KERNEL);
		if (view_root(mt, &root) && is_full_node(&root))
			break;
	}
	mtree_destroy(mt);
	ground_rcu_quiesce();
	return ground_counts()->live != 0;
}

bool probe_destroy_attributes(struct maple_tree *mt)
{
	mt_init_flags(mt, MT_FLAGS_ALLOC_RANGE);
	mtree_store(mt, 10, ANY_ENTRY, GFP_KERNEL);
	mtree_destroy(mt);
	return !(mt->ma_flags & MT_FLAGS_ALLOC_RANGE);
}

bool probe_prev_needs_lock(struct maple_tree *mt)
{
	mtree_store(mt, 0, ANY_ENTRY, GFP_KERNEL);
	probe_faulted = false;
	mt_prev(mt, 20, 0);
	return probe_faulted;
}

bool probe_reader_emptied(struct maple_tree *mt)
{
	MA_STATE(mas, mt, 0, 0);

	mt_set_in_rcu(mt);
	mtree_store(mt, 10, ANY_ENTRY, GFP_KERNEL);
	rcu_read_lock();
	mas_find(&mas, ULONG_MAX);
	mtree_erase(mt, 10);
	mas_find(&mas, ULONG_MAX);
	rcu_read_unlock();
	return false;
}

static bool has_metadata_for_a_child(const struct maple_tree *mt)
{
	struct view_walk walk;
	const struct view *view;

	if (!view_walk_begin(&walk, mt))
		return false;
	while ((view = view_walk_next(&walk)))
		if (walk.depth && is_nearly_full_node(view))
			return true;
	return false;
}

/* Grow a tree upwards until a node below the root has 15 children that have children. */
bool probe_rcu_destroy_metadata(struct maple_tree *mt)
{
	unsigned long i;

	mt_set_in_rcu(mt);
	for (i = 0; i < MAX_RANGES; i++) {
		mtree_store(mt, 2 * i, ANY_ENTRY, GFP_KERNEL);
		if (i % 64 == 0 && has_metadata_for_a_child(mt))
			break;
	}
	mtree_destroy(mt);
	ground_rcu_quiesce();
	return ground_counts()->live != 0;
}

void known_probe_fault(void)
{
	probe_faulted = true;
}

bool probe_in_child(bool (*probe)(struct maple_tree *mt))
{
	struct maple_tree mt;
	pid_t child;
	int status;

	fflush(NULL);
	child = fork();
	if (child)
		return child > 0 && waitpid(child, &status, 0) == child && status != 0;
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	mt_init_flags(&mt, 0);
	_exit(probe(&mt));
}
