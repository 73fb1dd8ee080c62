/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reader under RCU, who takes its steps while others write. What must hold for it is in check.h.
 */
#ifndef READER_H
#define READER_H

#include <stdbool.h>
#include <stdio.h>

#include <linux/maple_tree.h>

#include "ground.h"
#include "oracle.h"

enum reader_kind {
	READER_LOAD,
	READER_WALK,
	READER_MT_FIND,
	READER_FIND,
	READER_NEXT,
	READER_PREV,
	READER_NEXT_RANGE,
	READER_PREV_RANGE,
	READER_FIND_REV,
	READER_FIND_RANGE,
	READER_FIND_RANGE_REV,
	READER_KINDS
};

/* What may be right at the time of a step: the old ranges, the new ones, or either. */
#define READ_OLD	1U
#define READ_NEW	2U

#define READER_PLACES	5

/* How many of its last steps are told when there is a difference. */
#define READER_TRAIL	8

/**
 * struct reader - A reader.
 * @kind: what it calls at each step.
 * @places: where an iterator begins is the first of these; the others look them up in turn.
 * @from: where the iterator has begun.
 * @mas: the state of an iterator.
 * @parked: its read-side section, while it does not act.
 * @steps: how many steps it has taken.
 * @trail: what the last steps gave, that number i in place i % READER_TRAIL.
 * @moments: what might have been right at each of them.
 * @at: the range that an iterator stands on.
 * @stands: has it met one yet?
 * @ended: an iterator has found nothing more; or a reader was given up.
 * @saw_new: what it met was right only after the write.
 */
struct reader {
	enum reader_kind kind;
	unsigned long places[READER_PLACES];
	unsigned long from;
	struct ma_state mas;
	struct ground_reader parked;
	unsigned int steps;
	struct oracle_range trail[READER_TRAIL];
	unsigned int moments[READER_TRAIL];
	struct oracle_range at;
	bool stands;
	bool ended;
	bool saw_new;
};

/** reader_iterates() - Does it go from range to range? */
bool reader_iterates(const struct reader *reader);

/** reader_goes_down() - Does it go to lower indices? */
bool reader_goes_down(const struct reader *reader);

/** reader_meets_index() - Is the range that holds the index where an iterator begins the first that it meets? */
bool reader_meets_index(const struct reader *reader);

/** reader_meets_emptiness() - Does it stop at emptiness, too? Where it begins, it need not. */
bool reader_meets_emptiness(const struct reader *reader);

/** reader_name() - What it calls. */
const char *reader_name(const struct reader *reader);

/** reader_begin() - A reader with its kind and places begins on a tree. */
void reader_begin(struct reader *reader, struct maple_tree *tree);

/**
 * reader_step() - Take a step, and see what must hold. In a read-side section.
 * @reader: the reader.
 * @old: the ranges before the write.
 * @new: the ranges after it.
 * @moments: which of them may be right: asked for behind the call of the tree, in the middle of which it may change.
 *
 * A difference ends the program: see difference().
 */
void reader_step(struct reader *reader, const struct oracle *old, const struct oracle *new,
		 const unsigned int *moments);

/** reader_describe() - Print what it does, and where it stands. */
void reader_describe(FILE *out, const struct reader *reader);

/** difference() - Something does not hold: print it, with all that repeats it, and end. */
__attribute__((__noreturn__, __format__(__printf__, 1, 2)))
void difference(const char *format, ...);

#endif
