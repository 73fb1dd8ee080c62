/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The single calls that a call consists of: one, or many for an operation that has `unit` (ops/block.h). */
#ifndef UNITS_H
#define UNITS_H

#include "world.h"

/**
 * struct units - Goes through the units of a call.
 * @call: the call.
 * @done: how many units were taken.
 * @first: the first index of the unit taken last.
 * @last: its last index.
 * @cut: why no more are made though the call says more; NULL as long as nothing stands in the way.
 * @next: for the operation: where the next one begins; carve: the position in the oracle.
 */
struct units {
	const struct call *call;
	unsigned int done;
	unsigned long first;
	unsigned long last;
	const char *cut;
	size_t next;
};

/** units_begin() - Begin with @call. */
void units_begin(struct units *units, const struct call *call);

/**
 * units_next() - The next unit, given what the world holds now.
 *
 * Return: false if there is none, or if a limit of the world forbids it, as @cut then says.
 */
bool units_next(struct units *units, const struct world *w, struct call *unit);

#endif
