// SPDX-License-Identifier: GPL-2.0-or-later
/* What is held for cursors, and the mends: each is recorded like any other call of the API. */
#include <string.h>

#include "hold.h"
#include "ops/block.h"
#include "states.h"
#include "subject_features.h"
#include "world.h"

/* ---- What a call is to cursors ------------------------------------------------------- */

static enum cursor_use use_of(const struct call *call)
{
	return operations[call->op]->cursor;
}

/* Is this a call of a cursor that goes on with what is held on its tree? */
static bool goes_on(const struct call *call, int tree)
{
	return use_of(call) > CURSOR_ALONE && call->tree == tree;
}

static bool changes_tree(const struct call *call)
{
	enum effect effect = operation_infos[call->op].effect;

	return effect == EFFECT_WRITE || effect == EFFECT_DUP || effect == EFFECT_EMPTY;
}

/* Does @call change the tree by another hand than that of cursor @k? */
static bool others_change(const struct call *call, unsigned int k)
{
	return changes_tree(call) && !(use_of(call) >= CURSOR_WRITES && call->cursor == k);
}

/* Is it unclear where the call begins? Then the cursor is paused first. */
static bool unclear(const struct call *call, const struct model_cursor *c)
{
	return operations[call->op]->unclear && operations[call->op]->unclear(c);
}

static bool in_rcu_mode(const struct world *w, unsigned int tree)
{
	return w->models[tree].attributes & ATTRIBUTE_RCU;
}

/* ---- On the models ------------------------------------------------------------------------ */

static void model_others(struct world *w, const struct call *call)
{
	unsigned int tree, k;

	for (tree = 0; tree < MAX_TREES; tree++) {
		for (k = 0; k < MAX_CURSORS; k++) {
			struct model_cursor *c = &w->models[tree].cursors[k];

			if (c->locked && !goes_on(call, (int)tree)) {
				states_pause(c);
				c->locked = false;
			}
			if (tree == call->tree && others_change(call, k))
				states_others_write(c);
		}
	}
}

static void model_own(struct world *w, const struct call *call)
{
	struct model_cursor *c = &w->models[call->tree].cursors[call->cursor];

	c->anew = false;
	switch (use_of(call)) {
	case CURSOR_ALONE:
		states_pause(c);
		break;
	case CURSOR_READS:
		c->locked |= !in_rcu_mode(w, call->tree);
		if (unclear(call, c))
			states_pause(c);
		break;
	case CURSOR_WRITES:
	case CURSOR_WALKS:
		if (!c->locked || unclear(call, c))
			states_pause(c);
		c->locked = true;
		if (c->loose && use_of(call) == CURSOR_WRITES)
			states_set(c, c->index, c->last);
		break;
	default:
		break;
	}
}

void hold_model(struct world *w, const struct call *call)
{
	w->hold.used |= use_of(call) != CURSOR_UNUSED;
	if (!w->hold.used)
		return;
	model_others(w, call);
	if (use_of(call) != CURSOR_UNUSED)
		model_own(w, call);
}

/* ---- On the subject --------------------------------------------------------------------------- */

static bool stands_in(const struct world *w, unsigned int k, unsigned int tree)
{
	return w->subject.cursors[k].mas.tree == &w->subject.trees[tree].mt;
}

static unsigned int tree_of(const struct world *w, unsigned int k)
{
	unsigned int tree = 0;

	while (!stands_in(w, k, tree))
		tree++;
	return tree;
}

static void pause_cursor(struct world *w, unsigned int k, unsigned int tree)
{
	if (!w->hold.cursors[k].stale && states_on_node(&w->models[tree].cursors[k]))
		api_cursor_pause(&w->subject, k, tree);
}

static void take_lock(struct world *w, unsigned int tree)
{
	if (w->hold.locked == (int)tree)
		return;
	api_lock(&w->subject, tree);
	w->hold.locked = (int)tree;
}

static void drop_lock(struct world *w)
{
	unsigned int tree = (unsigned int)w->hold.locked, k;

	for (k = 0; k < MAX_CURSORS; k++)
		if (stands_in(w, k, tree) && w->models[tree].cursors[k].locked)
			pause_cursor(w, k, tree);
	api_unlock(&w->subject, tree);
	w->hold.locked = -1;
}

static void open_section(struct world *w, unsigned int k, unsigned int tree)
{
	if (w->subject.cursors[k].in_section)
		return;
	api_section_open(&w->subject, k, tree);
	if (!w->hold.sections++)
		w->hold.opened = w->work;
}

