// SPDX-License-Identifier: GPL-2.0-or-later
#include <limits.h>

#include "units.h"

void units_begin(struct units *units, const struct call *call)
{
	*units = (struct units){ .call = call };
}

/* Entry number @i of a fill: the kind of the first, numbered on. */
static struct entry fill_entry(const struct call *call, unsigned int i)
{
	struct entry entry = call->entry;

	if (!(call->flags & CALL_SAME) && (entry.kind == ENTRY_VALUE || entry.kind == ENTRY_POINTER))
		entry.id = (entry.id + i) % ENTRY_IDS;
	return entry;
}

/* Range i of a fill is i strides away from the first, a stride being @stride times its length. */
static bool fill_unit(const struct units *units, const struct world *w, struct call *unit)
{
	const struct call *call = units->call;
	unsigned long length = call->last - call->first + 1;	/* 0 for all indices */
	unsigned long distance, step;

	if (__builtin_mul_overflow(length, (unsigned long)call->stride, &step) ||
	    __builtin_mul_overflow(step, (unsigned long)units->done, &distance))
		return false;
	if (call->flags & CALL_DOWN ? distance > call->first : distance > ULONG_MAX - call->last)
		return false;
	if (call->flags & CALL_DOWN)
		distance = -distance;
	unit->op = tree_external(&w->trees[call->tree]) ? OP_MAS_STORE : OP_STORE_RANGE;
	unit->first = call->first + distance;
	unit->last = call->last + distance;
	unit->entry = fill_entry(call, units->done);
	return true;
}

/* Every stride-th of the ranges that begin in [first, last], beginning with the first of them. */
static bool carve_unit(struct units *units, const struct world *w, struct call *unit)
{
	const struct call *call = units->call;
	const struct oracle *o = &w->trees[call->tree].oracle;
	bool external = tree_external(&w->trees[call->tree]);

	if (!units->done)
		units->next = oracle_at_or_after(o, call->first);
	if (units->next >= o->count || o->ranges[units->next].first > call->last)
		return false;
	unit->first = o->ranges[units->next].first;
	if (call->flags & CALL_NULLS) {
		unit->op = external ? OP_MAS_STORE : OP_STORE_NULL;
		unit->last = o->ranges[units->next].last;
	} else {
		unit->op = external ? OP_MAS_ERASE : OP_ERASE;
		unit->last = unit->first;
	}
	/* Once it is erased, the range behind it has its position. */
	units->next += call->stride - 1;
	return true;
}

/* A store adds two ranges at most: its own, and the second half of one that it splits. */
static bool room_for(const struct world *w, const struct call *unit)
{
	bool stores = opcode_infos[unit->op].operands & OPERAND_ENTRY || unit->op == OP_STORE_NULL;

	return !stores || w->trees[unit->tree].oracle.count + 2 <= MAX_RANGES;
}

static bool make_unit(struct units *units, const struct world *w, struct call *unit)
{
	const struct call *call = units->call;

	*unit = *call;
	if (call->op != OP_FILL && call->op != OP_CARVE)
		return units->done == 0;
	if (units->done == call->count)
		return false;
	unit->flags = 0;
	unit->count = 0;
	unit->stride = 0;
	return call->op == OP_FILL ? fill_unit(units, w, unit) : carve_unit(units, w, unit);
}

bool units_next(struct units *units, const struct world *w, struct call *unit)
{
	if (w->work >= MAX_CALLS || !make_unit(units, w, unit) || !room_for(w, unit))
		return false;
	units->done++;
	units->last = *unit;
	return true;
}
