// SPDX-License-Identifier: GPL-2.0-or-later
/* The same programs, with higher and higher numbers. */
#include <stdlib.h>
#include <string.h>

#include "exhaust/rounds.h"

/* More than any call allocates or publishes: it is stuck. */
#define MOST_ROUNDS MAX_AT

void rounds_add(const struct call *calls, size_t count, void *arg)
{
	struct rounds *rounds = arg;

	/* Grows by doubling. */
	if (!(rounds->count & (rounds->count - 1)))
		rounds->list = realloc(rounds->list, (rounds->count ? 2 * rounds->count : 1) * sizeof(*rounds->list));
	memcpy(rounds->list[rounds->count].calls, calls, count * sizeof(*calls));
	rounds->list[rounds->count++].count = count;
}

static void look(const struct batch *batch, void *arg)
{
	struct rounds *rounds = arg;

	for (size_t i = 0; i < batch->item_count; i++) {
		const struct happened happened = batch_happened(batch, &batch->items[i]);

		rounds->again[batch->items[i].tag] = rounds->more(&happened, rounds->n);
	}
}

static void run_round(struct rounds *rounds, const struct start *start)
{
	size_t kept = 0;

	batch_begin(rounds->runner, start);
	for (size_t i = 0; i < rounds->count && !rounds->runner->failed; i++)
		rounds->add(rounds, rounds->list[i].calls, rounds->list[i].count, rounds->n, i);
	batch_flush(rounds->runner);
	for (size_t i = 0; i < rounds->count; i++)
		if (rounds->again[i])
			rounds->list[kept++] = rounds->list[i];
	rounds->count = kept;
}

void rounds_run(struct rounds *rounds, const struct start *start)
{
	struct runner *runner = rounds->runner;

	rounds->again = calloc(rounds->count + 1, sizeof(bool));
	runner->on_ran = look;
	runner->arg = rounds;
	for (rounds->n = 1; rounds->count && rounds->n <= MOST_ROUNDS && !runner->failed; rounds->n++)
		run_round(rounds, start);
	runner->on_ran = NULL;
	free(rounds->again);
	free(rounds->list);
	rounds->list = NULL;
	rounds->count = 0;
}
