// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 2, as a reader sees it: see reader.h for what must hold. */
#include <limits.h>

#include "check/check.h"

static bool holds(const struct oracle *o, const struct oracle_range *range)
{
	const struct oracle_range *there = oracle_find(o, range->first);

	return there && there->first == range->first && there->last == range->last &&
	       there->entry == range->entry;
}

static void check_met(struct world *w, const struct tree *t, const struct reader *r, unsigned int i)
{
	const struct oracle_range *range = &r->met[i];
	const struct oracle_range *from = i ? &r->met[i - 1] : NULL;
	struct evidence evidence = { t, range->first };

	if (from && (r->down ? range->first >= from->first : range->last <= from->last))
		diverged(w, CHECK_STATE, evidence, "t%u: a reader at [0x%lx, 0x%lx] went back to [0x%lx, 0x%lx]",
			 tree_number(w, t), from->first, from->last, range->first, range->last);
	if (!holds(&w->old, range) && (!i || !holds(&t->oracle, range)))
		diverged(w, CHECK_STATE, evidence,
			 "t%u: a reader met [0x%lx, 0x%lx], which was no entry's range before or after the write",
			 tree_number(w, t), range->first, range->last);
}

/* Between two ranges that it met, both exclusive, nothing may lie that was there all the time. */
static void check_between(struct world *w, const struct tree *t, unsigned long after,
			  unsigned long before)
{
	const struct oracle_range *range = oracle_next(&t->oracle, after);

	for (; range && range->last < before; range = oracle_next(&t->oracle, range->last))
		if (holds(&w->old, range))
			diverged(w, CHECK_STATE, (struct evidence){ t, range->first },
				 "t%u: a reader passed over [0x%lx, 0x%lx], which was there all the time",
				 tree_number(w, t), range->first, range->last);
}

/* Behind the last range that a reader met before it found no more, likewise. */
static void check_end(struct world *w, const struct tree *t, const struct reader *r)
{
	const struct oracle_range *end = &r->met[r->count - 1];
	const struct oracle_range *range = r->down ? oracle_prev(&t->oracle, end->first) :
						     oracle_next(&t->oracle, end->last);

	while (range) {
		if (holds(&w->old, range))
			diverged(w, CHECK_STATE, (struct evidence){ t, range->first },
				 "t%u: a reader stopped before [0x%lx, 0x%lx], which was there all the time",
				 tree_number(w, t), range->first, range->last);
		range = r->down ? oracle_prev(&t->oracle, range->first) :
				  oracle_next(&t->oracle, range->last);
	}
}

void check_reader(struct world *w, const struct tree *t)
{
	const struct reader *r = &w->reader;
	unsigned int i;

	if (!checking(w, CHECK_STATE) || !r->count)
		return;
	for (i = 0; i < r->count; i++) {
		check_met(w, t, r, i);
		if (i && r->down)
			check_between(w, t, r->met[i].last, r->met[i - 1].first);
		else if (i)
			check_between(w, t, r->met[i - 1].last, r->met[i].first);
	}
	if (r->ended)
		check_end(w, t, r);
}
