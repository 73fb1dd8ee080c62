// SPDX-License-Identifier: GPL-2.0-or-later
/* From a batch that diverges to a program of one call. */
#include <stdlib.h>
#include <string.h>

#include "exhaust/find.h"
#include "trial.h"

void find_note(struct find *find, const struct batch *batch, const struct run_result *result)
{
	find->start = *batch->start;
	find->batch = *batch;
	find->item = batch_item(batch);
	strcpy(find->token, result->token);
}

/* A program of it: made on a duplicate as it is, or @bare on the shape itself, t1 being t0 then, and t2 being t1. */
static void write_program(const struct find *find, const struct item *item, bool bare, struct input *program)
{
	struct start start = find->start;

	for (unsigned int tree = TREE_CALLED; !bare && tree <= (item->layout == LAYOUT_SECOND ? TREE_SECOND : TREE_CALLED); tree++) {
		const struct call dup = { .op = OP_DUP, .source = (uint8_t)(tree - 1), .tree = (uint8_t)tree };

		start_append(&start, &dup);
	}
	if (bare && item->layout == LAYOUT_SECOND) {
		const struct call dup = { .op = OP_DUP, .source = TREE_SHAPE, .tree = TREE_CALLED };

		start_append(&start, &dup);
	}
	for (size_t i = 0; i < item->count; i++) {
		struct call call = find->batch.calls[item->first + i];

		if (bare && operation_has_tree(call.op))
			call.tree--;
		if (bare && operation_takes(call.op, OPERAND_SOURCE))
			call.source--;
		start_append(&start, &call);
	}
	program->data = realloc(program->data, start.size);
	program->size = start.size;
	memcpy(program->data, start.data, start.size);
}

/* Does it diverge? What a call leaves behind is told by whatever is made next, so it need not be with the same token. */
static bool diverges(const struct input *program, char *token)
{
	const struct trial *trial = trial_run(program->data, program->size);

	if (!trial || !*trial->token)
		return false;
	strcpy(token, trial->token);
	return true;
}

static bool try_item(const struct find *find, size_t at, struct input *program, char *token)
{
	for (int bare = 1; bare >= 0; bare--) {
		write_program(find, &find->batch.items[at], bare, program);
		if (diverges(program, token))
			return true;
	}
	return false;
}

bool find_reduce(const struct find *find, struct input *program, char *token)
{
	*program = (struct input){ 0 };
	if (find->item < find->batch.item_count && try_item(find, find->item, program, token))
		return true;
	/* What is lost is noticed at the end. */
	for (size_t at = find->batch.item_count; at--;)
		if (at != find->item && try_item(find, at, program, token))
			return true;
	program->data = realloc(program->data, find->batch.size);
	program->size = find->batch.size;
	memcpy(program->data, find->batch.data, find->batch.size);
	if (diverges(program, token))
		return true;
	complain("exhaust: programs that diverged with %s do not when they are run again: the run does not depend on the programs alone",
		 find->token);
	return false;
}
