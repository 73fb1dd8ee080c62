// SPDX-License-Identifier: GPL-2.0-or-later
/* Allocations that fail: the first, the second, ... of each call, once, and from then on. The harness makes a call that gives up once more. */
#include "exhaust/rounds.h"
#include "exhaust/sweep.h"

/* How they fail: what becomes of those that may not block, and of the n-th. */
static const struct {
	enum nowait nowait;
	enum opcode op;
} ways[] = {
	{ NOWAIT_FAIL, OP_FAIL_ALLOC },
	{ NOWAIT_FAIL, OP_ALLOC_BUDGET },
	{ NOWAIT_SUCCEED, OP_FAIL_ALLOC },
	{ NOWAIT_SUCCEED, OP_ALLOC_BUDGET },
	{ NOWAIT_SOMETIMES, OP_FAIL_ALLOC },
};

/* Of the way that is tried. */
static enum opcode fault;

static void add(const struct rounds *rounds, const struct call *calls, size_t count, unsigned int n, size_t tag)
{
	struct call own[MOST_CALLS + 1] = { { .op = fault, .count = (uint16_t)n } };

	for (size_t i = 0; i < count; i++)
		own[i + 1] = calls[i];
	batch_add(rounds->runner, calls_layout(calls[count - 1].op), own, count + 1, tag);
}

/* Whether there is one more allocation, the next number shows. */
static unsigned long failed(const struct happened *happened, unsigned int n)
{
	return happened->failures ? n + 1 : 0;
}

void sweep_faults(struct runner *runner, const struct scope *scope, const struct cell *cell)
{
	struct choice choice = { .effects = EFFECT(WRITE) | EFFECT(DUP) };

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]) && !runner->failed; i++) {
		struct rounds rounds = { .runner = runner, .add = add, .last = failed };
		struct start start;

		start_assemble(&start, cell->kind, cell->shape, ways[i].nowait);
		start_measure(&start, scope->effort / cell->sweep->share);
		choice.gfps = start.ranges <= scope->few / 2;
		fault = ways[i].op;
		calls_each(&runner->options, &start, &choice, rounds_add, &rounds);
		rounds_run(&rounds, &start);
	}
}
