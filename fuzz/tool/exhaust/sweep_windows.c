// SPDX-License-Identifier: GPL-2.0-or-later
/* Another writer, at each time that a call has let go of the lock to wait for memory. */
#include "exhaust/calls.h"
#include "exhaust/others.h"
#include "exhaust/sweep.h"

/* Each is made with each other writer. */
#define SHARE 16

/* Calls wait twice at most, as long as nobody comes in. */
#define MOST_WAITS 2

static void add(const struct call *calls, size_t count, void *arg)
{
	struct runner *runner = arg;
	const struct call *last = &calls[count - 1];
	struct call own[MOST_CALLS + 2] = { { .op = OP_WINDOW, .flags = CALL_ANY } };

	for (size_t i = 0; i < count; i++)
		own[i + 2] = calls[i];
	for (size_t k = 0; other_at(k, last->first, last->last, &own[1]); k++) {
		for (unsigned int at = 1; at <= MOST_WAITS; at++) {
			own[0].at = (uint8_t)at;
			batch_add(runner, calls_layout(last->op), own, count + 2, 0);
		}
	}
}

void sweep_windows(struct runner *runner, const struct scope *scope, const struct cell *cell)
{
	const struct choice choice = { .effects = EFFECT(WRITE) };
	struct start start;

	start_assemble(&start, cell->kind, cell->shape, NOWAIT_FAIL);
	start_measure(&start, scope->effort / SHARE);
	batch_begin(runner, &start);
	calls_each(&runner->options, &start, &choice, add, runner);
	batch_flush(runner);
}
