/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every call that may be made on a start: all operations that take part, with all operands.
 */
#ifndef EXHAUST_CALLS_H
#define EXHAUST_CALLS_H

#include "exhaust/batch.h"
#include "exhaust/vary.h"

/**
 * calls_take_part() - Is the operation @op one that is made on trees of these attributes, in this run?
 *
 * One that becomes another there is not: that one takes part itself.
 */
bool calls_take_part(const struct run_options *options, uint8_t op, unsigned int attributes);

/** calls_layout() - What a program with a call of the operation @op is made on. */
enum layout calls_layout(uint8_t op);

/* Calls of a program of calls_each() at most: a cursor is set, and is used. */
#define MOST_CALLS 2

/**
 * struct choice - Which calls.
 * @effects: set of enum effect, a bit each.
 * @all: operands: all entries and gfps, and series of calls, in a small tree.
 * @gfps: all gfps.
 * @most_at: the highest of the operand kind AT.
 */
struct choice {
	unsigned int effects;
	bool all;
	bool gfps;
	unsigned int most_at;
};

/* Ranges of a store inside of a loop at most: in front of which it is made. */
#define MOST_AT 2

/** calls_each() - Tell of every program of @choice, of @count calls at @calls; the last one is what it is about. */
void calls_each(const struct run_options *options, const struct start *start, const struct choice *choice,
		void (*each)(const struct call *calls, size_t count, void *arg), void *arg);

/** calls_need_cursor() - Does the operation @op go on with a cursor that was set before? */
bool calls_need_cursor(uint8_t op);

/** calls_each_step() - Tell of every step that a cursor may make, up to either end: together they give it any status there is. */
void calls_each_step(const struct run_options *options, const struct start *start, void (*each)(const struct call *step, void *arg), void *arg);

/** calls_add_all() - Have @runner run every call on @start. @all: as struct choice has it. */
void calls_add_all(struct runner *runner, const struct start *start, bool all);

#endif
