// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Readers beside writers, in trees in RCU mode. One stands beside what is written, and goes on at the first, the second, ... publication of the write. One stands on each
 * range in turn, or looks something up there, and makes his step there; one makes it when the write is done; and one has the whole write at the first, the
 * second, ... dereference of his step. One looks for something in a tree that is being made as a duplicate.
 */
#include <limits.h>

#include "exhaust/rounds.h"
#include "exhaust/sweep.h"

/* Where a reader stands at each edge in turn, or looks it up, there are so many times more programs. */
#define PLACES 8

/* Is it a plain write? Those through a cursor are made by others of these, and so are those of an operation that has a reader of its own. */
static bool is_plain(const struct call *calls, size_t count)
{
	const struct operation_info *info = &operation_infos[calls[0].op];

	return count == 1 && (info->group == GROUP_MTREE || info->group == GROUP_MAS || info->effect == EFFECT_EMPTY);
}

static unsigned long published(const struct happened *happened, unsigned int n)
{
	(void)n;
	return happened->publications;
}

static unsigned long dereferenced(const struct happened *happened, unsigned int n)
{
	(void)n;
	return happened->dereferences;
}

/* ---- Beside what is written ---- */

static void add_reader(const struct rounds *rounds, const struct call *calls, size_t count, unsigned int n, size_t tag)
{
	struct call own[MAX_OWN];

	for (size_t i = 0; i < count; i++)
		own[i] = calls[i];
	own[count - 1].at = (uint8_t)n;
	batch_add(rounds->runner, LAYOUT_OWN, own, count, tag);
}

static void choose_reader(const struct call *calls, size_t count, void *arg)
{
	if (operation_infos[calls[count - 1].op].group == GROUP_READERS)
		rounds_add(calls, count, arg);
}

static void beside_the_write(struct runner *runner, const struct start *start)
{
	const struct choice choice = { .effects = EFFECT(WRITE) };
	struct rounds rounds = { .runner = runner, .add = add_reader, .last = published };

	calls_each(&runner->options, start, &choice, choose_reader, &rounds);
	rounds_run(&rounds, start);
}

/* ---- At every place ---- */

/* Of @calls, the last one is the write, and the one before it the reader's: by @schedule, @held is made in the middle of @outer. */
static void add_schedule(const struct rounds *rounds, const struct call *calls, size_t count, struct call schedule, const struct call *held,
			 const struct call *outer, size_t tag)
{
	struct call own[MAX_OWN];

	for (size_t i = 0; i < count - 2; i++)
		own[i] = calls[i];
	own[count - 2] = schedule;
	own[count - 1] = *held;
	own[count] = *outer;
	batch_add(rounds->runner, calls_layout(calls[count - 1].op), own, count + 1, tag);
}

static void add_beside(const struct rounds *rounds, const struct call *calls, size_t count, unsigned int n, size_t tag)
{
	const struct call schedule = { .op = OP_BESIDE, .at = (uint8_t)n };

	add_schedule(rounds, calls, count, schedule, &calls[count - 2], &calls[count - 1], tag);
}

static void add_amid(const struct rounds *rounds, const struct call *calls, size_t count, unsigned int n, size_t tag)
{
	const struct call schedule = { .op = OP_AMID, .at = (uint8_t)n };

	add_schedule(rounds, calls, count, schedule, &calls[count - 1], &calls[count - 2], tag);
}

/* The steps of one who stands somewhere, and how far they go. */
static const struct {
	enum opcode op;
	unsigned long limit;
} steps[] = {
	{ OP_CURSOR_NEXT_RANGE, ULONG_MAX }, { OP_CURSOR_PREV_RANGE, 0 }, { OP_CURSOR_FIND, ULONG_MAX }, { OP_CURSOR_FIND_REV, 0 },
};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

static struct call step_at(size_t k)
{
	return (struct call){ .op = steps[k].op, .tree = TREE_CALLED, .first = steps[k].limit, .last = steps[k].limit };
}

/* Who stands at @index. Return: how many calls that takes. */
static size_t stand(unsigned long index, struct call *calls)
{
	calls[0] = (struct call){ .op = OP_CURSOR_SET, .tree = TREE_CALLED, .first = index, .last = index };
	calls[1] = (struct call){ .op = OP_CURSOR_WALK, .tree = TREE_CALLED };
	return 2;
}