/* The cursor is where its model is, or will be brought there: it has been beside nobody. */
static void forget(struct hold_cursor *c)
{
	c->beside = false;
	c->history.gone_count = c->history.young_count = 0;
}

static void close_section(struct world *w, unsigned int k)
{
	struct hold_cursor *c = &w->hold.cursors[k];

	if (!w->subject.cursors[k].in_section)
		return;
	api_section_close(&w->subject, k, tree_of(w, k));
	w->hold.sections--;
	c->stale = true;
	forget(c);
}

static void close_sections(struct world *w, int tree)
{
	unsigned int k;

	for (k = 0; k < MAX_CURSORS; k++)
		if (tree < 0 || stands_in(w, k, (unsigned int)tree))
			close_section(w, k);
}

void hold_leave(struct world *w, unsigned int tree)
{
	if (w->hold.sections)
		close_sections(w, (int)tree);
}

void hold_release(struct world *w)
{
	if (w->hold.locked >= 0)
		drop_lock(w);
	if (w->hold.sections)
		close_sections(w, -1);
}

/* ---- To where the model is ------------------------------------------------------------------------ */

/* The range alone: whoever comes begins there, whatever the status. */
static void place(struct world *w, unsigned int k, unsigned int tree)
{
	const struct model_cursor *c = &w->models[tree].cursors[k];

	if (w->hold.cursors[k].stale || c->anew || c->loose)
		api_cursor_set_range(&w->subject, k, tree, c->index, c->last);
	w->hold.cursors[k].stale = false;
}

/* A step in the cursor's section, if it has one. */
static void make_step(struct world *w, unsigned int k, unsigned int tree, enum step step, unsigned long limit)
{
	struct subject *s = &w->subject;
	bool in_section = s->cursors[k].in_section;

	if (in_section)
		api_section_resume(s, k, tree);
	api_cursor_step(s, k, tree, step, limit);
	if (in_section)
		api_section_park(s, k, tree);
}

/* The range and the status. */
static void settle(struct world *w, unsigned int k, unsigned int tree)
{
	const struct model_cursor *c = &w->models[tree].cursors[k];

	api_cursor_set_range(&w->subject, k, tree, c->index, c->last);
	w->hold.cursors[k].stale = false;
	forget(&w->hold.cursors[k]);
	if (c->status == STATUS_PAUSE)
		api_cursor_pause(&w->subject, k, tree);
	else if (states_on_node(c) && !c->unwalked)
		make_step(w, k, tree, STEP_WALK, 0);
	if (!HAVE_MAPLE_STATUS)
		return;
	if (c->status == STATUS_OVERFLOW)
		make_step(w, k, tree, STEP_NEXT, c->last);
	else if (c->status == STATUS_UNDERFLOW)
		make_step(w, k, tree, STEP_PREV, c->index);
}

static void note_place(struct world *w, unsigned int k)
{
	struct hold_cursor *c = &w->hold.cursors[k];
	struct outcome place = { 0 };

	api_cursor_state(&w->subject, k, &place);
	c->index = place.index;
	c->last = place.last;
	c->status = place.status;
}

/* ---- Before a call ------------------------------------------------------------------------------------ */

static void before_alone(struct world *w, const struct call *call)
{
	const struct model_cursor *c = &w->models[call->tree].cursors[call->cursor];

	close_section(w, call->cursor);
	if (!w->hold.cursors[call->cursor].stale && !c->anew && !c->loose) {
		pause_cursor(w, call->cursor, call->tree);
		return;
	}
	place(w, call->cursor, call->tree);
	if (c->status != STATUS_START)
		api_cursor_pause(&w->subject, call->cursor, call->tree);
}

