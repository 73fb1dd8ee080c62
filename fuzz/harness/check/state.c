// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 2: the ranges that a tree holds, against those of its oracle. */
#include <limits.h>

#include "check/check.h"
#include "entry.h"

/* How many ranges check_near() compares from the one before the call on. */
#define NEAR_RANGES 3

/* A tree of more ranges has loads at one in LARGE_TREE_STEP of them only while fuzzing. */
#define SMALL_TREE 32
#define LARGE_TREE_STEP 5

_Noreturn static void wrong_range(struct world *w, const struct tree *t, enum check check,
				  const char *how, const struct ma_state *mas, const void *entry,
				  const struct oracle_range *want)
{
	struct evidence evidence = { t, want ? want->first : mas->index };
	char got_text[ENTRY_TEXT_SIZE], want_text[ENTRY_TEXT_SIZE] = "";

	entry_format(entry, got_text);
	if (!want)
		diverged(w, check, evidence, "t%u: %s gave [0x%lx, 0x%lx] %s, the oracle has no more ranges",
			 t->number, how, mas->index, mas->last, got_text);
	entry_format(want->entry, want_text);
	if (!entry)
		diverged(w, check, evidence, "t%u: %s found nothing, the oracle has [0x%lx, 0x%lx] %s",
			 t->number, how, want->first, want->last, want_text);
	diverged(w, check, evidence,
		 "t%u: %s gave [0x%lx, 0x%lx] %s, the oracle has [0x%lx, 0x%lx] %s",
		 t->number, how, mas->index, mas->last, got_text, want->first, want->last,
		 want_text);
}

/* What an iterator gave, against the range that it should have given; NULL for none. */
static inline void compare_range(struct world *w, const struct tree *t, enum check check,
				 const char *how, const struct ma_state *mas, const void *entry,
				 const struct oracle_range *want)
{
	if (want ? entry == want->entry && mas->index == want->first && mas->last == want->last :
		   !entry)
		return;
	wrong_range(w, t, check, how, mas, entry, want);
}

static inline const struct oracle_range *range_at(const struct oracle *o, size_t at)
{
	return at < o->count ? &o->ranges[at] : NULL;
}

static void compare_load(struct world *w, const struct tree *t, unsigned long index,
			 void *want, enum check check)
{
	void *got = mtree_load((struct maple_tree *)&t->subject->mt, index);
	char got_text[ENTRY_TEXT_SIZE], want_text[ENTRY_TEXT_SIZE];

	want = entry_visible(want);
	if (got == want)
		return;
	entry_format(got, got_text);
	entry_format(want, want_text);
	diverged(w, check, (struct evidence){ t, index },
		 "t%u: mtree_load() at 0x%lx gave %s, the oracle has %s", t->number, index,
		 got_text, want_text);
}

void check_probe(struct world *w, const struct tree *t, unsigned long index, enum check check)
{
	if (checking(w, check))
		compare_load(w, t, index, oracle_load(&t->model->oracle, index), check);
}

static void compare_empty(struct world *w, const struct tree *t, enum check check)
{
	bool empty = mtree_empty(&t->subject->mt);

	if (empty != !t->model->oracle.count)
		diverged(w, check, (struct evidence){ t, 0 },
			 "t%u: mtree_empty() is %s, the oracle has %zu ranges", t->number,
			 empty ? "true" : "false", t->model->oracle.count);
}

/* A load at @index, which lies in or behind the range at position @at of the oracle, or in front of it. */
static void probe_from(struct world *w, const struct tree *t, size_t at, unsigned long index)
{
	const struct oracle *o = &t->model->oracle;

	while (at < o->count && o->ranges[at].last < index)
		at++;
	compare_load(w, t, index,
		     at < o->count && o->ranges[at].first <= index ? o->ranges[at].entry : NULL,
		     CHECK_STATE);
}

