// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two calls in a row, where the shape is small: every state that one write makes of it is a shape in turn. Many writes make the same state;
 * that is gone on from once. And three cyclic allocations in a row.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "exhaust/calls.h"
#include "exhaust/digest.h"
#include "exhaust/sweep.h"

/**
 * struct state - What a write has made of the shape.
 * @digest: of the tree.
 * @calls: what made it, for the first time.
 * @count: how many calls.
 * @times: how often it was made again.
 */
struct state {
	uint64_t digest;
	struct call calls[MOST_CALLS];
	size_t count;
	uint64_t times;
};

struct states {
	struct runner *runner;
	struct state *states;
	size_t count;
	size_t next;	/* the item that is made next, of the batch that runs */
};

static void add(const struct call *calls, size_t count, void *arg)
{
	struct states *states = arg;

	batch_add(states->runner, calls_layout(calls[count - 1].op), calls, count, 0);
}

static void note_state(struct states *states, const struct batch *batch, const struct item *item)
{
	const uint64_t digest = digest_tree(TREE_CALLED);
	struct state *state;

	for (size_t i = 0; i < states->count; i++) {
		if (states->states[i].digest != digest)
			continue;
		states->states[i].times++;
		return;
	}
	states->states = realloc(states->states, (states->count + 1) * sizeof(*states->states));
	state = &states->states[states->count++];
	*state = (struct state){ .digest = digest, .count = item->count };
	memcpy(state->calls, &batch->calls[item->first], item->count * sizeof(*state->calls));
}

/* Told before each call: behind the last one of a program, its state is there. */
static void look(const struct batch *batch, void *arg)
{
	struct states *states = arg;
	const size_t before = batch->start->instructions + 1;

	if (batch->told <= before)
		states->next = 0;
	if (states->next == batch->item_count || batch->told < before)
		return;
	if (batch->items[states->next].first + batch->items[states->next].count == batch->told - before)
		note_state(states, batch, &batch->items[states->next++]);
}

/* Where the next cyclic allocation begins outlives the tree, and no other one has it: three in a row are made on the same. */
static void add_cyclic(const struct call *calls, size_t count, void *arg)
{
	struct runner *runner = arg;
	struct call own[] = { calls[0], calls[0], calls[0] };

	if (count != 1 || !operation_gives(calls[0].op, GIVE_NEXT))
		return;
	own[1].first = own[2].first = 0;
	own[1].last = own[2].last = ULONG_MAX;
	batch_add(runner, LAYOUT_ALONE, own, 3, 0);
}

static void three_cyclic(struct runner *runner, const struct start *start)
{
	const struct choice choice = { .effects = EFFECT(WRITE) };

	batch_begin(runner, start);
	calls_each(&runner->options, start, &choice, add_cyclic, runner);
	batch_flush(runner);
}

static void go_on_from(struct states *states, const struct start *shape, const struct state *state, unsigned long effort)
{
	struct runner *runner = states->runner;
	const uint64_t before = runner->tally->programs;
	struct start start = *shape;

	for (size_t i = 0; i < state->count; i++) {
		struct call call = state->calls[i];

		call.tree = TREE_SHAPE;
		start_append(&start, &call);
	}
	start_measure(&start, effort);
	calls_add_all(runner, &start, false);
	runner->tally->saved += state->times * (runner->tally->programs - before);
}

void sweep_two(struct runner *runner, const struct scope *scope, const struct cell *cell)
{
	const struct choice choice = { .effects = EFFECT(WRITE) };
	const unsigned long effort = scope->effort / cell->sweep->share;
	struct states states = { .runner = runner };
	struct start start;

	start_assemble(&start, cell->kind, cell->shape, NOWAIT_SUCCEED);
	start_measure(&start, effort);
	if (start.ranges > scope->few)
		return;
	runner->on_call = look;
	runner->arg = &states;
	batch_begin(runner, &start);
	calls_each(&runner->options, &start, &choice, add, &states);
	batch_flush(runner);
	runner->on_call = NULL;
	for (size_t i = 0; i < states.count && !runner->failed; i++)
		go_on_from(&states, &start, &states.states[i], effort);
	free(states.states);
	three_cyclic(runner, &start);
}
