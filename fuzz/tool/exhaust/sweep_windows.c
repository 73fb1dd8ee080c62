// SPDX-License-Identifier: GPL-2.0-or-later
/* Another writer, at each time that a call has let go of the lock to wait for memory. */
#include <limits.h>

#include "exhaust/calls.h"
#include "exhaust/sweep.h"

/* Each is made with each other writer. */
#define SHARE 16

/* Calls wait twice at most, as long as nobody comes in. */
#define MOST_WAITS 2

/* What he does: writes where the call does, in front of it, and everywhere; and erases. */
static const struct {
	enum opcode op;
	bool all;
	bool before;
	struct entry entry;
} others[] = {
	{ OP_STORE_RANGE, false, false, { ENTRY_VALUE, 2 } },
	{ OP_STORE, false, true, { ENTRY_VALUE, 3 } },
	{ OP_ERASE, false, false, { 0 } },
	{ OP_STORE_NULL, true, false, { 0 } },
};

static void add(const struct call *calls, size_t count, void *arg)
{
	struct runner *runner = arg;
	const struct call *last = &calls[count - 1];

	for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++) {
		for (unsigned int at = 1; at <= MOST_WAITS; at++) {
			struct call own[MOST_CALLS + 2] = {
				{ .op = OP_WINDOW, .at = (uint8_t)at, .flags = CALL_ANY },
				{ .op = others[k].op, .tree = TREE_CALLED, .entry = others[k].entry, .first = last->first, .last = last->last },
			};

			if (others[k].before)
				own[1].first -= own[1].first > 0;
			if (others[k].all) {
				own[1].first = 0;
				own[1].last = ULONG_MAX;
			}
			for (size_t i = 0; i < count; i++)
				own[i + 2] = calls[i];
			batch_add(runner, calls_layout(last->op), own, count + 2, 0);
		}
	}
}

void sweep_windows(struct runner *runner, const struct scope *scope, const struct cell *cell)
{
	const struct choice choice = { EFFECT(WRITE), false, 0 };
	struct start start;

	start_assemble(&start, cell->kind, cell->shape, NOWAIT_FAIL);
	start_measure(&start, scope->effort / SHARE);
	batch_begin(runner, &start);
	calls_each(&runner->options, &start, &choice, add, runner);
	batch_flush(runner);
}
