/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The statements of a test while they are written: private to body.c, unit.c and compare.c. */
#ifndef EMIT_STATEMENTS_H
#define EMIT_STATEMENTS_H

#include "emit/emission.h"
#include "emit/fold_line.h"

/* Room for any line: an expression, what it has to be, and what stands around them. */
#define LINE_SIZE (4 * RECORD_TEXT_SIZE)

/* Locks and read-side sections that a single call holds at a time. */
#define MAX_HELD 8

/* Readers in the middle of a single call. */
#define MAX_READS 4

/* Room for a statement that gives one of them back. */
#define RELEASE_SIZE (RECORD_TEXT_SIZE + 16)

/**
 * struct body - The statements so far.
 * @e: the program.
 * @out: where to.
 * @others: where the functions of other writers go, which come in in the middle of a call.
 * @other: the statements of the one who is in; NULL for none.
 * @outer: these are that of another writer, who is in in the middle of that: there is no frame around his calls.
 * @fold: the lines of the call of the program that is being written.
 * @cursors: states stay from call to call. In the kernel's dialect a grace period then ends after each call of the program that
 *	writes, as the harness has it: what such a state still points to is gone.
 * @sections: such states have read-side sections that stay open: no grace period ends in them.
 * @calls: how many calls of the program there were.
 * @units: how many single calls there were.
 * @touched: set of trees that this call of the program has changed.
 * @waits: a grace period has to end when it is over.
 * @ending: the trees are being destroyed.
 * @skipped: the single call is about a tree that the program does not name.
 * @open: a single call has begun and not ended: the rest is about it.
 * @first: the next line is its first one.
 * @said: it has a statement: a known issue may have kept the harness from making it.
 * @made: its statements are all there, and so is what is checked right after them.
 * @at_once: it need not wait before it gives up.
 * @window: the number of the writer who comes in in the middle of it; 0 for none.
 * @wait: at which time that it waits for memory.
 * @reads: the readers who read in the middle of it: their numbers, and behind which publications.
 * @read_count: how many.
 * @writer: the number of the writer who comes in in the middle of it, at a dereference; 0 for none.
 * @writer_at: at which.
 * @attempt: the condition under which it has given up; empty if no allocation is made to fail.
 * @refused: it has to return an error.
 * @leaves_rcu: it takes its tree out of RCU mode for its time.
 * @held: what was taken and not yet given back: statements.
 * @held_count: how many.
 * @held_outside: how many of them were there before the single call was made that may be made again; 0 if it is made once.
 * @cut: the tree of a single call that did not come to its end; -1 if all did.
 * @unit: the record that it began with.
 */
struct body {
	const struct emission *e;
	FILE *out;
	FILE *others;
	struct body *other;
	struct body *outer;
	struct fold fold;
	bool cursors;
	bool sections;
	unsigned int calls;
	size_t units;
	unsigned int touched;
	bool waits;
	bool ending;
	bool skipped;
	bool open;
	bool first;
	bool said;
	bool made;
	bool at_once;
	unsigned long window;
	unsigned long wait;
	struct {
		unsigned long number;
		unsigned long at;
	} reads[MAX_READS];
	unsigned int read_count;
	unsigned long writer;
	unsigned long writer_at;
	char attempt[RECORD_TEXT_SIZE];
	bool refused;
	bool leaves_rcu;
	char held[MAX_HELD][RELEASE_SIZE];
	unsigned int held_count;
	unsigned int held_outside;
	int cut;
	struct record unit;
};

#endif
