// SPDX-License-Identifier: GPL-2.0-or-later
/* The same programs, with higher and higher numbers. */
#include <stdlib.h>
#include <string.h>

#include "exhaust/rounds.h"

/* The highest number: fits an operand. */
#define MOST_ROUNDS MAX_AT

/* A shape that is not small has each number tried up to EACH; from there on the next one is higher by one part in STEP. sweeps.def says so in words. */
#define EACH 32
#define STEP 8

void rounds_add(const struct call *calls, size_t count, void *arg)
{
	struct rounds *rounds = arg;

	/* Grows by doubling. */
	if (!(rounds->count & (rounds->count - 1)))
		rounds->list = realloc(rounds->list, (rounds->count ? 2 * rounds->count : 1) * sizeof(*rounds->list));
	memcpy(rounds->list[rounds->count].calls, calls, count * sizeof(*calls));
	rounds->list[rounds->count].n = 1;
	rounds->list[rounds->count++].count = count;
}

static void look(const struct batch *batch, void *arg)
{
	struct rounds *rounds = arg;

	for (size_t i = 0; i < batch->item_count; i++) {
		const struct happened happened = batch_happened(batch, &batch->items[i]);
		struct round_program *program = &rounds->list[batch->items[i].tag];

		program->last = rounds->last(&happened, program->n);
	}
}

/* Go on to the next number of @program. Return: false if it is done. */
static bool next_number(struct round_program *program, const struct start *start)
{
	const unsigned int n = program->n, next = n < EACH || start->ranges <= SMALL_SHAPE ? n + 1 : n + n / STEP;
	const unsigned long last = program->last < MOST_ROUNDS ? program->last : MOST_ROUNDS;

	program->n = next < last ? next : (unsigned int)last;
	return n < last;
}

static void run_round(struct rounds *rounds, const struct start *start)
{
	size_t kept = 0;

	batch_begin(rounds->runner, start);
	for (size_t i = 0; i < rounds->count && !rounds->runner->failed; i++)
		rounds->add(rounds, rounds->list[i].calls, rounds->list[i].count, rounds->list[i].n, i);
	batch_flush(rounds->runner);
	for (size_t i = 0; i < rounds->count; i++)
		if (next_number(&rounds->list[i], start))
			rounds->list[kept++] = rounds->list[i];
	rounds->count = kept;
}

void rounds_run(struct rounds *rounds, const struct start *start)
{
	struct runner *runner = rounds->runner;

	runner->on_ran = look;
	runner->arg = rounds;
	while (rounds->count && !runner->failed)
		run_round(rounds, start);
	runner->on_ran = NULL;
	free(rounds->list);
	rounds->list = NULL;
	rounds->count = 0;
}
