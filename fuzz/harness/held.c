// SPDX-License-Identifier: GPL-2.0-or-later
/* What is held for cursors on the subject. Each of these is recorded like any other call of the API. */
#include "api.h"
#include "held.h"
#include "recorder.h"
#include "states.h"

bool held_on(const struct world *w, unsigned int k, unsigned int tree)
{
	return w->subject.cursors[k].mas.tree == &w->subject.trees[tree].mt;
}

static unsigned int tree_of(const struct world *w, unsigned int k)
{
	unsigned int tree = 0;

	while (!held_on(w, k, tree))
		tree++;
	return tree;
}

void held_pause(struct world *w, unsigned int k, unsigned int tree)
{
	if (!w->hold.cursors[k].stale && states_on_node(&w->models[tree].cursors[k]))
		api_cursor_pause(&w->subject, k, tree);
}

void held_lock(struct world *w, unsigned int tree)
{
	if (w->hold.locked == (int)tree)
		return;
	api_lock(&w->subject, tree);
	w->hold.locked = (int)tree;
}

void held_unlock(struct world *w)
{
	unsigned int tree = (unsigned int)w->hold.locked, k;

	for (k = 0; k < MAX_CURSORS; k++)
		if (held_on(w, k, tree) && w->models[tree].cursors[k].locked)
			held_pause(w, k, tree);
	api_unlock(&w->subject, tree);
	w->hold.locked = -1;
}

void held_open(struct world *w, unsigned int k, unsigned int tree)
{
	if (w->subject.cursors[k].in_section)
		return;
	api_section_open(&w->subject, k, tree);
	if (!w->hold.sections++)
		w->hold.opened = w->work;
}

void held_forget(struct world *w, unsigned int k)
{
	struct hold_cursor *c = &w->hold.cursors[k];

	if (c->beside)
		RECORD_CHECK(&w->subject, tree_of(w, k), "history_forget(&history%u);", k);
	c->beside = false;
	history_forget(&c->history);
}

void held_close(struct world *w, unsigned int k)
{
	struct hold_cursor *c = &w->hold.cursors[k];

	if (!w->subject.cursors[k].in_section)
		return;
	c->lost = c->busy;
	if (c->busy)
		return;
	api_section_close(&w->subject, k, tree_of(w, k));
	w->hold.sections--;
	c->stale = true;
	held_forget(w, k);
}

void held_lose(struct world *w, unsigned int k)
{
	struct hold_cursor *c = &w->hold.cursors[k];

	/* Elsewhere it may have come to the end of its step. */
	RECORD(&w->subject, tree_of(w, k), "section_close(&section%u);", k);
	w->subject.cursors[k].in_section = false;
	w->hold.sections--;
	c->stale = true;
	c->lost = false;
	held_forget(w, k);
}

void held_close_all(struct world *w, int tree)
{
	unsigned int k;

	for (k = 0; k < MAX_CURSORS; k++)
		if (tree < 0 || held_on(w, k, (unsigned int)tree))
			held_close(w, k);
}

void held_leave(struct world *w, unsigned int tree)
{
	if (w->hold.sections)
		held_close_all(w, (int)tree);
}

void held_release(struct world *w)
{
	if (w->hold.locked >= 0)
		held_unlock(w);
	if (w->hold.sections)
		held_close_all(w, -1);
}
