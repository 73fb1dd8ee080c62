// SPDX-License-Identifier: GPL-2.0-or-later
/* Readers in the middle of a write. */
#include "company.h"
#include "held.h"
#include "hold.h"
#include "hold_call.h"
#include "known.h"
#include "reader.h"
#include "recorder.h"
#include "check/check.h"

/* ---- Letting them in ------------------------------------------------------------------ */

bool company_is_writer(const struct companion *held, const struct call *call)
{
	return hold_changes_tree(call) && call->tree == held->call->tree;
}

bool company_any(const struct world *w, const struct call *call, company_question *is)
{
	unsigned int i;

	for (i = 0; i < w->company.count; i++)
		if (is(&w->company.all[i], call))
			return true;
	return false;
}

static bool has_cursor(const struct companion *c)
{
	return hold_use(c->call) != CURSOR_UNUSED;
}

/* Known issues: may it go on now? */
static bool may_step(struct world *w, const struct companion *c)
{
	struct subject *s = &w->subject;
	struct outcome ignored;

	if (!w->avoids_issues)
		return true;
	if (operations[c->call->op]->iterates && s->may_step) {
		s->reader.down = operations[c->call->op]->down;
		s->reader.mas = has_cursor(c) ? s->cursors[c->call->cursor].mas : subject_state(&s->trees[c->call->tree].mt, c->call->first);
		if (!s->may_step(s, c->call->tree, s->arg))
			return false;
	}
	return !known_avoid(w, c->call, &ignored);
}

static bool may_come_in(struct world *w, const struct companion *c)
{
	bool good;

	if (c->done || c->at > w->company.publications || !c->at || !mt_in_rcu(&w->subject.trees[c->call->tree].mt))
		return false;
	if (has_cursor(c) && (!w->subject.cursors[c->call->cursor].in_section || !w->hold.cursors[c->call->cursor].beside))
		return false;
	w->subject.midway = true;
	good = may_step(w, c);
	w->subject.midway = false;
	return good;
}

struct reading {
	struct subject *s;
	struct companion *companion;
};

static void read_it(void *arg)
{
	struct reading *reading = arg;
	struct companion *c = reading->companion;

	operations[c->call->op]->subject(reading->s, c->call, &c->got);
}

/*
 * Read, as long as it is of use. The tree's iterator state, and the list of ranges, belong to the call that is interrupted.
 *
 * Return: false if it was left in the middle.
 */
static bool read_apart(struct subject *s, struct companion *c)
{
	struct ma_state *mas = &s->trees[c->call->tree].mas, outer_mas = *mas;
	bool lists = operation_gives(c->call->op, GIVE_RANGES), in_time;
	struct reading reading = { s, c };
	struct ranges_met outer_met;

	if (lists)
		outer_met = s->met;
	in_time = reader_try(read_it, &reading);
	*mas = outer_mas;
	if (lists) {
		c->met = s->met;
		c->got.ranges = &c->met;
		s->met = outer_met;
	}
	return in_time;
}

static void come_in(struct world *w, struct companion *c)
{
	const struct call *outer = w->current;
	struct subject *s = &w->subject;

	record_other(s, RECORD_READER_BEGIN, c->call, c->number, "%lu", ground_publications());
	w->company.writer = outer;
	w->current = c->call;
	c->publication = w->company.behind = w->company.publications;
	c->place = w->company.place = ground_interrupted_at();
	outcome_clear(&c->got);
	c->done = true;
	c->in_time = read_apart(s, c);
	/* Who repeats the record looks at it when the write is done. */
	if (c->in_time)
		RECORD(s, c->call->tree, "%s = %s;", c_kept(c->call, c->number), c_given(c->call));
	w->current = outer;
	w->company.writer = NULL;
	record_other_end(s);
	if (!c->in_time && has_cursor(c))
		held_lose(w, c->call->cursor);
}

static void on_publication(void *arg)
{
	struct world *w = arg;
	struct company *company = &w->company;
	unsigned int i;

	company->publications++;
	for (i = 0; i < company->count; i++)
		if (company_is_writer(&company->all[i], w->unit) && may_come_in(w, &company->all[i]))
			come_in(w, &company->all[i]);
}

/* ---- Around a single call ------------------------------------------------------------- */

void company_prepare(struct world *w, const struct call *call)
{
	struct company *company = &w->company;
	unsigned int i;

	for (i = 0; i < company->count; i++)
		if (!company->all[i].done && has_cursor(&company->all[i]) && company_is_writer(&company->all[i], call))
			hold_before(w, company->all[i].call);
}

/* Is @held followed from range to range in the middle of @call? */
static bool is_followed(const struct companion *held, const struct call *call)
{
	return company_is_writer(held, call) && check_follows(held->call);
}

void company_arm(struct world *w, const struct call *call)
{
	if (!company_any(w, call, company_is_writer))
		return;
	if (company_any(w, call, is_followed))
		record_held(&w->subject, call->tree, "before");
	/* The oracle has not made the call yet. */
	oracle_copy(&w->old, &w->models[call->tree].oracle);
	RECORD_KIND(&w->subject, RECORD_GROUND, call->tree, "reads_begin();");
	ground_on_publication(0, on_publication, w);
}

void company_disarm(struct world *w, const struct call *call)
{
	if (!company_any(w, call, company_is_writer))
		return;
	RECORD_KIND(&w->subject, RECORD_GROUND, call->tree, "reads_end();");
	ground_on_publication(0, NULL, NULL);
}

void company_check(struct world *w, const struct call *call)
{
	struct company *company = &w->company;
	const struct call *outer = w->current;
	unsigned int i;

	for (i = 0; i < company->count; i++) {
		struct companion *c = &company->all[i];

		if (!c->done || c->checked || !company_is_writer(c, call))
			continue;
		c->checked = true;
		company->writer = outer;
		company->behind = c->publication;
		company->place = c->place;
		company->looked_at = c->number;
		w->current = c->call;
		check_beside(w, c);
		w->current = outer;
		company->writer = NULL;
		company->looked_at = 0;
		/* Its next step may meet what was there in the middle of the write, or what is there behind it. */
		if (c->in_time && has_cursor(c))
			hold_remember(w, c->call->cursor, call->tree);
	}
}
