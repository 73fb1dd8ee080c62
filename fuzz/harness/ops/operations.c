// SPDX-License-Identifier: GPL-2.0-or-later
/* The blocks of all operations, by their numbers; and what several of them share. */
#include "entry.h"
#include "ops/block.h"

const struct operation *const operations[OP_COUNT] = {
#define OP(generation, id, number, ...) [number] = &operation_##id,
#include "operations.def"
#undef OP
};

void legalise_entry(struct call *call)
{
	if (call->entry.kind == ENTRY_RESERVED)
		call->entry.kind = ENTRY_VALUE;
}

void legalise_state(struct call *call)
{
	if (call->first > call->last)
		call->last = call->first;
	legalise_entry(call);
}
