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
 * struct operation - What an operation does.
 * @external: enum opcode: what it becomes on a tree with an external lock; 0 where it stays what it is, since OP_INIT does.
 * @gapless: enum opcode: what it becomes on a tree that does not track gaps, likewise.
 * @shrinks: of one that writes: it never leaves more ranges than there were.
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
	uint8_t gapless;
	bool shrinks;
	bool silent;
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

#endif
