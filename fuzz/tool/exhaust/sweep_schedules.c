// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Readers beside writers, in trees in RCU mode: one who stands beside what is written, and goes on at the first, the second, ... publication of the
 * write; and one who stands on each range in turn, and goes on when the write is done.
 */
#include <limits.h>

#include "exhaust/rounds.h"
#include "exhaust/sweep.h"

/* Each is made as often as it publishes, and for each place where a reader stands. */
#define SHARE 16
#define SHARE_OF_STANDING 128

/* ---- At every publication ---- */

static void add_reader(const struct rounds *rounds, const struct call *calls, size_t count, unsigned int n, size_t tag)
{
	struct call own[MOST_CALLS];

	for (size_t i = 0; i < count; i++)
		own[i] = calls[i];
	own[count - 1].at = (uint8_t)n;
	batch_add(rounds->runner, LAYOUT_OWN, own, count, tag);
}

/* Only those that somebody stands beside are made again and again. */
static void choose_reader(const struct call *calls, size_t count, void *arg)
{
	if (operation_infos[calls[count - 1].op].group == GROUP_READERS)
		rounds_add(calls, count, arg);
}

static bool published(const struct happened *happened, unsigned int n)
{
	return happened->publications > n;
}

static void at_publications(struct runner *runner, const struct start *start)
{
	const struct choice choice = { EFFECT(WRITE), false, 0 };
	struct rounds rounds = { .runner = runner, .add = add_reader, .more = published };

	calls_each(&runner->options, start, &choice, choose_reader, &rounds);
	rounds_run(&rounds, start);
}

/* ---- On every range ---- */

/* A reader finds the range at his index, a write is made, and he steps: up to the end or down to the beginning, as the step has it. */
static void add_standing(const struct call *calls, size_t count, void *arg)
{
	struct runner *runner = arg;
	const struct start *start = runner->batch.start;
	static const enum opcode steps[] = { OP_CURSOR_NEXT_RANGE, OP_CURSOR_PREV_RANGE, OP_CURSOR_FIND, OP_CURSOR_FIND_REV };

	if (count > 1 || operation_infos[calls[0].op].group == GROUP_READERS)
		return;
	for (size_t i = 0; i < start->edge_count; i++) {
		for (size_t k = 0; k < sizeof(steps) / sizeof(steps[0]); k++) {
			const unsigned long limit = k % 2 ? 0 : ULONG_MAX;
			const struct call own[] = {
				{ .op = OP_CURSOR_SET, .tree = TREE_CALLED, .first = start->edges[i], .last = start->edges[i] },
				{ .op = OP_CURSOR_WALK, .tree = TREE_CALLED },
				calls[0],
				{ .op = steps[k], .tree = TREE_CALLED, .first = limit, .last = limit },
				{ .op = steps[k], .tree = TREE_CALLED, .first = limit, .last = limit },
			};

			batch_add(runner, calls_layout(calls[0].op), own, sizeof(own) / sizeof(own[0]), 0);
		}
	}
}

static void on_ranges(struct runner *runner, const struct start *start)
{
	const struct choice choice = { EFFECT(WRITE) | EFFECT(EMPTY), false, 0 };

	batch_begin(runner, start);
	calls_each(&runner->options, start, &choice, add_standing, runner);
	batch_flush(runner);
}

void sweep_schedules(struct runner *runner, const struct scope *scope, const struct cell *cell)
{
	struct start start;

	if (!(cell->kind->attributes & ATTRIBUTE_RCU))
		return;
	start_assemble(&start, cell->kind, cell->shape, NOWAIT_SUCCEED);
	start_measure(&start, scope->effort / SHARE);
	at_publications(runner, &start);
	start_measure(&start, scope->effort / SHARE_OF_STANDING);
	on_ranges(runner, &start);
}
