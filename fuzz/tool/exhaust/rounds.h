/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs that are run again with a higher number as long as that makes a difference: the allocation that fails, the publication at which somebody acts.
 */
#ifndef EXHAUST_ROUNDS_H
#define EXHAUST_ROUNDS_H

#include "exhaust/calls.h"

/**
 * struct rounds - They.
 * @runner: runs them.
 * @add: add the program of the @count calls at @calls to the batch, with the number @n, and the tag @tag.
 * @more: has it made a difference, so that @n + 1 may?
 * @list: those of this round.
 * @count: how many.
 * @again: of each, is it in the next one?
 */
struct rounds {
	struct runner *runner;
	void (*add)(const struct rounds *rounds, const struct call *calls, size_t count, unsigned int n, size_t tag);
	bool (*more)(const struct happened *happened, unsigned int n);
	struct round_program {
		struct call calls[MAX_OWN];
		size_t count;
	} *list;
	size_t count;
	bool *again;
	unsigned int n;
};

/** rounds_add() - Add a program to the first round; for calls_each(). */
void rounds_add(const struct call *calls, size_t count, void *rounds);

/** rounds_run() - Run all rounds on @start, from 1 on. */
void rounds_run(struct rounds *rounds, const struct start *start);

#endif
