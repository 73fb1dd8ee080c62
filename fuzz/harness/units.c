// SPDX-License-Identifier: GPL-2.0-or-later
/* Going through the single calls of a call, within the limits of the world. */
#include "ops/block.h"
#include "units.h"

#define QUOTED(text) #text
#define NUMBER_TEXT(number) QUOTED(number)

void units_begin(struct units *units, const struct call *call)
{
	*units = (struct units){ .call = call };
}

static bool make_unit(struct units *units, const struct world *w, struct call *unit)
{
	const struct operation *operation = operations[units->call->op];

	*unit = *units->call;
	if (!operation->unit)
		return units->done == 0;
	unit->flags = 0;
	unit->count = 0;
	unit->stride = 0;
	return operation->unit(units, w, unit);
}

/*
 * A write adds two ranges at most: its own, and the second half of one that it splits. While one goes on, another writer may come in,
 * and needs to leave room for it.
 */
static bool room_for(const struct world *w, const struct call *unit, size_t ranges)
{
	const unsigned int most = w->subject.other ? 4 : 2;

	return operation_infos[unit->op].effect != EFFECT_WRITE || operations[unit->op]->shrinks ||
	       w->models[unit->tree].oracle.count + most <= ranges;
}

/* The same of a process. */
static bool room_for_areas(const struct world *w, const struct call *unit)
{
	return operation_infos[unit->op].effect != EFFECT_PROCESS || w->models[unit->process].process.areas.count + 2 <= MAX_AREAS;
}

bool units_next(struct units *units, const struct world *w, struct call *unit)
{
	if (!make_unit(units, w, unit))
		return false;
	if (w->work >= MAX_CALLS)
		units->cut = "the limit of " NUMBER_TEXT(MAX_CALLS) " calls in a program is reached";
	else if (w->header.generation < 4 && !room_for(w, unit, MAX_RANGES_BEFORE_4))
		units->cut = "the limit of " NUMBER_TEXT(MAX_RANGES_BEFORE_4) " ranges in a tree is reached";
	else if (!room_for(w, unit, MAX_RANGES))
		units->cut = "the limit of " NUMBER_TEXT(MAX_RANGES) " ranges in a tree is reached";
	else if (!room_for_areas(w, unit))
		units->cut = "the limit of " NUMBER_TEXT(MAX_AREAS) " VMAs in a process is reached";
	if (units->cut)
		return false;
	units->done++;
	units->first = unit->first;
	units->last = unit->last;
	return true;
}
