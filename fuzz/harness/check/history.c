// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Check 2, as a cursor sees it that stands in its read-side section while others write between its steps.
 *
 * What must hold, whatever the others do: each range that it is given was that entry's range at some moment since its last step; what
 * stood there all the time is neither passed over nor met twice; and its positions move in the direction of the step only. A
 * range that others have stretched may overlap the one before. While nobody writes, this is the exact answer.
 */
#include <limits.h>

#include "check/check.h"
#include "recorder.h"
#include "subject_features.h"

/**
 * struct met - What a step was given, and from where.
 * @w: the world.
 * @t: the tree.
 * @c: the cursor, before the step.
 * @got: what was given.
 * @down: it goes down.
 * @turns: it may be given the range that it stands on once more.
 */
struct met {
	struct world *w;
	const struct tree *t;
	const struct hold_cursor *c;
	const struct outcome *got;
	bool down;
	bool turns;
};

static bool listed(const struct oracle_range *list, unsigned int count, const struct oracle_range *range)
{
	while (count--)
		if (list[count].first == range->first && list[count].last == range->last && list[count].entry == range->entry)
			return true;
	return false;
}

/* Has the tree had this range at some moment since the last step? */
static bool existed(const struct met *met, const struct oracle_range *range)
{
	const struct oracle_range *now = oracle_find(&met->t->model->oracle, range->first);

	return (now && now->first == range->first && now->last == range->last && now->entry == range->entry) ||
	       listed(met->c->history.gone, met->c->history.gone_count, range);
}

/* Is it a part of one? While a write is going on such a range may be met: see check/reader.c. */
static bool is_part(const struct oracle *o, const struct oracle_range *range)
{
	const struct oracle_range *there = oracle_find(o, range->first);

	return there && range->last <= there->last && there->entry == range->entry;
}

static bool allowed(const struct met *met, const struct oracle_range *range)
{
	return existed(met, range) ||
	       (met->c->midway && (is_part(&met->w->hold.old, range) || is_part(&met->t->model->oracle, range)));
}

/* The first range that has been there all the time and lies in [@first, @last], or overlaps it; NULL if there is none. */
static const struct oracle_range *steady(const struct met *met, unsigned long first, unsigned long last, bool overlaps)
{
	const struct oracle *o = &met->t->model->oracle;
	size_t at;

	if (first > last)
		return NULL;
	for (at = oracle_at_or_after(o, first); at < o->count && o->ranges[at].first <= last; at++) {
		const struct oracle_range *range = &o->ranges[at];

		if (!overlaps && (range->first < first || range->last > last))
			continue;
		if (!listed(met->c->history.young, met->c->history.young_count, range))
			return range;
	}
	return NULL;
}

_Noreturn static void wrong(const struct met *met, const char *what, unsigned long first, unsigned long last)
{
	diverged(met->w, CHECK_READER, (struct evidence){ met->t, first },
		 "t%u: a reader at [0x%lx, 0x%lx] %s [0x%lx, 0x%lx]", met->t->number, met->c->index, met->c->last, what, first,
		 last);
}

/* Nothing that was there all the time may lie in between, both exclusive: what it has passed over. */
static void check_passed(const struct met *met, unsigned long after, unsigned long before)
{
	const struct oracle_range *range;

	if (after == ULONG_MAX || !before)
		return;
	range = steady(met, after + 1, before - 1, false);
	if (range)
		wrong(met, "passed over what was there all the time,", range->first, range->last);
}

static void check_direction(const struct met *met)
{
	const struct outcome *got = met->got;
	const struct hold_cursor *c = met->c;
	bool moved = met->down ? got->index < c->index || got->last < c->last :
				 got->index > c->index || got->last > c->last;

	if (!moved && !(met->turns && got->last >= c->index && got->index <= c->last))
		wrong(met, "went back to", got->index, got->last);
	if (met->down)
		check_passed(met, got->last, c->index);
	else
		check_passed(met, c->last, got->index);
}

/* It has found an entry, or the emptiness that it may stop at. */
static void check_found(const struct met *met)
{
	const struct oracle_range range = { met->got->index, met->got->last, met->got->entry };
	const struct oracle_range *there;

	if (range.entry && !allowed(met, &range))
		wrong(met, "met what was never there,", range.first, range.last);
	there = range.entry ? NULL : steady(met, range.first, range.last, true);
	if (there)
		wrong(met, "met emptiness where there was all the time", there->first, there->last);
}

/* It has found nothing up to its limit. One that stands on the entry in the root pointer is at its end, whatever is stored behind that. */
static void check_nothing(const struct met *met, unsigned long limit)
{
	const struct oracle_range *range;

	if (met->down ? limit >= met->c->index : limit <= met->c->last || met->c->status == STATUS_ROOT)
		return;
	if (met->down) {
		range = steady(met, limit, met->c->index - 1, true);
		if (range && range->last >= met->c->index)
			range = NULL;
	} else {
		range = steady(met, met->c->last + 1, limit, true);
		if (range && range->first <= met->c->last)
			range = NULL;
	}
	if (range)
		wrong(met, "found nothing, and there was all the time", range->first, range->last);
}

/* A state that has not moved is at its limit. */
static bool stops_at_emptiness(const struct hold_cursor *c, unsigned int does, const struct outcome *got)
{
	return does & STEP_STOPS && got->status == STATUS_ACTIVE && (got->index != c->index || got->last != c->last);
}

static void check_walked(const struct met *met)
{
	const struct outcome *got = met->got;

	check_found(met);
	if (got->index > met->c->index || got->last < met->c->index)
		wrong(met, "walked to", got->index, got->last);
}

/* Tell what a test in C has to look at. */
static void record_step(struct world *w, const struct call *call, enum step step, bool midway)
{
	unsigned int k = call->cursor;

	if (w->company.looked_at)
		RECORD_CHECK(&w->subject, call->tree, "if (!reader_gave_up) check_step(&history%u, &cursor%u, read_%u, %s, %s, true);", k, k,
			     w->company.looked_at, step_text(step), c_number(call->first));
	else
		RECORD_CHECK(&w->subject, call->tree, "check_step(&history%u, &cursor%u, entry, %s, %s, %s);", k, k, step_text(step),
			     c_number(call->first), midway ? "true" : "false");
}

void check_history(struct world *w, const struct call *call, enum step step, const struct outcome *got)
{
	struct hold_cursor *c = &w->hold.cursors[call->cursor];
	unsigned int does = step_does(step);
	const struct met met = {
		.w = w, .t = &w->trees[call->tree], .c = c, .got = got,
		.down = does & STEP_DOWN,
		.turns = c->status != STATUS_ACTIVE && (does & STEP_FINDS || c->status != STATUS_PAUSE),
	};

	if (!c->beside || got->not_made || !checking(w, CHECK_READER))
		return;
	record_step(w, call, step, c->midway);
	if (does & STEP_WALKS) {
		check_walked(&met);
	} else if (got->entry || stops_at_emptiness(c, does, got)) {
		check_found(&met);
		check_direction(&met);
	} else if (HAVE_MAPLE_STATUS) {
		/* Of a state that has found nothing once, older versions promise nothing. */
		check_nothing(&met, call->first);
	}
	history_forget(&c->history);
}
