// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cursors: where they stand, and one that drops everything between its calls. What only moves a state looks at no tree: made while another
 * call waits, it would be the same as before it. So it is made at once.
 */
#include <limits.h>

#include "ops/block.h"
#include "states.h"

/* mas_set(): what comes next begins at the index. */
static void cursor_set_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_cursor_set(s, call->cursor, call->tree, call->first);
}

static void cursor_set_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	(void)out;
	states_set(&models[call->tree]->cursors[call->cursor], call->first, call->first);
}

OPERATION(CURSOR_SET) {
	.at_once = true,
	.cursor = CURSOR_SET,
	.subject = cursor_set_subject,
	.model = cursor_set_model,
};

/* mas_set_range(): what is stored next is stored there. */
static void cursor_set_range_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_cursor_set_range(s, call->cursor, call->tree, call->first, call->last);
}

static void cursor_set_range_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	(void)out;
	states_set(&models[call->tree]->cursors[call->cursor], call->first, call->last);
}

OPERATION(CURSOR_SET_RANGE) {
	.at_once = true,
	.cursor = CURSOR_SET,
	.legalise = legalise_state,
	.subject = cursor_set_range_subject,
	.model = cursor_set_range_model,
};

/* mas_reset(): the range stays, and what comes next walks to it. */
static void cursor_reset_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_cursor_reset(s, call->cursor, call->tree);
}

static void cursor_reset_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct model_cursor *c = &models[call->tree]->cursors[call->cursor];

	(void)out;
	c->status = STATUS_START;
	c->unwalked = false;
}

OPERATION(CURSOR_RESET) {
	.at_once = true,
	.cursor = CURSOR_SET,
	.subject = cursor_reset_subject,
	.model = cursor_reset_model,
};

/* mas_pause(): likewise, but a find begins behind the range, or before it. */
static void cursor_pause_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_cursor_pause(s, call->cursor, call->tree);
}

static void cursor_pause_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct model_cursor *c = &models[call->tree]->cursors[call->cursor];

	(void)out;
	c->status = STATUS_PAUSE;
	c->unwalked = false;
}

OPERATION(CURSOR_PAUSE) {
	.at_once = true,
	.cursor = CURSOR_SET,
	.subject = cursor_pause_subject,
	.model = cursor_pause_model,
};

/*
 * mas_find() up to an index, then mas_pause(), since the lock is dropped until the next one: the lowest range that
 * overlaps what lies between the last one found, or the index that was set, and the limit. Where nothing is found, the contract
 * does not say what the state is good for: it is set anew, to where it was.
 */
static void cursor_find_pause_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_rcu_read_lock(s, call->tree);
	out->entry = api_cursor_step(s, call->cursor, call->tree, STEP_FIND, call->first);
	api_cursor_state(s, call->cursor, out);
	if (out->entry)
		api_cursor_pause(s, call->cursor, call->tree);
	api_rcu_read_unlock(s, call->tree);
}

static void cursor_find_pause_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct model_cursor *c = &models[call->tree]->cursors[call->cursor];
	struct model_cursor before = *c;

	states_step(&models[call->tree]->oracle, c, STEP_FIND, call->first, out);
	if (out->entry) {
		c->status = STATUS_PAUSE;
		return;
	}
	model_gives_any_state(out);
	states_set_anew(c, before.index, before.last);
	c->status = before.status;
}

OPERATION(CURSOR_FIND_PAUSE) {
	.cursor = CURSOR_ALONE,
	.subject = cursor_find_pause_subject,
	.model = cursor_find_pause_model,
};
