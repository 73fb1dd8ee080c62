/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record of a run: every call of the tree's API that the harness makes, as C text with its
 * operands, at the place where it is made; and what the contract says it gives. `emit`, the report's
 * "last API calls" and `show --trace` print it, so what they say is what ran.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdint.h>

#include "operation.h"

/* Room for one C expression or statement, and the final NUL. */
#define RECORD_TEXT_SIZE 160

/**
 * enum record_kind - What a record says.
 * @RECORD_CALL: the program's next call begins; @text is its line in the program ("the end" for the final destroys).
 * @RECORD_BEGIN: a single call begins (one store of a fill, for instance). @tree, @source, @effect and @text are set:
 *	@text is the first index that it is about, as C.
 * @RECORD_STATEMENT: @text is one C statement: a call of the tree's API, a lock, an assignment.
 * @RECORD_GROUND: the same, but it asks the ground for somebody in the middle of a call, for whom no kernel can be asked: without it the
 *	program means something else.
 * @RECORD_MEMORY: likewise, but it asks for allocations to fail.
 * @RECORD_CHECK: the same, but it calls nothing of the API: it notes or compares what a reader may be given.
 * @RECORD_HINT: the same, but it only tells the ground that something is expected: elsewhere it can be left out.
 * @RECORD_ATTEMPT: allocations may be made to fail from here on to RECORD_RETRY: what stands in between is done again,
 *	with memory, if it has given up for want of memory.
 * @RECORD_RETRY: @text is the condition, as C, under which it says that it has given up; by a known issue it may have, and said nothing.
 * @RECORD_SAME: the expression @text has to be @want.
 * @RECORD_BETWEEN: the expression @text has to be from @want to @high, both inclusive.
 * @RECORD_OTHER_BEGIN: in the middle of the single call, while it waits for memory, another writer makes the program's call
 *	@text. @want: how many windows the program has had with this one; @high: at which wait of the single call that
 *	is, and how many single calls of the interrupted call of the program are done.
 * @RECORD_READER_BEGIN: in the middle of the single call a reader makes the program's call @text. @want: how many readers the program
 *	has held back with this one; @high: behind which publication of the single call that is.
 * @RECORD_WRITER_BEGIN: in the middle of the single call a writer makes the program's call @text. @want: how many the program has held
 *	back so with this one; @high: at which dereference of the single call that is.
 * @RECORD_OTHER_END: the interrupted call goes on.
 * @RECORD_END: the single call is over. If nothing stands between, no call of the API was made for it.
 */
enum record_kind {
	RECORD_CALL,
	RECORD_BEGIN,
	RECORD_STATEMENT,
	RECORD_GROUND,
	RECORD_MEMORY,
	RECORD_CHECK,
	RECORD_HINT,
	RECORD_ATTEMPT,
	RECORD_RETRY,
	RECORD_SAME,
	RECORD_BETWEEN,
	RECORD_OTHER_BEGIN,
	RECORD_READER_BEGIN,
	RECORD_WRITER_BEGIN,
	RECORD_OTHER_END,
	RECORD_END,
};

/* RECORD_ATTEMPT and RECORD_RETRY begin with it if the call need not wait before it gives up. */
#define RECORD_AT_ONCE "at once: "

/* What a statement ends with that takes a tree out of RCU mode: until it is in it again, nodes need not wait for readers. */
#define RECORD_LEAVES_RCU ".ma_flags &= ~MT_FLAGS_USE_RCU;"

/**
 * struct record - One step of a run.
 * @kind: enum record_kind.
 * @effect: enum effect of the operation (EFFECT_READ, EFFECT_WRITE, EFFECT_DUP, EFFECT_EMPTY, EFFECT_FAULT); in RECORD_BEGIN.
 * @tree: the number of the tree it is about; -1 for none.
 * @source: of a dup, the tree that is duplicated; else -1.
 * @text: see @kind.
 * @want: see @kind.
 * @high: see @kind.
 */
struct record {
	uint8_t kind;
	uint8_t effect;
	int8_t tree;
	int8_t source;
	char text[RECORD_TEXT_SIZE];
	char want[RECORD_TEXT_SIZE];
	char high[RECORD_TEXT_SIZE];
};

/* How long a piece of C stays what it is: as many more may be asked for. */
#define C_PIECES 8

/** c_number() - @number as C. Return: one of C_PIECES texts that take turns. */
const char *c_number(unsigned long number);

/** c_entry() - What stands for the entry @entry in C. Return: likewise. */
const char *c_entry(const void *entry);

/** c_flags() - The tree's flags that a set of enum attribute stands for, as C. Return: likewise. */
const char *c_flags(unsigned int attributes);

#endif
