// SPDX-License-Identifier: GPL-2.0-or-later
/* Many stores or erases in one instruction: each is a series of single calls of other operations. */
#include <limits.h>

#include "ops/bulk.h"

uint8_t bulk_op(const struct world *w, const struct call *call, enum opcode op)
{
	unsigned int attributes = w->models[call->tree].attributes;

	if (attributes & ATTRIBUTES_CALLERS_LOCK)
		op = operations[op]->external;
	if (attributes & ATTRIBUTES_ATOMIC && operations[op]->atomic)
		op = operations[op]->atomic;
	return op;
}

void bulk_erase(const struct world *w, const struct call *call, const struct oracle_range *range, struct call *unit)
{
	unit->op = bulk_op(w, call, OP_ERASE);
	unit->first = range->first;
	unit->last = operation_takes(unit->op, OPERAND_RANGE) ? range->last : range->first;
}

struct entry bulk_entry(const struct call *call, unsigned int i)
{
	struct entry entry = call->entry;

	if (!(call->flags & CALL_SAME) && (entry.kind == ENTRY_VALUE || entry.kind == ENTRY_POINTER))
		entry.id = (entry.id + i) % ENTRY_IDS;
	return entry;
}

/* ---- fill: range i is i strides away from the first, a stride being @stride times its length ---- */

bool bulk_distance(const struct call *call, unsigned int i, unsigned long *distance)
{
	unsigned long length = call->last - call->first + 1;	/* 0 for all indices */
	unsigned long step;

	return !__builtin_mul_overflow(length, (unsigned long)call->stride, &step) &&
	       !__builtin_mul_overflow(step, (unsigned long)i, distance);
}

bool bulk_range(struct units *units, struct call *unit)
{
	const struct call *call = units->call;
	unsigned long distance;

	if (units->done == call->count)
		return false;
	if (!bulk_distance(call, units->done, &distance) ||
	    (call->flags & CALL_DOWN ? distance > call->first : distance > ULONG_MAX - call->last)) {
		units->cut = NO_MORE_INDICES;
		return false;
	}
	if (call->flags & CALL_DOWN)
		distance = -distance;
	unit->first = call->first + distance;
	unit->last = call->last + distance;
	return true;
}

static bool fill_unit(struct units *units, const struct world *w, struct call *unit)
{
	const struct call *call = units->call;

	if (!bulk_range(units, unit))
		return false;
	unit->op = bulk_op(w, call, OP_STORE_RANGE);
	unit->entry = bulk_entry(call, units->done);
	return true;
}

OPERATION(FILL) {
	.legalise = legalise_state,
	.unit = fill_unit,
};

/* ---- carve: every stride-th of the ranges that begin in [first, last], beginning with the first of them, or with the last ---- */

/* The position of the next range to carve; one that is not there if there is none. */
static size_t carve_next(const struct units *units, const struct oracle *o)
{
	const struct call *call = units->call;
	const struct oracle_range *behind;

	if (!(call->flags & CALL_DOWN))
		/* Once it is erased, the range behind it has its position. */
		return units->done ? units->next + call->stride - 1 : oracle_at_or_after(o, call->first);
	if (units->done)
		return units->next - call->stride;
	behind = oracle_next(o, call->last);
	return (behind ? (size_t)(behind - o->ranges) : o->count) - 1;
}

static bool carve_unit(struct units *units, const struct world *w, struct call *unit)
{
	const struct call *call = units->call;
	const struct oracle *o = &w->models[call->tree].oracle;

	if (units->done == call->count)
		return false;
	units->next = carve_next(units, o);
	if (units->next >= o->count || o->ranges[units->next].first > call->last || o->ranges[units->next].last < call->first)
		return false;
	bulk_erase(w, call, &o->ranges[units->next], unit);
	if (call->flags & CALL_NULLS) {
		unit->op = bulk_op(w, call, OP_STORE_NULL);
		unit->last = o->ranges[units->next].last;
	}
	return true;
}

OPERATION(CARVE) {
	.legalise = legalise_state,
	.unit = carve_unit,
};
