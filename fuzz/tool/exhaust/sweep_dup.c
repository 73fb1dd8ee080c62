// SPDX-License-Identifier: GPL-2.0-or-later
/* A duplicate, and a write to it or to its source: what the other holds stays. All trees are compared behind each. */
#include "exhaust/calls.h"
#include "exhaust/sweep.h"

/* Each costs three trees. */
#define SHARE 16

static void add(const struct call *calls, size_t count, void *arg)
{
	struct runner *runner = arg;
	struct call other[MOST_CALLS];

	batch_add(runner, LAYOUT_SECOND, calls, count, 0);
	for (size_t i = 0; i < count; i++) {
		other[i] = calls[i];
		other[i].tree = TREE_SECOND;
	}
	batch_add(runner, LAYOUT_SECOND, other, count, 0);
}

void sweep_dup(struct runner *runner, const struct scope *scope, const struct cell *cell)
{
	const struct choice choice = { EFFECT(WRITE) | EFFECT(EMPTY), false, 0 };
	struct start start;

	start_assemble(&start, cell->kind, cell->shape, NOWAIT_SUCCEED);
	start_measure(&start, scope->effort / SHARE);
	runner->options.compare = COMPARE_ALL;
	batch_begin(runner, &start);
	calls_each(&runner->options, &start, &choice, add, runner);
	batch_flush(runner);
	runner->options.compare = COMPARE_WRITTEN;
}
