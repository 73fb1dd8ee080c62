/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operation does: a block for each row of operations.def, in the file of its family. A row without a block
 * does not link.
 *
 *	OPERATION(STORE) {
 *		.external = OP_MAS_STORE,
 *		.subject = store_subject,
 *		.model = store_model,
 *	};
 */
#ifndef OPS_BLOCK_H
#define OPS_BLOCK_H

#include "api.h"
#include "model.h"

struct world;
struct units;

/**
 * enum cursor_use - What an operation does with its cursor, and so what has to be held for it (hold.h).
 * @CURSOR_UNUSED: it has none.
 * @CURSOR_ALONE: it needs nothing that was held before, and leaves nothing.
 * @CURSOR_SET: the cursor is told where to stand; no tree is looked at.
 * @CURSOR_READS: it reads through it, from where it stands.
 * @CURSOR_WRITES: it writes through it, or does what needs the lock as a write does; the status that it has come with does not matter.
 * @CURSOR_WALKS: it goes on from where it stands, and writes on the way.
 */
enum cursor_use {
	CURSOR_UNUSED,
	CURSOR_ALONE,
	CURSOR_SET,
	CURSOR_READS,
	CURSOR_WRITES,
	CURSOR_WALKS,
};

/**
 * struct operation - What an operation does.
 * @external: enum opcode: what it becomes on a tree with an external lock, or one taken with interrupts or bottom halves off; 0 where it stays what it is, since OP_INIT does.
 * @atomic: enum opcode: what it becomes on a tree whose lock forbids to sleep, since it has no gfp and would; likewise.
 * @gapless: enum opcode: what it becomes on a tree that does not track gaps, likewise.
 * @cursor: enum cursor_use.
 * @down: a cursor goes towards lower indices.
 * @unclear: is it not promised where a cursor's step begins? Then the cursor is paused first. NULL if it is always clear.
 * @taken: enum opcode: what it becomes on a tree that is not empty, or in RCU mode, likewise.
 * @dead: what it becomes if there is no such process, likewise.
 * @crowded: what it becomes if there are as many processes as there may be.
 * @stepwise: it changes one VMA after the other: one that gives up may have changed some.
 * @shrinks: of one that writes: it never leaves more ranges than there were.
 * @at_once: it is never held back for a window (window.h): it touches no tree, or it could not be made later.
 * @beside: a reader under RCU may make it in the middle of a write (beside.h).
 * @iterates: such a reader goes from range to range.
 * @has_reader: it has a reader of its own, so nobody else reads in the middle of it.
 * @alone: no other writer may come in while it waits for memory.
 * @never_fails: it waits for memory until there is some, on this subject.
 * @mode: it makes the tree one of another mode: nobody else uses it meanwhile.
 * @refuses_zero: the zero entry is refused as reserved ones are, with a warning.
 * @silent: it cannot say that it gave up for want of memory: it returns no entry then.
 * @legalise: change operands that the contract forbids; NULL if it forbids none.
 * @unit: the next of the single calls that it consists of, @unit being a copy of the call without count, stride and flags.
 *	Return: false if there are no more. NULL for an operation that is a single call.
 * @subject: make the call on the maple tree. NULL where the subject lacks it, by subject_features.h.
 * @model: make it on the oracle. NULL if that changes nothing and gives nothing.
 * @before: note what @after needs; NULL for nothing.
 * @after: checks beyond those that its effect has, whatever the call gave; NULL for none.
 */
struct operation {
	uint8_t external;
	uint8_t atomic;
	uint8_t gapless;
	uint8_t cursor;
	bool down;
	uint8_t taken;
	uint8_t dead;
	uint8_t crowded;
	bool stepwise;
	bool shrinks;
	bool at_once;
	bool beside;
	bool iterates;
	bool has_reader;
	bool alone;
	bool never_fails;
	bool mode;
	bool refuses_zero;
	bool silent;
	bool (*unclear)(const struct model_cursor *c);
	void (*legalise)(struct call *call);
	bool (*unit)(struct units *units, const struct world *w, struct call *unit);
	void (*subject)(struct subject *s, const struct call *call, struct outcome *out);
	void (*model)(struct model *const models[], const struct call *call, struct outcome *out);
	void (*before)(struct world *w, const struct call *call);
	void (*after)(struct world *w, const struct call *call, const struct outcome *got);
};

#define OP(generation, id, ...) extern const struct operation operation_##id;
#include "operations.def"
#undef OP

#define OPERATION(id) const struct operation operation_##id =

/** operations - The blocks, by enum opcode. */
extern const struct operation *const operations[OP_COUNT];

/**
 * legalise_state() - What a state asks of its caller: first <= last, and an entry that is not reserved.
 *
 * The mas_*() functions do not check them; a series of stores with either would only repeat its error.
 */
void legalise_state(struct call *call);

/** legalise_entry() - The entry alone. */
void legalise_entry(struct call *call);

#endif