static void before_set(struct world *w, const struct call *call)
{
	if (operation_takes(call->op, OPERAND_TREE)) {
		close_section(w, call->cursor);
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
		close_section(w, k);
	if (!in_rcu_mode(w, tree))
		take_lock(w, tree);
	else if (!c->locked)
		open_section(w, k, tree);
	if (w->hold.cursors[k].stale || c->anew)
		settle(w, k, tree);
	if (!w->hold.cursors[k].beside && unclear(call, c))
		api_cursor_pause(&w->subject, k, tree);
	note_place(w, k);
}

static void before_write(struct world *w, const struct call *call)
{
	unsigned int k = call->cursor, tree = call->tree;
	const struct model_cursor *c = &w->models[tree].cursors[k];
	bool stale = w->hold.cursors[k].stale || w->hold.cursors[k].beside;

	if (w->subject.cursors[k].in_section) {
		close_section(w, k);
		w->hold.cursors[k].stale = stale;
	}
	take_lock(w, tree);
	if (use_of(call) == CURSOR_WRITES)
		place(w, k, tree);
	else if (w->hold.cursors[k].stale || c->anew)
		settle(w, k, tree);
	/* A reader's state is no state to write through. */
	if (!c->locked || unclear(call, c))
		pause_cursor(w, k, tree);
}

static void before_change(struct world *w, const struct call *call)
{
	unsigned int k;

	for (k = 0; k < MAX_CURSORS; k++) {
		if (!stands_in(w, k, call->tree) || !others_change(call, k))
			continue;
		if (w->subject.cursors[k].in_section)
			w->hold.watched = w->hold.cursors[k].beside = true;
		else if (w->hold.locked == call->tree && w->models[call->tree].cursors[k].locked)
			pause_cursor(w, k, call->tree);
	}
	if (w->hold.watched)
		oracle_copy(&w->hold.old, &w->models[call->tree].oracle);
}

void hold_before(struct world *w, const struct call *call)
{
	w->hold.used |= use_of(call) != CURSOR_UNUSED;
	if (!w->hold.used)
		return;
	if (w->hold.locked >= 0 && !goes_on(call, w->hold.locked))
		drop_lock(w);
	if (w->hold.sections && w->work - w->hold.opened > MAX_SECTION_WORK)
		close_sections(w, -1);
	/* Nobody makes a tree anew that readers are in. */
	if (operation_takes(call->op, OPERAND_ATTRIBUTES))
		close_sections(w, call->tree);
	switch (use_of(call)) {
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
	if (changes_tree(call))
		before_change(w, call);
	/* What has waited for those who have left is given back. */
	ground_rcu_quiesce();
}

void hold_walk(struct world *w, const struct call *call)
{
	struct subject *s = &w->subject;

	api_cursor_set(s, call->cursor, call->tree, s->cursors[call->cursor].mas.index);
	make_step(w, call->cursor, call->tree, STEP_WALK, 0);
	note_place(w, call->cursor);
}

void hold_stale(struct world *w, unsigned int tree)
{
	unsigned int k;

	for (k = 0; k < MAX_CURSORS; k++)
		w->hold.cursors[k].stale |= stands_in(w, k, tree);
}

/* ---- After it -------------------------------------------------------------------------------------------- */

static bool add(struct oracle_range *list, unsigned int *count, const struct oracle_range *range)
{
	if (*count == MAX_CHANGES)
		return false;
	list[(*count)++] = *range;
	return true;
}

/* What is in one of them and not in the other. Return: false if it is too much. */
static bool note_changes(struct history *h, const struct oracle *old, const struct oracle *now)
{
	size_t i = 0, j = 0;
	bool fits = true;

	while (fits && (i < old->count || j < now->count)) {
		const struct oracle_range *a = i < old->count ? &old->ranges[i] : NULL;
		const struct oracle_range *b = j < now->count ? &now->ranges[j] : NULL;

		if (a && b && a->first == b->first) {
			i++;
			j++;
			if (a->last != b->last || a->entry != b->entry)
				fits = add(h->gone, &h->gone_count, a) && add(h->young, &h->young_count, b);
		} else if (!b || (a && a->first < b->first)) {
			i++;
			fits = add(h->gone, &h->gone_count, a);
		} else {
			j++;
			fits = add(h->young, &h->young_count, b);
		}
	}
	return fits;
}

void hold_after(struct world *w, const struct call *call, const struct outcome *want)
{
	unsigned int k;

	/* Versions without statuses promise nothing of a state that has found nothing. */
	if (!HAVE_MAPLE_STATUS && use_of(call) == CURSOR_READS)
		w->hold.cursors[call->cursor].stale |= !want->entry;
	if (!w->hold.watched)
		return;
	w->hold.watched = false;
	for (k = 0; k < MAX_CURSORS; k++)
		if (w->hold.cursors[k].beside && stands_in(w, k, call->tree) &&
		    !note_changes(&w->hold.cursors[k].history, &w->hold.old, &w->models[call->tree].oracle))
			close_section(w, k);
}

bool hold_open(const struct world *w, const struct call *call)
{
	return use_of(call) == CURSOR_READS && w->hold.cursors[call->cursor].beside;
}
