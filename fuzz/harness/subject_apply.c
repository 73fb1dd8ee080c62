// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls on the subject, and nothing but the calls. */
#include <limits.h>

#include <linux/slab.h>
#include <linux/xarray.h>

#include "entry.h"
#include "known.h"
#include "outcome.h"
#include "subject_features.h"

static void destroy_locked(struct tree *t)
{
	tree_lock(t);
	__mt_destroy(&t->mt);
	tree_unlock(t);
}

static void reinitialise(struct tree *t, uint8_t attributes)
{
	if (tree_external(t))
		destroy_locked(t);
	else
		mtree_destroy(&t->mt);
	tree_init(t, attributes);
}

static void find_twice(struct tree *t, const struct call *call, struct outcome *out)
{
	unsigned long index = call->first;

	out->entry = mt_find(&t->mt, &index, call->last);
	out->first = index;
	out->second = mt_find_after(&t->mt, &index, call->last);
	out->last = index;
}

/*
 * As fork() does it: the new tree's lock first, then the source's, nested. A
 * semaphore, which may sleep, is taken before a spinlock.
 */
static int dup_locked(struct tree *source, struct tree *t)
{
	bool source_first = tree_external(source) && !tree_external(t);
	int error;

	tree_lock(source_first ? source : t);
	tree_lock_nested(source_first ? t : source);
	ground_allow_sleeping(!tree_external(t));
	error = __mt_dup(&source->mt, &t->mt, GFP_KERNEL);
	ground_allow_sleeping(false);
	tree_unlock(source);
	tree_unlock(t);
	return error;
}

static void mas_store_locked(struct tree *t, const struct call *call, struct outcome *out)
{
	MA_STATE(mas, &t->mt, 0, 0);

	mas_set_range(&mas, call->first, call->last);
	tree_lock(t);
	out->error = mas_store_gfp(&mas, entry_pointer(call->entry), GFP_KERNEL);
	tree_unlock(t);
	out->first = mas.index;
	out->last = mas.last;
}

/*
 * A reader finds its first range beside what is written, in the direction that
 * it will go on in. A tree that is not in RCU mode has no readers beside a writer.
 */
static void overtake(struct world *w, struct tree *t, const struct call *call, struct outcome *out)
{
	bool down = call->flags & CALL_DOWN;
	unsigned long from = down ? call->last + (call->last < ULONG_MAX) :
				    call->first - (call->first > 0);
	struct reader *reader = &w->reader;
	struct ground_reader parked;
	MA_STATE(mas, &t->mt, from, from);

	*reader = (struct reader){ .down = down };
	if (!mt_in_rcu(&t->mt) || known_stops_reader(w, t, down)) {
		mas_store_locked(t, call, out);
		return;
	}
	rcu_read_lock();
	reader_step(reader, &mas);
	ground_rcu_park(&parked);
	mas_store_locked(t, call, out);
	ground_rcu_resume(&parked);
	if (!known_stops_reader(w, t, down))
		while (!reader->ended && reader->count < MAX_MET)
			reader_step(reader, &mas);
	rcu_read_unlock();
}

/* Every range that overlaps [first, last]: a count, and a sum over the ranges and their entries. */
static void scan(struct tree *t, const struct call *call, struct outcome *out)
{
	MA_STATE(mas, &t->mt, call->first, call->first);
	void *entry;

	rcu_read_lock();
	while ((entry = mas_find(&mas, call->last))) {
		scan_add(out, mas.index, mas.last, entry);
		/* The next call begins anew, as if the lock had been dropped. */
		mas_pause(&mas);
		if (out->first == MAX_SCAN)
			break;
	}
	rcu_read_unlock();
}

static void dump(struct tree *t)
{
	tree_lock(t);
#if HAVE_MT_DUMP_FORMAT
	mt_dump(&t->mt, mt_dump_hex);
#else
	mt_dump(&t->mt);
#endif
	tree_unlock(t);
	ground_log_clear();
}

static void mas_erase_locked(struct tree *t, const struct call *call, struct outcome *out)
{
	MA_STATE(mas, &t->mt, 0, 0);

	mas_set(&mas, call->first);
	tree_lock(t);
	out->entry = mas_erase(&mas);
	if (mas_is_err(&mas))
		out->error = xa_err(mas.node);
	tree_unlock(t);
	out->first = mas.index;
	out->last = mas.last;
}

void subject_apply(struct world *w, const struct call *call, struct outcome *out)
{
	struct tree *t = &w->trees[call->tree];
	struct maple_tree *mt = &t->mt;
	void *entry = entry_pointer(call->entry);

	*out = (struct outcome){ 0 };
	switch (call->op) {
	case OP_INIT:
		reinitialise(t, call->attributes);
		break;
	case OP_STORE:
		out->error = mtree_store(mt, call->first, entry, GFP_KERNEL);
		break;
	case OP_STORE_RANGE:
	case OP_STORE_NULL:
		out->error = mtree_store_range(mt, call->first, call->last, entry, GFP_KERNEL);
		break;
	case OP_INSERT:
		out->error = mtree_insert(mt, call->first, entry, GFP_KERNEL);
		break;
	case OP_INSERT_RANGE:
		out->error = mtree_insert_range(mt, call->first, call->last, entry, GFP_KERNEL);
		break;
	case OP_ERASE:
		out->entry = mtree_erase(mt, call->first);
		break;
	case OP_LOAD:
		out->entry = mtree_load(mt, call->first);
		break;
	case OP_FIND:
		find_twice(t, call, out);
		break;
	case OP_NEXT:
		out->entry = mt_next(mt, call->first, call->last);
		break;
	case OP_PREV:
		out->entry = mt_prev(mt, call->last, call->first);
		break;
	case OP_DUP:
		ground_allow_sleeping(true);
		out->error = mtree_dup(&w->trees[call->source].mt, mt, GFP_KERNEL);
		ground_allow_sleeping(false);
		break;
	case OP_DUP_LOCKED:
		out->error = dup_locked(&w->trees[call->source], t);
		break;
	case OP_DESTROY:
		mtree_destroy(mt);
		break;
	case OP_DESTROY_LOCKED:
		destroy_locked(t);
		break;
	case OP_MAS_STORE:
		mas_store_locked(t, call, out);
		break;
	case OP_MAS_ERASE:
		mas_erase_locked(t, call, out);
		break;
	case OP_SCAN:
		scan(t, call, out);
		break;
	case OP_OVERTAKE:
		overtake(w, t, call, out);
		break;
	case OP_DUMP:
		dump(t);
		break;
	case OP_FAIL_ALLOC:
		ground_fail_nth(call->count);
		break;
	case OP_ALLOC_BUDGET:
		ground_set_budget(call->count);
		break;
	}
}
