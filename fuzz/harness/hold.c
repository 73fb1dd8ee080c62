// SPDX-License-Identifier: GPL-2.0-or-later
/* What has to be done for cursors around a call on the subject: each mend is recorded like any other call of the API. */
#include "held.h"
#include "hold.h"
#include "hold_call.h"
#include "hold_model.h"
#include "recorder.h"
#include "states.h"
#include "subject_features.h"

/* ---- To where the model is ------------------------------------------------------------------------ */

/* The range alone: whoever comes begins there, whatever the status. */
static void place(struct world *w, unsigned int k, unsigned int tree)
{
	const struct model_cursor *c = &w->models[tree].cursors[k];

	if (w->hold.cursors[k].stale || c->anew || c->loose)
		api_cursor_set_range(&w->subject, k, tree, c->index, c->last);
	w->hold.cursors[k].stale = false;
}

/* The range and the status. */
static void settle(struct world *w, unsigned int k, unsigned int tree)
{
	const struct model_cursor *c = &w->models[tree].cursors[k];

	api_cursor_set_range(&w->subject, k, tree, c->index, c->last);
	w->hold.cursors[k].stale = false;
	held_forget(w, k);
	if (c->status == STATUS_PAUSE)
		api_cursor_pause(&w->subject, k, tree);
	else if (states_on_node(c) && !c->unwalked)
		api_cursor_step(&w->subject, k, tree, STEP_WALK, 0);
	if (!HAVE_MAPLE_STATUS)
		return;
	if (c->status == STATUS_OVERFLOW)
		api_cursor_step(&w->subject, k, tree, STEP_NEXT, c->last);
	else if (c->status == STATUS_UNDERFLOW)
		api_cursor_step(&w->subject, k, tree, STEP_PREV, c->index);
}

/* Who repeats the record looks at what a step gives while others may write to the tree. */
static void note_place(struct world *w, unsigned int k, unsigned int tree)
{
	struct hold_cursor *c = &w->hold.cursors[k];
	struct outcome place = { 0 };

	if (c->beside || w->company.active || w->amid.active)
		RECORD_CHECK(&w->subject, tree, "history_place(&history%u, &cursor%u);", k, k);
	api_cursor_state(&w->subject, k, &place);
	c->index = place.index;
	c->last = place.last;
	c->status = place.status;
}

/* ---- Before a call ------------------------------------------------------------------------------------ */

static void before_alone(struct world *w, const struct call *call)
{
	const struct model_cursor *c = &w->models[call->tree].cursors[call->cursor];

	held_close(w, call->cursor);
	if (!w->hold.cursors[call->cursor].stale && !c->anew && !c->loose) {
		held_pause(w, call->cursor, call->tree);
		return;
	}
	place(w, call->cursor, call->tree);
	if (c->status != STATUS_START)
		api_cursor_pause(&w->subject, call->cursor, call->tree);
}

static void before_set(struct world *w, const struct call *call)
{
	if (operation_takes(call->op, OPERAND_TREE)) {
		held_close(w, call->cursor);
		w->hold.cursors[call->cursor].stale = false;
	} else if (!w->hold.cursors[call->cursor].beside) {
		place(w, call->cursor, call->tree);
	}
}

/* Known issues: may the reader go on? */
static bool may_step(struct world *w, const struct call *call)
{
	struct subject *s = &w->subject;

	s->reader.down = operations[call->op]->down;
	s->reader.mas = s->cursors[call->cursor].mas;
	return !s->may_step || s->may_step(s, call->tree, s->arg);
}

static void before_read(struct world *w, const struct call *call)
{
	unsigned int k = call->cursor, tree = call->tree;
	const struct model_cursor *c = &w->models[tree].cursors[k];

	if (w->hold.cursors[k].beside && !may_step(w, call))
		held_close(w, k);
	if (!hold_in_rcu_mode(w, tree))
		held_lock(w, tree);
	else if (!c->locked)
		held_open(w, k, tree);
	if (w->hold.cursors[k].stale || c->anew)
		settle(w, k, tree);
	if (!w->hold.cursors[k].beside && hold_unclear(call, c))
		api_cursor_pause(&w->subject, k, tree);
	note_place(w, k, tree);
}

static void before_write(struct world *w, const struct call *call)
{
	unsigned int k = call->cursor, tree = call->tree;
	const struct model_cursor *c = &w->models[tree].cursors[k];
	bool stale = w->hold.cursors[k].stale || w->hold.cursors[k].beside;

	if (w->subject.cursors[k].in_section) {
		held_close(w, k);
		w->hold.cursors[k].stale = stale;
	}
	held_lock(w, tree);
	if (hold_use(call) == CURSOR_WRITES)
		place(w, k, tree);
	else if (w->hold.cursors[k].stale || c->anew)
		settle(w, k, tree);
	/* A reader's state is no state to write through. */
	if (!c->locked || hold_unclear(call, c))
		held_pause(w, k, tree);
}

