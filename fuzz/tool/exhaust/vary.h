/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every call of an operation on t1, a duplicate of the shape, with all operands that a scope has.
 */
#ifndef EXHAUST_VARY_H
#define EXHAUST_VARY_H

#include <stdbool.h>

#include "exhaust/start.h"

/**
 * struct vary - Goes through the calls of an operation.
 * @start: what they may be about.
 * @all: all entries are tried, and long series: the tree is small.
 * @gfps: all gfps are tried.
 * @most_at: the highest of the operand kind AT.
 * @call: the call as it stands.
 * @place: where its cursor stands; the last index is above the first only for what is written through a cursor.
 * @emit: told of each call.
 * @arg: given to it.
 */
struct vary {
	const struct start *start;
	bool all;
	bool gfps;
	unsigned int most_at;
	struct call call;
	struct {
		unsigned long first;
		unsigned long last;
	} place;
	void (*emit)(const struct vary *v, void *arg);
	void *arg;
};

/** vary() - Go through all calls of the operation @op. */
void vary(struct vary *v, uint8_t op);

#endif
