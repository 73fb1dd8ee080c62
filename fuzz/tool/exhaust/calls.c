// SPDX-License-Identifier: GPL-2.0-or-later
/* Every call on a tree. Which operations there are, what they take and what they do is in operations.def. */
#include <limits.h>

#include "exhaust/calls.h"

/* A cursor, as most programs have it. */
#define CURSOR 0

/* What is done to the tree? Faults and processes have no tree. */
static bool has_tree(uint8_t op)
{
	switch ((enum effect)operation_infos[op].effect) {
	case EFFECT_READ:
	case EFFECT_WRITE:
	case EFFECT_DUP:
	case EFFECT_EMPTY:
		return !operation_has_process(op);
	case EFFECT_FAULT:
	case EFFECT_PROCESS:
		break;
	}
	return false;
}

/* A reader beside a writer is there in RCU mode only; without one it is the write alone, which takes part itself. */
static bool has_company(uint8_t op, unsigned int attributes)
{
	return operation_infos[op].group != GROUP_READERS || attributes & ATTRIBUTE_RCU;
}

bool calls_take_part(const struct run_options *options, uint8_t op, unsigned int attributes)
{
	return has_tree(op) && harness_has(op) && selection_has(&options->operations, op) && !options->omitted[op] &&
	       harness_becomes(op, attributes) == op && has_company(op, attributes);
}

/* Many calls in one: each of them is made by itself as well. */
static bool is_series(uint8_t op)
{
	return operation_takes(op, OPERAND_COUNT) || operation_takes(op, OPERAND_MANY);
}

enum layout calls_layout(uint8_t op)
{
	/* Where the next cyclic allocation begins is kept beside the tree, and outlives it. */
	if (operation_gives(op, GIVE_NEXT))
		return LAYOUT_ALONE;
	if (operation_takes(op, OPERAND_NEW))
		return LAYOUT_DUP;
	return effect_changes_tree((enum effect)operation_infos[op].effect) ? LAYOUT_OWN : LAYOUT_SHARED;
}

/* ---- Cursors ---- */

/* It names no tree. */
bool calls_need_cursor(uint8_t op)
{
	return operation_takes(op, OPERAND_CURSOR) && !operation_takes(op, OPERAND_TREE);
}

static struct call place(const struct vary *v)
{
	return (struct call){
		.op = v->place.first == v->place.last ? OP_CURSOR_SET : OP_CURSOR_SET_RANGE, .tree = TREE_CALLED, .cursor = CURSOR,
		.first = v->place.first, .last = v->place.last,
	};
}

/* A reading call with no operand but a limit. */
static bool is_step(uint8_t op)
{
	const uint8_t *operands = operation_infos[op].operands;

	return operation_infos[op].effect == EFFECT_READ && operands[0] == OPERAND_CURSOR &&
	       (!operands[1] || (operands[1] == OPERAND_INDEX && !operands[2]));
}

/**
 * struct going - Programs of one operation are being told of.
 * @options: of the run.
 * @start: what they begin with.
 * @choice: which.
 * @each: told of them.
 * @arg: given to it.
 */
struct going {
	const struct run_options *options;
	const struct start *start;
	const struct choice *choice;
	void (*each)(const struct call *calls, size_t count, void *arg);
	void *arg;
};

void calls_each_step(const struct run_options *options, const struct start *start, void (*each)(const struct call *step, void *arg), void *arg)
{
	for (uint8_t op = 0; op < OP_COUNT; op++) {
		if (!calls_take_part(options, op, start->attributes) || !is_step(op))
			continue;
		for (int up = 0; up <= operation_takes(op, OPERAND_INDEX); up++) {
			const unsigned long limit = up ? ULONG_MAX : 0;
			const struct call step = { .op = op, .tree = TREE_CALLED, .cursor = CURSOR, .first = limit, .last = limit };

			each(&step, arg);
		}
	}
}

static void tell(const struct vary *v, void *arg)
{
	const struct going *going = arg;
	struct call calls[MOST_CALLS] = { v->call };

	if (!calls_need_cursor(v->call.op)) {
		going->each(calls, 1, going->arg);
		return;
	}
	calls[0] = place(v);
	calls[1] = v->call;
	going->each(calls, 2, going->arg);
}

void calls_each(const struct run_options *options, const struct start *start, const struct choice *choice,
		void (*each)(const struct call *calls, size_t count, void *arg), void *arg)
{
	struct going going = { options, start, choice, each, arg };
	struct vary v = {
		.start = start, .all = choice->all, .gfps = choice->all || choice->gfps, .most_at = choice->most_at, .emit = tell, .arg = &going,
	};

	for (uint8_t op = 0; op < OP_COUNT; op++)
		if (choice->effects >> operation_infos[op].effect & 1 && calls_take_part(options, op, start->attributes) &&
		    (choice->all || !is_series(op)))
			vary(&v, op);
}

/* ---- All of them ---- */

struct adding {
	struct runner *runner;
	uint8_t op;
};

static void add(const struct call *calls, size_t count, void *arg)
{
	struct adding *adding = arg;
	const uint8_t op = calls[count - 1].op;

	/* One may leave the tree in another mode. */
	if (op != adding->op)
		batch_fresh(adding->runner);
	adding->op = op;
	batch_add(adding->runner, calls_layout(op), calls, count, 0);
}

void calls_add_all(struct runner *runner, const struct start *start, bool all)
{
	const struct choice choice = { .effects = EFFECT(READ) | EFFECT(WRITE) | EFFECT(DUP) | EFFECT(EMPTY), .all = all, .most_at = MOST_AT };
	struct adding adding = { runner, OP_NONE };

	batch_begin(runner, start);
	calls_each(&runner->options, start, &choice, add, &adding);
	batch_flush(runner);
}
