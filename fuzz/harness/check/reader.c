// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Check 2, as a reader under RCU sees it who stands in a tree while it is written to, and goes on in the middle of the
 * write or behind it.
 *
 * What must hold (Documentation/core-api/maple_tree.rst promises that readers under RCU see the tree before or after each
 * write): the reader only moves on, never back (a range that the write has stretched may overlap the one before); each range
 * that it meets was that entry's range before or after the write; and it passes over no range that was there before and after.
 *
 * While the write is going on, a range may be met that is only a part of what the entry has before or after: Linux moves the border
 * between two ranges of a leaf in place, in RCU mode too, and publishes the entry before the border (mas_wr_slot_store()). For
 * every index of the range the entry is right, before or after.
 */
#include <limits.h>

#include "check/check.h"

static bool holds(const struct oracle *o, const struct oracle_range *range)
{
	const struct oracle_range *there = oracle_find(o, range->first);

	return there && there->first == range->first && there->last == range->last &&
	       there->entry == range->entry;
}

/* Is this range a part of what its entry has in @o? */
static bool holds_around(const struct oracle *o, const struct oracle_range *range)
{
	const struct oracle_range *there = oracle_find(o, range->first);

	return there && range->last <= there->last && there->entry == range->entry;
}

/* May range @i be met? The first one is met before the write. */
static bool allowed(const struct world *w, const struct tree *t, const struct reader *r, unsigned int i)
{
	const struct oracle_range *range = &r->met.range[i];

	if (holds(&w->old, range) || (i && holds(&t->model->oracle, range)))
		return true;
	return i && i < r->between && (holds_around(&w->old, range) || holds_around(&t->model->oracle, range));
}

static void check_met(struct world *w, const struct tree *t, const struct reader *r, unsigned int i)
{
	const struct oracle_range *range = &r->met.range[i];
	const struct oracle_range *from = i ? &r->met.range[i - 1] : NULL;
	struct evidence evidence = { t, range->first };

	if (from && (r->down ? range->first >= from->first : range->last <= from->last))
		diverged(w, CHECK_READER, evidence, "t%u: a reader at [0x%lx, 0x%lx] went back to [0x%lx, 0x%lx]",
			 t->number, from->first, from->last, range->first, range->last);
	if (!allowed(w, t, r, i))
		diverged(w, CHECK_READER, evidence,
			 "t%u: a reader met [0x%lx, 0x%lx], which was no entry's range before or after the write",
			 t->number, range->first, range->last);
}

/* Between two ranges that it met, both exclusive, nothing may lie that was there all the time. */
static void check_between(struct world *w, const struct tree *t, unsigned long after,
			  unsigned long before)
{
	const struct oracle_range *range = oracle_next(&t->model->oracle, after);

	for (; range && range->last < before; range = oracle_next(&t->model->oracle, range->last))
		if (holds(&w->old, range))
			diverged(w, CHECK_READER, (struct evidence){ t, range->first },
				 "t%u: a reader passed over [0x%lx, 0x%lx], which was there all the time",
				 t->number, range->first, range->last);
}

/* Behind the last range that a reader met before it found no more, likewise. */
static void check_end(struct world *w, const struct tree *t, const struct reader *r)
{
	const struct oracle_range *end = &r->met.range[r->met.count - 1];
	const struct oracle_range *range = r->down ? oracle_prev(&t->model->oracle, end->first) :
						     oracle_next(&t->model->oracle, end->last);

	while (range) {
		if (holds(&w->old, range))
			diverged(w, CHECK_READER, (struct evidence){ t, range->first },
				 "t%u: a reader stopped before [0x%lx, 0x%lx], which was there all the time",
				 t->number, range->first, range->last);
		range = r->down ? oracle_prev(&t->model->oracle, range->first) :
				  oracle_next(&t->model->oracle, range->last);
	}
}

void check_reader(struct world *w, const struct tree *t)
{
	const struct reader *r = &w->subject.reader;
	unsigned int i;

	if (r->stuck)
		check_progress(w, (struct evidence){ t, r->met.count ? r->met.range[r->met.count - 1].first : 0 }, "a reader");
	if (!checking(w, CHECK_READER) || !r->met.count)
		return;
	for (i = 0; i < r->met.count; i++) {
		check_met(w, t, r, i);
		if (i && r->down)
			check_between(w, t, r->met.range[i].last, r->met.range[i - 1].first);
		else if (i)
			check_between(w, t, r->met.range[i - 1].last, r->met.range[i].first);
	}
	if (r->ended)
		check_end(w, t, r);
}
