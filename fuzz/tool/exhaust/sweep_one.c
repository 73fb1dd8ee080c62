// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One call: every operation, with all operands that a scope has. It is made on a duplicate. That is what the shape is, node by node, as the
 * harness has compared: so the shape itself need not be built for each of them.
 */
#include "exhaust/calls.h"
#include "exhaust/sweep.h"

void sweep_one(struct runner *runner, const struct scope *scope, const struct cell *cell)
{
	const uint64_t before = runner->tally->programs;
	struct start start;

	start_assemble(&start, cell->kind, cell->shape, NOWAIT_SUCCEED);
	start_measure(&start, scope->effort);
	calls_add_all(runner, &start, start.ranges <= scope->few);
	runner->tally->saved += runner->tally->programs - before;
}
