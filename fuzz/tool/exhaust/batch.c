// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that begin alike, gathered and run as one. */
#include <stdlib.h>
#include <string.h>

#include "exhaust/batch.h"

/* Calls around a program: two duplicates, and two trees that become empty again. */
#define AROUND 4

/* Single calls that a series makes at most, as vary.c has them. */
#define SERIES 24

/* Ranges that one duplicate may have for each single call that it counts as. */
#define RANGES_PER_CALL 16

void batch_begin(struct runner *runner, const struct start *start)
{
	struct batch *batch = &runner->batch;

	batch->start = start;
	memcpy(batch->data, start->data, start->size);
	batch->size = start->size;
	batch->call_count = 0;
	batch->item_count = 0;
	batch->shared = false;
	batch->work = start->work;
}

static void append(struct batch *batch, const struct call *call)
{
	struct instruction insn;

	call_encode(call, &insn);
	instruction_encode(&insn, batch->data + batch->size);
	batch->size += INSTRUCTION_SIZE;
	batch->calls[batch->call_count++] = *call;
}

static void append_dup(struct batch *batch, unsigned int source, unsigned int tree)
{
	const struct call call = { .op = OP_DUP, .source = (uint8_t)source, .tree = (uint8_t)tree };

	append(batch, &call);
}

static void append_init(struct batch *batch, unsigned int tree)
{
	const struct call call = start_init(batch->start, tree);

	append(batch, &call);
}

static void note_call(const struct call *call, void *arg)
{
	struct runner *runner = arg;
	struct batch *batch = &runner->batch;
	const size_t before = batch->start->instructions;

	(void)call;
	if (batch->told >= before)
		batch->happened[batch->told - before] = inspect_happened();
	batch->told++;
	if (runner->on_call)
		runner->on_call(batch, runner->arg);
}

size_t batch_item(const struct batch *batch)
{
	const size_t before = batch->start->instructions;
	size_t at = batch->item_count;

	if (batch->told <= before)
		return at;
	for (size_t i = 0; i < batch->item_count; i++)
		if (batch->items[i].first < batch->told - before)
			at = i;
	return at;
}

struct happened batch_happened(const struct batch *batch, const struct item *item)
{
	const struct happened *last = &batch->happened[item->first + item->count];

	return (struct happened){ last->failures - last[-1].failures, last->publications, last->dereferences };
}

static void run(struct runner *runner)
{
	struct batch *batch = &runner->batch;
	struct run_options options = runner->options;
	struct run_result result;
	struct input input = { .data = malloc(batch->size), .size = batch->size };

	memcpy(input.data, batch->data, batch->size);
	options.on_call = note_call;
	options.arg = runner;
	batch->told = 0;
	if (!guard_run(&input, &options, &result)) {
		runner->failed = true;
		runner->on_find(batch, &result);
	}
	input_free(&input);
	/* A program too long would leave calls out in silence. */
	if (result.not_run)
		abort();
	runner->tally->programs += batch->item_count;
	runner->tally->calls += result.calls;
}

void batch_flush(struct runner *runner)
{
	struct batch *batch = &runner->batch;

	runner->failed |= runner->give_up();
	if (!batch->item_count || runner->failed)
		return;
	/* So that there is a call behind the last program. */
	append_init(batch, TREE_CALLED);
	run(runner);
	if (runner->on_ran && !runner->failed)
		runner->on_ran(batch, runner->arg);
	batch_begin(runner, batch->start);
}

/* A program has one duplicate or two, one of which it may make itself. */
static unsigned long work_of(const struct batch *batch, enum layout layout, size_t count)
{
	const unsigned long duplicates = layout >= LAYOUT_DUP ? 2 : 1;

	return AROUND + count * SERIES + duplicates * (batch->start->ranges + SERIES) / RANGES_PER_CALL;
}

static bool has_room(const struct batch *batch, enum layout layout, size_t count)
{
	return batch->start->instructions + batch->call_count + AROUND + count + 1 < MAX_INSTRUCTIONS &&
	       batch->work + work_of(batch, layout, count) < MAX_CALLS;
}

void batch_fresh(struct runner *runner)
{
	struct batch *batch = &runner->batch;

	if (!batch->shared)
		return;
	append_init(batch, TREE_CALLED);
	batch->shared = false;
}

void batch_add(struct runner *runner, enum layout layout, const struct call *own, size_t count, size_t tag)
{
	struct batch *batch = &runner->batch;

	if (layout == LAYOUT_ALONE || !has_room(batch, layout, count))
		batch_flush(runner);
	if (runner->failed)
		return;
	if (layout != LAYOUT_SHARED)
		batch_fresh(runner);
	if (!batch->shared)
		append_dup(batch, TREE_SHAPE, TREE_CALLED);
	if (layout == LAYOUT_SECOND)
		append_dup(batch, TREE_CALLED, TREE_SECOND);
	batch->items[batch->item_count++] = (struct item){ layout, batch->call_count, count, tag };
	for (size_t i = 0; i < count; i++)
		append(batch, &own[i]);
	batch->shared = layout == LAYOUT_SHARED;
	if (!batch->shared)
		append_init(batch, TREE_CALLED);
	if (layout >= LAYOUT_DUP)
		append_init(batch, TREE_SECOND);
	batch->work += work_of(batch, layout, count);
	if (layout == LAYOUT_ALONE)
		batch_flush(runner);
}
