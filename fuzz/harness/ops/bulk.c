// SPDX-License-Identifier: GPL-2.0-or-later
/* Many stores or erases in one instruction: each is a series of single calls of other operations. */
#include <limits.h>

#include "ops/block.h"
#include "units.h"

/* What the operation @op is on the tree of @call. */
static uint8_t op_on(const struct world *w, const struct call *call, enum opcode op)
{
	return w->models[call->tree].attributes & ATTRIBUTE_EXTERN ? operations[op]->external : op;
}

/* ---- fill: range i is i strides away from the first, a stride being @stride times its length ---- */

/* Entry number @i: the kind of the first, numbered on. */
static struct entry fill_entry(const struct call *call, unsigned int i)
{
	struct entry entry = call->entry;

	if (!(call->flags & CALL_SAME) && (entry.kind == ENTRY_VALUE || entry.kind == ENTRY_POINTER))
		entry.id = (entry.id + i) % ENTRY_IDS;
	return entry;
}

static bool fill_unit(struct units *units, const struct world *w, struct call *unit)
{
	const struct call *call = units->call;
	unsigned long length = call->last - call->first + 1;	/* 0 for all indices */
	unsigned long distance, step;

	if (units->done == call->count)
		return false;
	if (__builtin_mul_overflow(length, (unsigned long)call->stride, &step) ||
	    __builtin_mul_overflow(step, (unsigned long)units->done, &distance) ||
	    (call->flags & CALL_DOWN ? distance > call->first : distance > ULONG_MAX - call->last)) {
		units->cut = "there are no more indices";
		return false;
	}
	if (call->flags & CALL_DOWN)
		distance = -distance;
	unit->op = op_on(w, call, OP_STORE_RANGE);
	unit->first = call->first + distance;
	unit->last = call->last + distance;
	unit->entry = fill_entry(call, units->done);
	return true;
}

OPERATION(FILL) {
	.legalise = legalise_state,
	.unit = fill_unit,
};

/* ---- carve: every stride-th of the ranges that begin in [first, last], beginning with the first of them ---- */

static bool carve_unit(struct units *units, const struct world *w, struct call *unit)
{
	const struct call *call = units->call;
	const struct oracle *o = &w->models[call->tree].oracle;

	if (units->done == call->count)
		return false;
	if (!units->done)
		units->next = oracle_at_or_after(o, call->first);
	if (units->next >= o->count || o->ranges[units->next].first > call->last)
		return false;
	unit->first = unit->last = o->ranges[units->next].first;
	if (call->flags & CALL_NULLS) {
		unit->op = op_on(w, call, OP_STORE_NULL);
		unit->last = o->ranges[units->next].last;
	} else {
		unit->op = op_on(w, call, OP_ERASE);
	}
	/* Once it is erased, the range behind it has its position. */
	units->next += call->stride - 1;
	return true;
}

OPERATION(CARVE) {
	.legalise = legalise_state,
	.unit = carve_unit,
};
