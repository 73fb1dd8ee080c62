// SPDX-License-Identifier: GPL-2.0-or-later
/* Probes: does the subject have a known issue? Each gets an empty tree of its own. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/slab.h>
#include <linux/xarray.h>

#include "bounds.h"
#include "ground.h"
#include "known/issue.h"
#include "known/probe.h"

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

bool is_full_node(const struct view *view, unsigned int depth)
{
	(void)depth;
	return view->type == maple_range_64 && view->end == MAPLE_RANGE64_SLOTS - 1;
}

bool is_nearly_full_node(const struct view *view, unsigned int depth)
{
	struct view child;

	if (!depth || view->type != maple_range_64 || view->end != MAPLE_RANGE64_SLOTS - 2)
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
		if (view_root(mt, &root) && is_full_node(&root, 0))
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

/* There are two leaves, since not every version tells readers that a leaf which is the root has gone. */
bool probe_reader_emptied(struct maple_tree *mt)
{
	MA_STATE(mas, mt, 0, 0);
	unsigned long i;

	mt_set_in_rcu(mt);
	for (i = 0; i < MAPLE_RANGE64_SLOTS; i++)
		mtree_store(mt, 2 * i, ANY_ENTRY, GFP_KERNEL);
	rcu_read_lock();
	mas_find(&mas, ULONG_MAX);
	mtree_destroy(mt);
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
		if (is_nearly_full_node(view, walk.depth))
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

bool probe_empty_area_overflow(struct maple_tree *mt)
{
	MA_STATE(mas, mt, 0, 0);
	int error;

	mt_init_flags(mt, MT_FLAGS_ALLOC_RANGE);
	mtree_store(mt, ULONG_MAX, ANY_ENTRY, GFP_KERNEL);
	mtree_lock(mt);
	error = mas_empty_area_rev(&mas, 0, ULONG_MAX, 1);
	mtree_unlock(mt);
	return error != 0;
}

bool probe_empty_area_arguments(struct maple_tree *mt)
{
	MA_STATE(mas, mt, 0, 0);
	int error;

	mt_init_flags(mt, MT_FLAGS_ALLOC_RANGE);
	mtree_lock(mt);
	error = mas_empty_area(&mas, 5, 9, 10);
	mtree_unlock(mt);
	return error != -EINVAL;
}

/* The tree that an erase waits for memory on, and the index that another writer erases meanwhile. */
static struct maple_tree *waited_on;
static const unsigned long contested = 20;

static void erase_first(void *arg)
{
	(void)arg;
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	mtree_erase(waited_on, contested);
	ground_set_nowait(GROUND_NOWAIT_FAIL);
}

bool probe_erase_leak(struct maple_tree *mt)
{
	mt_set_in_rcu(mt);
	mtree_store(mt, 10, ANY_ENTRY, GFP_KERNEL);
	mtree_store(mt, contested, ANY_ENTRY, GFP_KERNEL);
	waited_on = mt;
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	ground_on_blocking(erase_first, NULL);
	mtree_erase(mt, contested);
	ground_on_blocking(NULL, NULL);
	mtree_destroy(mt);
	ground_rcu_quiesce();
	return ground_counts()->live != 0;
}

static void store_first(void *arg)
{
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	mtree_store(waited_on, contested, arg, GFP_KERNEL);
	ground_set_nowait(GROUND_NOWAIT_FAIL);
}

bool probe_erase_stale(struct maple_tree *mt)
{
	void *other = xa_mk_value(2);

	mt_set_in_rcu(mt);
	mtree_store(mt, 10, ANY_ENTRY, GFP_KERNEL);
	mtree_store(mt, contested, ANY_ENTRY, GFP_KERNEL);
	waited_on = mt;
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	ground_on_blocking(store_first, other);
	return mtree_erase(mt, contested) != other;
}

/* NULL over an entry is widened over the emptiness around it, where another writer stores meanwhile. */
bool probe_null_retry(struct maple_tree *mt)
{
	mt_set_in_rcu(mt);
	mtree_store(mt, 10, ANY_ENTRY, GFP_KERNEL);
	mtree_store(mt, contested + 10, ANY_ENTRY, GFP_KERNEL);
	mtree_store(mt, contested + 20, ANY_ENTRY, GFP_KERNEL);
	waited_on = mt;
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	ground_on_blocking(store_first, ANY_ENTRY);
	mtree_store(mt, contested + 10, NULL, GFP_KERNEL);
	return !mtree_load(mt, contested);
}

/* Split a leaf when there is memory for one node only. */
bool probe_nomem_spin(struct maple_tree *mt)
{
	const unsigned int failures = 100;
	unsigned long i;

	for (i = 0; i < MAPLE_RANGE64_SLOTS; i++)
		mtree_store(mt, 2 * i, ANY_ENTRY, GFP_KERNEL);
	/* The first one ends the child. */
	ground_on_fault(NULL);
	ground_set_budget(1);
	ground_lift_budget_after(ULONG_MAX);
	ground_limit_failures(failures);
	for (; i < 2 * MAPLE_RANGE64_SLOTS; i++)
		mtree_store(mt, 2 * i, ANY_ENTRY, GFP_NOWAIT);
	return false;
}

/* Stores over the border of the first two leaves, among others: each begins on a range and ends on the one behind. */
bool probe_store_returns(struct maple_tree *mt)
{
	MA_STATE(mas, mt, 0, 0);
	bool wrong = false;
	unsigned long i;

	for (i = 0; i < MAPLE_RANGE64_SLOTS * 2; i++)
		mtree_store_range(mt, 10 * i, 10 * i + 9, xa_mk_value(i), GFP_KERNEL);
	mtree_lock(mt);
	for (i = 0; i < MAPLE_RANGE64_SLOTS; i++) {
		mas_set_range(&mas, 10 * i + 5, 10 * i + 10);
		wrong |= mas_store(&mas, xa_mk_value(i)) != xa_mk_value(i);
	}
	mtree_unlock(mt);
	return wrong;
}

bool probe_prev_narrowed(struct maple_tree *mt)
{
	MA_STATE(mas, mt, 12, 12);

	mtree_store_range(mt, 5, 7, ANY_ENTRY, GFP_KERNEL);
	mtree_store_range(mt, 10, 19, ANY_ENTRY, GFP_KERNEL);
	rcu_read_lock();
	mas_walk(&mas);
	mas.index = 13;
	/* Up to the emptiness before, where it stops. */
	mas_prev(&mas, 9);
	rcu_read_unlock();
	return mas.last == 12;
}

bool probe_limit_states(struct maple_tree *mt)
{
	MA_STATE(mas, mt, 0, 0);

	mtree_store(mt, 10, ANY_ENTRY, GFP_KERNEL);
	rcu_read_lock();
	mas_find(&mas, 1);
	rcu_read_unlock();
	return mas.index != 0 || mas.last != 9;
}

bool probe_first_node(struct maple_tree *mt)
{
	MA_STATE(mas, mt, 1, 1);

	mtree_lock(mt);
	mas_store_gfp(&mas, ANY_ENTRY, GFP_KERNEL);
	mas_find(&mas, ULONG_MAX);
	mtree_unlock(mt);
	return mas.index != 2;
}

bool probe_limit_unwalked(struct maple_tree *mt)
{
	MA_STATE(mas, mt, 5, 5);

	mtree_store(mt, 5, ANY_ENTRY, GFP_KERNEL);
	mtree_store(mt, 9, ANY_ENTRY, GFP_KERNEL);
	rcu_read_lock();
	mas_next(&mas, 5);
	mas_next(&mas, 100);
	rcu_read_unlock();
	return false;
}

/* A reader that goes on in the middle of a write. */
struct probe_reader {
	struct ma_state mas;
	struct ground_reader section;
	unsigned int dereferences;
	bool down;
	bool wrong;
};

/* A reader may walk anew for ever while the writer stands still: that is no fault, and the end of the probe. */
static void count_dereference(void *arg)
{
	const unsigned int limit = 10000;
	struct probe_reader *reader = arg;

	if (++reader->dereferences > limit)
		_exit(reader->wrong);
}

static void *step(struct probe_reader *reader)
{
	unsigned long first = reader->mas.index, last = reader->mas.last;
	void *entry = reader->down ? mas_prev(&reader->mas, 0) : mas_next(&reader->mas, ULONG_MAX);

	/* Whatever it meets is an entry, and lies ahead. */
	if (entry)
		reader->wrong |= entry != ANY_ENTRY ||
				 (reader->down ? reader->mas.index >= first : reader->mas.last <= last);
	return entry;
}

static void go_on(void *arg)
{
	struct probe_reader *reader = arg;

	ground_rcu_resume(&reader->section);
	ground_on_dereference(0, count_dereference, reader);
	while (step(reader) && !reader->wrong)
		;
	ground_on_dereference(0, NULL, NULL);
	ground_rcu_park(&reader->section);
}

/* Ranges side by side, and a store over the border of two of their leaves. Versions split leaves in different places. */
static const struct {
	unsigned long step_size;
	unsigned long ranges;
	unsigned long first;
	unsigned long last;
} borders[] = {
#if BITS_PER_LONG == 64
	{ 4, 320, 0x37e, 0x394 }, { 2, 21, 0x19, 0x20 },
#else
	{ 1, 120, 0x3c, 0x50 },
#endif
};

/* The publication of such a store at which a reader goes on, and in which direction. */
static struct {
	unsigned int border;
	unsigned int at;
	bool down;
} meeting;

/* A store over the border of two leaves, in the middle of which a reader goes on. */
static bool reader_goes_wrong(struct maple_tree *mt)
{
	const unsigned long first = borders[meeting.border].first, last = borders[meeting.border].last;
	struct probe_reader reader = { .down = meeting.down };
	unsigned long i;

	mt_set_in_rcu(mt);
	probe_faulted = false;
	for (i = 0; i < borders[meeting.border].ranges; i++)
		mtree_store(mt, borders[meeting.border].step_size * i, ANY_ENTRY, GFP_KERNEL);
	reader.mas = subject_state(mt, reader.down ? last + 1 : first - 1);
	rcu_read_lock();
	step(&reader);
	ground_rcu_park(&reader.section);
	ground_on_publication(meeting.at, go_on, &reader);
	mtree_store_range(mt, first, last, ANY_ENTRY, GFP_KERNEL);
	ground_on_publication(0, NULL, NULL);
	ground_rcu_resume(&reader.section);
	rcu_read_unlock();
	return reader.wrong || probe_faulted;
}

/* Each meeting in a process of its own: it may be the end of it. */
bool probe_parent_slot(struct maple_tree *mt)
{
	const unsigned int publications = 12, meetings = 2 * publications * ARRAY_SIZE(borders);

	(void)mt;
	for (unsigned int i = 0; i < meetings; i++) {
		meeting.down = i % 2;
		meeting.at = 1 + i / 2 % publications;
		meeting.border = i / 2 / publications;
		if (probe_in_child(reader_goes_wrong))
			return true;
	}
	return false;
}

static void get_node(void *arg)
{
	mtree_store_range(arg, 5, 9, ANY_ENTRY, GFP_KERNEL);
}

/* A lone entry, in the root pointer; at one of the dereferences the tree gets its first node. */
bool probe_prev_root(struct maple_tree *mt)
{
	const unsigned int dereferences = 8;
	bool node = false;

	mt_set_in_rcu(mt);
	for (unsigned int at = 1; at <= dereferences && !node; at++) {
		MA_STATE(mas, mt, 20, 20);

		mtree_destroy(mt);
		mtree_store(mt, 0, ANY_ENTRY, GFP_KERNEL);
		rcu_read_lock();
		ground_on_dereference(at, get_node, mt);
		node = xa_is_node(mas_prev(&mas, 0));
		ground_on_dereference(0, NULL, NULL);
		rcu_read_unlock();
	}
	return node;
}

void known_probe_fault(void)
{
	probe_faulted = true;
}

bool probe_has_faulted(void)
{
	return probe_faulted;
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
