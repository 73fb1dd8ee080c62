// SPDX-License-Identifier: GPL-2.0-or-later
/* Cursors look for room. Where they have come from does not matter; they are reset on the place found, as the contract asks of who goes on. */
#include "ops/gaps.h"
#include "states.h"

typedef int search_function(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long min,
			    unsigned long max, unsigned long size);

static void search_subject(struct subject *s, const struct call *call, struct outcome *out, search_function *search)
{
	api_cursor_reset(s, call->cursor, call->tree);
	out->error = search(s, call->cursor, call->tree, call->first, call->last, call->size);
	api_cursor_state(s, call->cursor, out);
	api_cursor_reset(s, call->cursor, call->tree);
}

static void search_model(struct model *const models[], const struct call *call, struct outcome *out, gap_function *gap)
{
	struct model_cursor *c = &models[call->tree]->cursors[call->cursor];

	gap_model(models[call->tree], call, out, gap);
	if (out->error)
		states_set_anew(c, c->index, c->last);
	else
		states_set(c, out->index, out->last);
}

/* mas_empty_area(): the lowest place. */
static void cursor_empty_area_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	search_subject(s, call, out, api_cursor_empty_area);
}

static void cursor_empty_area_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	search_model(models, call, out, oracle_gap);
}

OPERATION(CURSOR_EMPTY_AREA) {
	.cursor = CURSOR_WRITES,
	.gapless = OP_CURSOR_NEXT,
	.subject = cursor_empty_area_subject,
	.model = cursor_empty_area_model,
};

/* mas_empty_area_rev(): the highest place. */
static void cursor_empty_area_rev_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	search_subject(s, call, out, api_cursor_empty_area_rev);
}

static void cursor_empty_area_rev_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	search_model(models, call, out, oracle_gap_rev);
}

OPERATION(CURSOR_EMPTY_AREA_REV) {
	.cursor = CURSOR_WRITES,
	.gapless = OP_CURSOR_PREV,
	.subject = cursor_empty_area_rev_subject,
	.model = cursor_empty_area_rev_model,
};
