/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs that are run again with a higher number as long as that makes a difference: the allocation that fails, the publication at which somebody acts.
 *
 * A write that clears a large tree marks each of its leaves dead, and each mark is a publication; a loop over one has a dozen dereferences for each range.
 * Of such a series a large shape gets the first ones, then fewer and fewer, and the last one.
 */
#ifndef EXHAUST_ROUNDS_H
#define EXHAUST_ROUNDS_H

#include "exhaust/calls.h"

/**
 * struct rounds - They.
 * @runner: runs them.
 * @add: add the program of the @count calls at @calls to the batch, with the number @n, and the tag @tag.
 * @last: the highest number that makes a difference, as far as running it with @n has shown.
 * @list: those of this round, each with its number, and the highest one that makes a difference.
 * @count: how many.
 */
struct rounds {
	struct runner *runner;
	void (*add)(const struct rounds *rounds, const struct call *calls, size_t count, unsigned int n, size_t tag);
	unsigned long (*last)(const struct happened *happened, unsigned int n);
	struct round_program {
		struct call calls[MAX_OWN];
		size_t count;
		unsigned int n;
		unsigned long last;
	} *list;
	size_t count;
};

/** rounds_add() - Add a program to the first round; for calls_each(). */
void rounds_add(const struct call *calls, size_t count, void *rounds);

/** rounds_run() - Run all rounds on @start, from 1 on. */
void rounds_run(struct rounds *rounds, const struct start *start);

#endif
