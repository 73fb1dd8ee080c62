// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cursors: one is set, makes a step, and is used, so that each call that goes on with a cursor meets every status; the same with another writer between
 * the step and the use. And each write through a cursor, with a step behind it.
 */
#include <limits.h>

#include "exhaust/calls.h"
#include "exhaust/others.h"
#include "exhaust/sweep.h"

/**
 * struct use - A use of a cursor, which steps are put around.
 * @runner: runs them.
 * @few: the tree is small.
 * @place: the call that sets the cursor.
 * @call: the use.
 */
struct use {
	struct runner *runner;
	bool few;
	struct call place;
	struct call call;
};

static void add(const struct use *use, const struct call *own, size_t count)
{
	const bool reads = operation_infos[use->call.op].effect == EFFECT_READ && count == 3;

	batch_add(use->runner, reads ? LAYOUT_SHARED : LAYOUT_OWN, own, count, 0);
}

/* Does it go to an end of the tree, or in a small one to the edge beside it, if it has a limit? Others have been in between often enough then. */
static bool goes_far(const struct use *use)
{
	const struct start *start = use->runner->batch.start;
	const unsigned long limit = use->call.first;
	const size_t beside = use->few;

	return !operation_takes(use->call.op, OPERAND_INDEX) || limit <= start->edges[beside] || limit >= start->edges[start->edge_count - 1 - beside];
}

static void add_step(const struct call *step, void *arg)
{
	const struct use *use = arg;
	const bool far = goes_far(use);
	struct call own[] = { use->place, *step, use->call, use->call };

	add(use, own, 3);
	for (size_t k = 0; far && other_at(k, use->place.first, use->place.last, &own[2]); k++)
		add(use, own, 4);
	if (!effect_changes_tree((enum effect)operation_infos[use->call.op].effect))
		return;
	own[1] = use->call;
	own[2] = *step;
	add(use, own, 3);
}

static void add_use(const struct call *calls, size_t count, void *arg)
{
	struct use *use = arg;

	/* Searches have pairs of limits, and sizes: too many, but in a small tree. */
	if (count != 2 || !calls_need_cursor(calls[1].op) || (operation_takes(calls[1].op, OPERAND_RANGE) && !use->few))
		return;
	use->place = calls[0];
	use->call = calls[1];
	calls_each_step(&use->runner->options, use->runner->batch.start, add_step, use);
}

void sweep_cursors(struct runner *runner, const struct scope *scope, const struct cell *cell)
{
	const struct choice choice = { .effects = EFFECT(READ) | EFFECT(WRITE) };
	struct use use = { .runner = runner };
	struct start start;

	start_assemble(&start, cell->kind, cell->shape, NOWAIT_SUCCEED);
	start_measure(&start, scope->effort / cell->sweep->share);
	use.few = start.ranges <= scope->few;
	batch_begin(runner, &start);
	calls_each(&runner->options, &start, &choice, add_use, &use);
	batch_flush(runner);
}