/* Who looks something up there: a call of each operation that reads at an index, or from there to the end. */
static void choose_lookups(struct rounds *rounds, const struct call *write, unsigned long index)
{
	const struct run_options *options = &rounds->runner->options;

	for (uint8_t op = 0; op < OP_COUNT; op++) {
		const struct operation_info *info = &operation_infos[op];
		const bool range = operation_takes(op, OPERAND_RANGE);
		const struct call calls[] = {
			{ .op = op, .tree = write->tree, .first = index, .last = range ? ULONG_MAX : index },
			*write,
		};

		if (info->effect == EFFECT_READ && (info->group == GROUP_MTREE || info->group == GROUP_ITERATE) &&
		    calls_take_part(options, op, rounds->runner->batch.start->attributes))
			rounds_add(calls, 2, rounds);
	}
}

/* The first @places places. */
static void choose_places(const struct call *calls, struct rounds *rounds, size_t places)
{
	const struct start *start = rounds->runner->batch.start;
	struct call own[MAX_OWN];

	for (size_t i = 0; i < places; i++) {
		size_t before = stand(start->places[i], own);

		for (size_t k = 0; k < STEPS; k++) {
			own[before] = step_at(k);
			own[before + 1] = calls[0];
			rounds_add(own, before + 2, rounds);
		}
	}
	for (size_t i = 0; i < start->edge_count; i++)
		choose_lookups(rounds, &calls[0], start->edges[i]);
}

static void run_at_places(struct rounds *rounds, const struct start *start, void (*choose)(const struct call *calls, size_t count, void *arg))
{
	const struct choice choice = { .effects = EFFECT(WRITE) | EFFECT(EMPTY) };

	batch_begin(rounds->runner, start);
	calls_each(&rounds->runner->options, start, &choice, choose, rounds);
	rounds_run(rounds, start);
}

static void choose_beside(const struct call *calls, size_t count, void *arg)
{
	struct rounds *rounds = arg;

	if (is_plain(calls, count))
		choose_places(calls, rounds, rounds->runner->batch.start->edge_places);
}

/* Which call makes of a tree what it becomes does not matter to who has it in the middle of his own. There are few, so he stands at each place. */
static void choose_amid(const struct call *calls, size_t count, void *arg)
{
	struct rounds *rounds = arg;

	(void)count;
	if (calls[0].op == OP_STORE_RANGE || operation_infos[calls[0].op].effect == EFFECT_EMPTY)
		choose_places(calls, rounds, rounds->runner->batch.start->place_count);
}

static void at_places(struct runner *runner, const struct start *start)
{
	struct rounds beside = { .runner = runner, .add = add_beside, .last = published };
	struct rounds amid = { .runner = runner, .add = add_amid, .last = dereferenced };

	run_at_places(&beside, start, choose_beside);
	if (!runner->failed)
		run_at_places(&amid, start, choose_amid);
}

/* ---- Beside a duplicate that is being made ---- */

static void beside_a_duplicate(struct runner *runner, const struct start *start)
{
	struct rounds rounds = { .runner = runner, .add = add_beside, .last = published };

	batch_begin(runner, start);
	for (uint8_t op = 0; op < OP_COUNT; op++) {
		const struct call dup = { .op = op, .source = TREE_CALLED, .tree = TREE_SECOND };

		if (operation_infos[op].effect != EFFECT_DUP || !calls_take_part(&runner->options, op, start->attributes))
			continue;
		for (size_t i = 0; i < start->edge_count; i++)
			choose_lookups(&rounds, &dup, start->edges[i]);
	}
	rounds_run(&rounds, start);
}

/* ---- When the write is done ---- */

static void add_behind(const struct call *calls, size_t count, void *arg)
{
	struct runner *runner = arg;
	const struct start *start = runner->batch.start;
	struct call own[MAX_OWN];

	if (!is_plain(calls, count))
		return;
	for (size_t i = 0; i < start->edge_places; i++) {
		size_t before = stand(start->places[i], own);

		for (size_t k = 0; k < STEPS; k++) {
			own[before] = calls[0];
			own[before + 1] = own[before + 2] = step_at(k);
			batch_add(runner, calls_layout(calls[0].op), own, before + 3, 0);
		}
	}
}

static void behind(struct runner *runner, const struct start *start)
{
	const struct choice choice = { .effects = EFFECT(WRITE) | EFFECT(EMPTY) };

	batch_begin(runner, start);
	calls_each(&runner->options, start, &choice, add_behind, runner);
	batch_flush(runner);
}

void sweep_schedules(struct runner *runner, const struct scope *scope, const struct cell *cell)
{
	const unsigned long effort = scope->effort / cell->sweep->share;
	struct start start;

	if (!(cell->kind->attributes & ATTRIBUTE_RCU))
		return;
	start_assemble(&start, cell->kind, cell->shape, NOWAIT_SUCCEED);
	start_measure(&start, effort);
	beside_the_write(runner, &start);
	start_measure(&start, effort / PLACES);
	at_places(runner, &start);
	beside_a_duplicate(runner, &start);
	behind(runner, &start);
}
