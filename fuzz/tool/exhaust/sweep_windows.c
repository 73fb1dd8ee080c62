// SPDX-License-Identifier: GPL-2.0-or-later
/* Another writer, at each time that a call has let go of the lock to wait for memory. */
#include "exhaust/calls.h"
#include "exhaust/others.h"
#include "exhaust/sweep.h"

/* Calls wait twice at most, as long as nobody comes in. */
#define MOST_WAITS 2

/* The last of the @count calls at @calls is the one that waits. The window is opened in front of call @from: a cursor keeps its lock behind that. */
static void add_window(struct runner *runner, const struct call *calls, size_t count, size_t from)
{
	const struct call *last = &calls[count - 1];
	struct call own[MAX_OWN];
	struct call *window = &own[from];

	for (size_t i = 0; i < count; i++)
		own[i < from ? i : i + 2] = calls[i];
	for (size_t k = 0; other_at(k, calls[0].first, calls[0].last, &window[1]); k++) {
		for (unsigned int at = 1; at <= MOST_WAITS; at++) {
			window[0] = (struct call){ .op = OP_WINDOW, .at = (uint8_t)at, .flags = CALL_ANY };
			batch_add(runner, calls_layout(last->op), own, count + 2, 0);
		}
	}
}

static void add(const struct call *calls, size_t count, void *arg)
{
	const struct call *last = &calls[count - 1];
	const struct call walked[] = { calls[0], { .op = OP_CURSOR_WALK, .tree = last->tree, .cursor = last->cursor }, *last };

	add_window(arg, calls, count, count - 1);
	if (!calls_need_cursor(last->op))
		return;
	/* A cursor that has found its place before, and goes on from there, or was paused meanwhile. */
	add_window(arg, walked, 3, 0);
	add_window(arg, walked, 3, 2);
}

void sweep_windows(struct runner *runner, const struct scope *scope, const struct cell *cell)
{
	const struct choice choice = { .effects = EFFECT(WRITE) };
	struct start start;

	start_assemble(&start, cell->kind, cell->shape, NOWAIT_FAIL);
	start_measure(&start, scope->effort / cell->sweep->share);
	batch_begin(runner, &start);
	calls_each(&runner->options, &start, &choice, add, runner);
	batch_flush(runner);
}
