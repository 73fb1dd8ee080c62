// SPDX-License-Identifier: GPL-2.0-or-later
/* Cursors: iterator states that live from operation to operation, on a tree that others change meanwhile. */
#include <limits.h>

#include "ops/block.h"

/* mas_set(): the next mas_find() begins at the index. */
static void cursor_set_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_cursor_set(s, call->cursor, call->tree, call->first);
	s->cursors[call->cursor].from = call->first;
	s->cursors[call->cursor].ended = false;
}

static void cursor_set_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	(void)out;
	models[call->tree]->cursors[call->cursor] = (struct model_cursor){ .next = call->first };
}

OPERATION(CURSOR_SET) {
	.subject = cursor_set_subject,
	.model = cursor_set_model,
};

/*
 * mas_find() up to an index, then mas_pause(), since the lock is dropped until the next one: the lowest range that
 * overlaps what lies between the last one found, or the index that was set, and the limit. Where nothing is found, the contract
 * does not say what the state is good for: it is set anew, to where it was.
 */
static void cursor_find_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	struct cursor *cursor = &s->cursors[call->cursor];

	api_rcu_read_lock(s, call->tree);
	out->entry = api_cursor_find(s, call->cursor, call->tree, call->first, out);
	if (out->entry || cursor->ended)
		api_cursor_pause(s, call->cursor, call->tree);
	api_rcu_read_unlock(s, call->tree);
	if (out->entry && out->last == ULONG_MAX)
		cursor->ended = true;
	else if (out->entry)
		cursor->from = out->last + 1;
	else if (!cursor->ended)
		api_cursor_set(s, call->cursor, call->tree, cursor->from);
}

static void cursor_find_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct model_cursor *cursor = &models[call->tree]->cursors[call->cursor];
	const struct oracle *o = &models[call->tree]->oracle;
	size_t at = oracle_at_or_after(o, cursor->next);

	model_gives_any_state(out);
	if (cursor->ended || cursor->next > call->first || at == o->count || o->ranges[at].first > call->first)
		return;
	out->entry = o->ranges[at].entry;
	model_gives_state(out, o->ranges[at].first, o->ranges[at].last);
	cursor->next = o->ranges[at].last + 1;
	cursor->ended = !cursor->next;
}

OPERATION(CURSOR_FIND) {
	.subject = cursor_find_subject,
	.model = cursor_find_model,
};
