// SPDX-License-Identifier: GPL-2.0-or-later
/* Stores and erases through an iterator state, under the tree's lock. */
#include "entry.h"
#include "ops/block.h"
#include "ops/mas.h"
#include "subject_features.h"

/* mas_store_gfp(): the state ends at what was stored; of NULL, perhaps wider, over the emptiness that adjoins it. */
void mas_store_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_mas_set_range(s, call->tree, call->first, call->last);
	api_lock(s, call->tree);
	out->error = api_mas_store_gfp(s, call->tree, entry_pointer(call->entry), call->gfp);
	api_unlock(s, call->tree);
	api_state(s, call->tree, out);
}

void mas_store_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct oracle *o = &models[call->tree]->oracle;

	out->error = oracle_store(o, call->first, call->last, entry_pointer(call->entry));
	if (call->entry.kind == ENTRY_NULL)
		model_gives_wider_state(o, out, call->first, call->last);
	else
		model_gives_state(out, call->first, call->last);
}

OPERATION(MAS_STORE) {
	.legalise = legalise_state,
	.subject = mas_store_subject,
	.model = mas_store_model,
};

/*
 * mas_erase() erases the whole range that holds the index, and the state ends there, or wider. Where
 * nothing was found, what the walk leaves in the state is not promised.
 */
static void mas_erase_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_mas_set(s, call->tree, call->first);
	api_lock(s, call->tree);
	out->entry = api_mas_erase(s, call->tree, &out->error);
	api_unlock(s, call->tree);
	api_state(s, call->tree, out);
}

static void mas_erase_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct oracle *o = &models[call->tree]->oracle;
	const struct oracle_range *found = oracle_find(o, call->first);
	struct oracle_range range;

	if (!found) {
		model_gives_any_state(out);
		return;
	}
	range = *found;
	out->entry = oracle_erase(o, call->first);
	model_gives_wider_state(o, out, range.first, range.last);
}

/* It allocates with GFP_KERNEL: where that must not be, NULL is stored. */
OPERATION(MAS_ERASE) {
	.atomic = OP_MAS_STORE,
	.shrinks = true,
	.never_fails = ERASE_NEVER_FAILS,
	.subject = mas_erase_subject,
	.model = mas_erase_model,
};