static void before_change(struct world *w, const struct call *call)
{
	unsigned int k;

	for (k = 0; k < MAX_CURSORS; k++) {
		if (!held_on(w, k, call->tree) || !hold_others_change(call, k))
			continue;
		if (w->subject.cursors[k].in_section)
			w->hold.watched = w->hold.cursors[k].beside = true;
		else if (w->hold.locked == call->tree && w->models[call->tree].cursors[k].locked)
			held_pause(w, k, call->tree);
	}
	if (!w->hold.watched)
		return;
	oracle_copy(&w->hold.old, &w->models[call->tree].oracle);
	record_held(&w->subject, call->tree, "before");
}

void hold_leave(struct world *w, const struct call *call)
{
	if (w->hold.locked >= 0 && !hold_goes_on(call, w->hold.locked))
		held_unlock(w);
}

void hold_before(struct world *w, const struct call *call)
{
	w->hold.used |= hold_use(call) != CURSOR_UNUSED;
	if (!w->hold.used)
		return;
	hold_leave(w, call);
	if (w->hold.sections && w->work - w->hold.opened > MAX_SECTION_WORK)
		held_close_all(w, -1);
	/* Nobody makes a tree anew that readers are in. */
	if (operation_takes(call->op, OPERAND_ATTRIBUTES))
		held_close_all(w, call->tree);
	switch (hold_use(call)) {
	case CURSOR_ALONE:
		before_alone(w, call);
		break;
	case CURSOR_SET:
		before_set(w, call);
		break;
	case CURSOR_READS:
		before_read(w, call);
		break;
	case CURSOR_WRITES:
	case CURSOR_WALKS:
		before_write(w, call);
		break;
	case CURSOR_UNUSED:
		break;
	}
	if (hold_changes_tree(call))
		before_change(w, call);
	/* What has waited for those who have left is given back. */
	ground_rcu_quiesce();
}

/* If a cursor makes the call, the others that shared its lock have been paused: the call changes the tree. */
int hold_interrupt(struct world *w, const struct call *call)
{
	int locked = w->hold.locked;

	hold_model_interrupt(w, call);
	w->hold.locked = -1;
	w->hold.watched = false;
	return locked;
}

void hold_let_go(struct world *w)
{
	if (w->hold.locked >= 0)
		held_unlock(w);
	hold_model_let_go(w);
}

void hold_go_on(struct world *w, const struct call *call, int locked)
{
	w->hold.locked = locked;
	if (w->hold.used && hold_changes_tree(call))
		before_change(w, call);
}

void hold_walk(struct world *w, const struct call *call)
{
	struct subject *s = &w->subject;

	api_cursor_set(s, call->cursor, call->tree, s->cursors[call->cursor].mas.index);
	api_cursor_step(&w->subject, call->cursor, call->tree, STEP_WALK, 0);
	note_place(w, call->cursor, call->tree);
}

void hold_stale(struct world *w, unsigned int tree)
{
	unsigned int k;

	for (k = 0; k < MAX_CURSORS; k++)
		w->hold.cursors[k].stale |= held_on(w, k, tree);
}

/* ---- After it -------------------------------------------------------------------------------------------- */

void hold_remember(struct world *w, unsigned int k, unsigned int tree)
{
	struct hold_cursor *c = &w->hold.cursors[k];

	if (!c->beside)
		return;
	RECORD_CHECK(&w->subject, tree, "history_note(&history%u);", k);
	if (!history_note(&c->history, &w->hold.old, &w->models[tree].oracle))
		held_close(w, k);
}

void hold_after(struct world *w, const struct call *call, const struct outcome *want)
{
	unsigned int k;

	/* Versions without statuses promise nothing of a state that has found nothing. */
	if (!HAVE_MAPLE_STATUS && hold_use(call) == CURSOR_READS)
		w->hold.cursors[call->cursor].stale |= !want->entry;
	if (!w->hold.watched)
		return;
	w->hold.watched = false;
	record_held(&w->subject, call->tree, "now");
	for (k = 0; k < MAX_CURSORS; k++)
		if (held_on(w, k, call->tree))
			hold_remember(w, k, call->tree);
}

bool hold_open(const struct world *w, const struct call *call)
{
	return hold_use(call) == CURSOR_READS && w->hold.cursors[call->cursor].beside;
}
