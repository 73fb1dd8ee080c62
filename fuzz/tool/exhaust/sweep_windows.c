// SPDX-License-Identifier: GPL-2.0-or-later
/* Another writer, at each time that a call has let go of the lock to wait for memory. */
#include "exhaust/calls.h"
#include "exhaust/others.h"
#include "exhaust/sweep.h"

/* Each is made with each other writer. */
#define SHARE 16

/* Calls wait twice at most, as long as nobody comes in. */
#define MOST_WAITS 2

/* The last of the @count calls at @calls is the one that waits. */
static void add_window(struct runner *runner, const struct call *calls, size_t count)
{
	const struct call *last = &calls[count - 1];
	struct call own[MAX_OWN];
	struct call *window = &own[count - 1];

	for (size_t i = 0; i < count - 1; i++)
		own[i] = calls[i];
	window[2] = *last;
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

	add_window(arg, calls, count);
	/* A cursor that has found its place before. */
	if (calls_need_cursor(last->op))
		add_window(arg, walked, 3);
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
