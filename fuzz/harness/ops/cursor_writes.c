// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stores and erases where a cursor stands, under the tree's lock, which stays with the cursor. It goes on from there: from the state as it
 * is where that is still active, as the contract asks, else it is paused.
 */
#include "entry.h"
#include "ops/block.h"
#include "states.h"
#include "subject_features.h"

static void after_write(struct subject *s, const struct call *call, struct outcome *out)
{
	api_cursor_state(s, call->cursor, out);
	api_cursor_after_write(s, call->cursor, call->tree, out->error, call->first, call->last);
}

/* The state ends at what was stored; of NULL, perhaps wider, over the emptiness that adjoins it. */
static void store_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct oracle *o = &models[call->tree]->oracle;
	struct model_cursor *c = &models[call->tree]->cursors[call->cursor];

	c->loose = call->entry.kind == ENTRY_NULL;
	c->status = STATUS_ACTIVE | STATUS_PAUSE;
	c->unwalked = false;
	out->error = oracle_store(o, c->index, c->last, entry_pointer(call->entry));
	if (c->loose)
		model_gives_wider_state(o, out, c->index, c->last);
	else
		model_gives_state(out, c->index, c->last);
}

/* mas_store(), again as long as mas_nomem() gets memory for it. */
static void cursor_store_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	out->entry = api_cursor_store(s, call->cursor, call->tree, entry_pointer(call->entry), call->gfp, &out->error);
	after_write(s, call, out);
}

static void cursor_store_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	const struct model_cursor *c = &models[call->tree]->cursors[call->cursor];

	model_gives_overwritten(&models[call->tree]->oracle, out, c->index, c->last);
	store_model(models, call, out);
}

OPERATION(CURSOR_STORE) {
	.cursor = CURSOR_WRITES,
	.legalise = legalise_entry,
	.subject = cursor_store_subject,
	.model = cursor_store_model,
};

/* mas_store_gfp() */
static void cursor_store_gfp_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	out->error = api_cursor_store_gfp(s, call->cursor, call->tree, entry_pointer(call->entry), call->gfp);
	after_write(s, call, out);
}

OPERATION(CURSOR_STORE_GFP) {
	.cursor = CURSOR_WRITES,
	.legalise = legalise_entry,
	.subject = cursor_store_gfp_subject,
	.model = store_model,
};

/*
 * mas_erase() erases the whole range that holds the index, and the state ends there, or wider. Where nothing was found, what the
 * walk leaves in the state is not promised.
 */
static void cursor_erase_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	out->entry = api_cursor_erase(s, call->cursor, call->tree, &out->error);
	after_write(s, call, out);
}

static void cursor_erase_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct oracle *o = &models[call->tree]->oracle;
	struct model_cursor *c = &models[call->tree]->cursors[call->cursor];
	const struct oracle_range *found = oracle_find(o, c->index);

	if (!found) {
		model_gives_any_state(out);
		states_set_anew(c, c->index, c->last);
		return;
	}
	c->index = found->first;
	c->last = found->last;
	c->status = STATUS_ACTIVE | STATUS_PAUSE;
	c->unwalked = false;
	c->loose = true;
	out->entry = oracle_erase(o, c->index);
	model_gives_wider_state(o, out, c->index, c->last);
}

/* It allocates with GFP_KERNEL, as mas_erase() does. */
OPERATION(CURSOR_ERASE) {
	.atomic = OP_CURSOR_WALK,
	.cursor = CURSOR_WRITES,
	.shrinks = true,
	.never_fails = ERASE_NEVER_FAILS,
	.subject = cursor_erase_subject,
	.model = cursor_erase_model,
};