void check_near(struct world *w, const struct tree *t, unsigned long first, unsigned long last)
{
	unsigned long from = first ? first - 1 : 0;
	size_t at = oracle_at_or_after(&t->model->oracle, from);
	MA_STATE(mas, (struct maple_tree *)&t->subject->mt, from, from);
	unsigned int i;

	if (!checking(w, CHECK_STATE))
		return;
	compare_empty(w, t, CHECK_STATE);
	rcu_read_lock();
	for (i = 0; i < NEAR_RANGES; i++) {
		const struct oracle_range *want = range_at(&t->model->oracle, at + i);
		void *entry = mas_find(&mas, ULONG_MAX);

		compare_range(w, t, CHECK_STATE, "mas_find()", &mas, entry, want);
		if (!entry)
			break;
	}
	rcu_read_unlock();
	probe_from(w, t, at, first);
	if (last > first)
		check_probe(w, t, last, CHECK_STATE);
	if (last == first && last < ULONG_MAX)
		probe_from(w, t, at, last + 1);
}

void check_walk(struct world *w, const struct tree *t, enum check check)
{
	MA_STATE(mas, (struct maple_tree *)&t->subject->mt, 0, 0);
	size_t at = 0;
	void *entry;

	if (!checking(w, check))
		return;
	compare_empty(w, t, check);
	rcu_read_lock();
	do {
		entry = mas_find(&mas, ULONG_MAX);
		compare_range(w, t, check, "mas_find()", &mas, entry, range_at(&t->model->oracle, at++));
	} while (entry);
	rcu_read_unlock();
}

/*
 * From the last range to the first, but for one that holds ULONG_MAX: mas_prev()
 * goes there first and passes it over. Under the lock, as the way forward is under RCU.
 */
static void walk_back(struct world *w, struct tree *t, enum check check)
{
	MA_STATE(mas, &t->subject->mt, ULONG_MAX, ULONG_MAX);
	const struct oracle *o = &t->model->oracle;
	size_t left = o->count;
	void *entry;
	bool taken;

	if (left && o->ranges[left - 1].last == ULONG_MAX)
		left--;
	taken = check_lock(t);
	do {
		const struct oracle_range *want = left ? &o->ranges[--left] : NULL;

		entry = mas_prev(&mas, 0);
		compare_range(w, t, check, "mas_prev()", &mas, entry, want);
	} while (entry);
	check_unlock(t, taken);
}

/* Loads at both edges of range @at of the oracle, and at both edges of the emptiness before it. */
static void load_around(struct world *w, const struct tree *t, size_t at, enum check check)
{
	const struct oracle_range *range = &t->model->oracle.ranges[at];
	unsigned long empty = at ? range[-1].last + 1 : 0;

	if (range->first > empty) {
		compare_load(w, t, empty, NULL, check);
		compare_load(w, t, range->first - 1, NULL, check);
	}
	compare_load(w, t, range->first, range->entry, check);
	compare_load(w, t, range->last, range->entry, check);
}

/*
 * A load at every edge and beside it. A large tree gets them at some of its
 * ranges only while fuzzing, where each call pays for a part of the checks: the walks have seen them all.
 */
static void load_edges(struct world *w, const struct tree *t, enum check check)
{
	const struct oracle *o = &t->model->oracle;
	const bool all = w->options.thorough || w->options.compare == COMPARE_WRITTEN || o->count <= SMALL_TREE;
	size_t step = all ? 1 : LARGE_TREE_STEP;
	unsigned long behind = o->count ? o->ranges[o->count - 1].last + 1 : 0;
	size_t i;

	for (i = w->result.calls % step; i < o->count; i += step)
		load_around(w, t, i, check);
	if (!o->count || behind)
		compare_load(w, t, behind, NULL, check);
}

void check_all(struct world *w, struct tree *t, enum check check)
{
	if (!checking(w, check))
		return;
	check_walk(w, t, check);
	walk_back(w, t, check);
	load_edges(w, t, check);
}
