// SPDX-License-Identifier: GPL-2.0-or-later
/* Looking for room. Only a tree that tracks gaps can be asked; on another, something else is looked for. */
#include <errno.h>

#include "ops/gaps.h"

typedef int search_function(struct subject *s, unsigned int tree, unsigned long min, unsigned long max, unsigned long size);

static void search_subject(struct subject *s, const struct call *call, struct outcome *out, search_function *search)
{
	api_mas_set(s, call->tree, 0);
	api_lock(s, call->tree);
	out->error = search(s, call->tree, call->first, call->last, call->size);
	api_unlock(s, call->tree);
	api_state(s, call->tree, out);
}

void gap_model(const struct model *model, const struct call *call, struct outcome *out, gap_function *gap)
{
	unsigned long start;

	model_gives_any_state(out);
	if (!call->size || call->first > call->last || call->last - call->first < call->size - 1)
		out->error = -EINVAL;
	else if (!gap(&model->oracle, call->first, call->last, call->size, &start))
		out->error = -EBUSY;
	else
		model_gives_state(out, start, start + call->size - 1);
}

/* mas_empty_area(): the lowest place. */
static void empty_area_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	search_subject(s, call, out, api_mas_empty_area);
}

static void empty_area_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	gap_model(models[call->tree], call, out, oracle_gap);
}

OPERATION(EMPTY_AREA) {
	.gapless = OP_NEXT,
	.subject = empty_area_subject,
	.model = empty_area_model,
};

/* mas_empty_area_rev(): the highest place. */
static void empty_area_rev_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	search_subject(s, call, out, api_mas_empty_area_rev);
}

static void empty_area_rev_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	gap_model(models[call->tree], call, out, oracle_gap_rev);
}

OPERATION(EMPTY_AREA_REV) {
	.gapless = OP_PREV,
	.subject = empty_area_rev_subject,
	.model = empty_area_rev_model,
};
