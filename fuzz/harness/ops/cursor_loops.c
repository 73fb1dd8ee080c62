// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loops over what a cursor finds, with a store from inside of them, under the tree's lock. If the store let another writer come in, what was met
 * before it would be of the tree as it was, and the rest of the tree behind his call: no order of the two calls gives that.
 */
#include "entry.h"
#include "ops/block.h"
#include "states.h"
#include "subject_features.h"

/* What is stored on the way must not fail: nobody could make the loop again. Where it must not wait either, nothing is stored. */
static void legalise_loop(struct call *call)
{
	legalise_entry(call);
	if (!call_gfp_blocks(call->gfp))
		call->at = 0;
	call->gfp = CALL_GFP_NOFAIL;
}

/* What is stored over the range that was met; the loop goes on behind it, or before it, whether the state stays active or is paused. */
static void store(struct oracle *o, struct model_cursor *c, struct entry entry)
{
	oracle_store(o, c->index, c->last, entry_pointer(entry));
	c->status = STATUS_ACTIVE | STATUS_PAUSE;
	c->loose = entry.kind == ENTRY_NULL;
}

static void loop_model(struct model *const models[], const struct call *call, struct outcome *out, enum step step)
{
	struct oracle *o = &models[call->tree]->oracle;
	struct model_cursor *c = &models[call->tree]->cursors[call->cursor];
	static struct ranges_met met;
	bool more = true;

	met.count = 0;
	out->ranges = &met;
	while (more) {
		states_step(o, c, step, call->first, out);
		if (!out->entry)
			return;
		more = ranges_add(&met, c->index, c->last, out->entry);
		if (met.count == call->at)
			store(o, c, call->entry);
	}
	out->status = c->status;
	if (c->loose)
		model_gives_wider_state(o, out, c->index, c->last);
}

/* mas_for_each(): mas_find() until it finds nothing. */
static void cursor_for_each_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_cursor_for_each(s, call->cursor, call->tree, call->first, call->at, entry_pointer(call->entry), out);
	api_cursor_state(s, call->cursor, out);
}

static void cursor_for_each_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	loop_model(models, call, out, STEP_FIND);
}

OPERATION(CURSOR_FOR_EACH) {
	.alone = true,
	.cursor = CURSOR_WALKS,
	.legalise = legalise_loop,
	/* Before statuses, nothing is promised of a loop that does not begin at its start. */
	.subject = HAVE_MAPLE_STATUS ? cursor_for_each_subject : NULL,
	.model = cursor_for_each_model,
};

/* mas_for_each_rev(): mas_find_rev(), likewise. */
#if HAVE_FOR_EACH_REV
static void cursor_for_each_rev_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_cursor_for_each_rev(s, call->cursor, call->tree, call->first, call->at, entry_pointer(call->entry), out);
	api_cursor_state(s, call->cursor, out);
}
#else
#define cursor_for_each_rev_subject NULL
#endif

static void cursor_for_each_rev_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	loop_model(models, call, out, STEP_FIND_REV);
}

OPERATION(CURSOR_FOR_EACH_REV) {
	.alone = true,
	.cursor = CURSOR_WALKS,
	.down = true,
	.unclear = states_may_not_have_walked,
	.legalise = legalise_loop,
	.subject = cursor_for_each_rev_subject,
	.model = cursor_for_each_rev_model,
};
