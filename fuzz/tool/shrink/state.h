/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the trees hold in the middle of a program: asked of the oracle, the subject is not run. */
#ifndef SHRINK_STATE_H
#define SHRINK_STATE_H

#include "shrink/engine.h"

/**
 * struct range - A range that holds an entry, whichever.
 * @first: first index, inclusive.
 * @last: last index, inclusive.
 */
struct range {
	unsigned long first;
	unsigned long last;
};

/**
 * struct state - What the trees hold.
 * @attributes: of each tree, set of enum attribute.
 * @count: how many ranges each tree holds.
 * @ranges: of each tree, from the lowest on; on the heap.
 */
struct state {
	unsigned int attributes[MAX_TREES];
	size_t count[MAX_TREES];
	struct range *ranges[MAX_TREES];
};

/** state_before_call() - Note into @state what the trees hold before call @at of @draft. Return: false for want of memory. */
bool state_before_call(const struct draft *draft, size_t at, struct state *state);

/**
 * state_before_unit() - Note what they hold before the @n-th single call, from 1 on.
 * @unit: set to that call.
 *
 * Return: false if there are not so many, or for want of memory.
 */
bool state_before_unit(const struct draft *draft, unsigned long n, struct state *state, struct call *unit);

/** state_free() - Give back what one of these has noted, also if it returned false. */
void state_free(struct state *state);

#endif
