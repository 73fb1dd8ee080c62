// SPDX-License-Identifier: GPL-2.0-or-later
/* Cursors go on from where they stand. What each call does from each status is in states.c. */
#include "check/check.h"
#include "ops/block.h"
#include "states.h"
#include "subject_features.h"

static void step_subject(struct subject *s, const struct call *call, struct outcome *out, enum step step)
{
	out->entry = api_cursor_step(s, call->cursor, call->tree, step, call->first);
	api_cursor_state(s, call->cursor, out);
}

static void step_model(struct model *const models[], const struct call *call, struct outcome *out, enum step step)
{
	struct model *model = models[call->tree];

	states_step(&model->oracle, &model->cursors[call->cursor], step, call->first, out);
}

/* The block of the operation OP_CURSOR_@id, which makes STEP_@id, if the subject @has it; more of its fields follow. */
#define CURSOR_STEP(id, name, has, ...)									\
static void name##_subject(struct subject *s, const struct call *call, struct outcome *out)		\
{													\
	step_subject(s, call, out, STEP_##id);								\
}													\
													\
static void name##_model(struct model *const models[], const struct call *call, struct outcome *out)	\
{													\
	step_model(models, call, out, STEP_##id);							\
}													\
													\
static void name##_after(struct world *w, const struct call *call, const struct outcome *got)		\
{													\
	check_history(w, call, STEP_##id, got);								\
}													\
													\
OPERATION(CURSOR_##id) {										\
	.cursor = CURSOR_READS,										\
	.beside = true,											\
	.iterates = !(STEP_DOES_##id & STEP_WALKS),							\
	.down = (STEP_DOES_##id & STEP_DOWN) != 0,							\
	.subject = (has) ? name##_subject : NULL,							\
	.model = name##_model,										\
	.after = name##_after,										\
	__VA_ARGS__											\
}

/* mas_walk(): to the slot that holds the index, from any status. */
CURSOR_STEP(WALK, walk, true);

/* mas_find(), mas_find_range(): up to a limit, from the start on with the slot that holds the index. */
CURSOR_STEP(FIND, find, true);
CURSOR_STEP(FIND_RANGE, find_range, HAVE_FIND_RANGE, .unclear = states_may_be_paused);

/* mas_find_rev(), mas_find_range_rev(): down to a limit, likewise. */
CURSOR_STEP(FIND_REV, find_rev, true, .unclear = states_may_not_have_walked);
CURSOR_STEP(FIND_RANGE_REV, find_range_rev, HAVE_FIND_RANGE, .unclear = states_may_not_have_walked);

/* mas_next(), mas_next_range(): up to a limit, always from the slot that holds the index to another one. */
CURSOR_STEP(NEXT, next, true);
CURSOR_STEP(NEXT_RANGE, next_range, HAVE_RANGE_ITERATORS);

/* mas_prev(), mas_prev_range(): down to a limit, likewise. */
CURSOR_STEP(PREV, prev, true);
CURSOR_STEP(PREV_RANGE, prev_range, HAVE_RANGE_ITERATORS);
