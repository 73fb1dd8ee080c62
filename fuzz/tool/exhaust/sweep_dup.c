// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A duplicate, and a write to it or to its source: what the other holds stays. Then duplicates into trees of every kind, and into some that hold something.
 * All trees are compared behind each.
 */
#include "exhaust/calls.h"
#include "exhaust/sweep.h"

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

/* What the tree may hold that is to be the duplicate: then it is refused. */
static const struct call taken[] = {
	{ .op = OP_STORE, .tree = TREE_SECOND, .entry = { ENTRY_VALUE, 2 } },
	{ .op = OP_STORE_RANGE, .tree = TREE_SECOND, .first = 3, .last = 9, .entry = { ENTRY_VALUE, 2 } },
};

static void add_destination(struct runner *runner, const struct call *first)
{
	for (uint8_t op = 0; op < OP_COUNT; op++) {
		const struct call own[] = { *first, { .op = op, .source = TREE_CALLED, .tree = TREE_SECOND } };

		if (operation_infos[op].effect == EFFECT_DUP && calls_take_part(&runner->options, op, runner->batch.start->attributes))
			batch_add(runner, LAYOUT_DUP, own, 2, 0);
	}
}

/* Every duplicate into a tree of each kind, and into one that is not empty. */
static void add_destinations(struct runner *runner, const struct start *start)
{
	for (size_t k = 0; kind_at(k); k++) {
		struct call init = start_init(start, TREE_SECOND);

		init.attributes = (uint8_t)kind_at(k)->attributes;
		add_destination(runner, &init);
	}
	for (size_t k = 0; k < sizeof(taken) / sizeof(taken[0]); k++)
		add_destination(runner, &taken[k]);
}

void sweep_dup(struct runner *runner, const struct scope *scope, const struct cell *cell)
{
	const struct choice choice = { .effects = EFFECT(WRITE) | EFFECT(EMPTY) };
	struct start start;

	start_assemble(&start, cell->kind, cell->shape, NOWAIT_SUCCEED);
	start_measure(&start, scope->effort / cell->sweep->share);
	runner->options.compare = COMPARE_ALL;
	batch_begin(runner, &start);
	calls_each(&runner->options, &start, &choice, add, runner);
	add_destinations(runner, &start);
	batch_flush(runner);
	runner->options.compare = COMPARE_WRITTEN;
}
