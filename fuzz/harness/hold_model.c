// SPDX-License-Identifier: GPL-2.0-or-later
/* What is held for cursors, on the models. */
#include "hold_call.h"
#include "hold_model.h"
#include "states.h"

static void let_go(struct model_cursor *c)
{
	if (!c->locked)
		return;
	states_pause(c);
	c->locked = false;
}

static void model_others(struct world *w, const struct call *call)
{
	unsigned int tree, k;

	for (tree = 0; tree < MAX_TREES; tree++) {
		for (k = 0; k < MAX_CURSORS; k++) {
			struct model_cursor *c = &w->models[tree].cursors[k];

			if (!hold_goes_on(call, (int)tree))
				let_go(c);
			if (tree == call->tree && hold_others_change(call, k))
				states_others_write(c);
		}
	}
}

static void model_own(struct world *w, const struct call *call)
{
	struct model_cursor *c = &w->models[call->tree].cursors[call->cursor];

	c->anew = false;
	switch (hold_use(call)) {
	case CURSOR_ALONE:
		states_pause(c);
		break;
	case CURSOR_READS:
		c->locked |= !hold_in_rcu_mode(w, call->tree);
		if (hold_unclear(call, c))
			states_pause(c);
		break;
	case CURSOR_WRITES:
	case CURSOR_WALKS:
		if (!c->locked || hold_unclear(call, c))
			states_pause(c);
		c->locked = true;
		if (c->loose && hold_use(call) == CURSOR_WRITES)
			states_set(c, c->index, c->last);
		break;
	default:
		break;
	}
}

void hold_model(struct world *w, const struct call *call)
{
	w->hold.used |= hold_use(call) != CURSOR_UNUSED;
	if (!w->hold.used)
		return;
	model_others(w, call);
	if (hold_use(call) != CURSOR_UNUSED)
		model_own(w, call);
}

void hold_model_interrupt(struct world *w, const struct call *call)
{
	model_others(w, call);
	hold_model_let_go(w);
}

void hold_model_let_go(struct world *w)
{
	unsigned int tree, k;

	for (tree = 0; tree < MAX_TREES; tree++)
		for (k = 0; k < MAX_CURSORS; k++)
			let_go(&w->models[tree].cursors[k]);
}
