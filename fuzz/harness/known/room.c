// SPDX-License-Identifier: GPL-2.0-or-later
/* Hooks of the known issues of calls that look for room. */
#include <errno.h>
#include <limits.h>

#include "entry.h"
#include "known/hooks.h"
#include "ops/block.h"

/* ---- Room that the subject does not find ---- */

static bool searches_down(const struct call *call)
{
	return call->op == OP_EMPTY_AREA_REV || call->op == OP_CURSOR_EMPTY_AREA_REV || call->op == OP_ALLOC_RRANGE ||
	       (call->op == OP_EMPTY_AREA_STORE && call->flags & CALL_DOWN);
}

/* The room that @call is to take. Return: false if it takes none, or there is none. */
static bool room_to_take(const struct world *w, const struct call *call, struct oracle_range *room)
{
	const struct oracle *o = oracle_of(w, call);

	if (operation_infos[call->op].effect != EFFECT_WRITE || call->entry.kind == ENTRY_RESERVED ||
	    (call->entry.kind == ENTRY_ZERO && call->op != OP_EMPTY_AREA_STORE) ||
	    !(w->models[call->tree].attributes & ATTRIBUTE_ALLOC) || call->first > call->last || !call->size ||
	    call->last - call->first < call->size - 1)
		return false;
	if (!(searches_down(call) ? oracle_gap_rev : oracle_gap)(o, call->first, call->last, call->size, &room->first))
		return false;
	room->last = room->first + call->size - 1;
	room->entry = entry_pointer(call->entry);
	return true;
}

/* What is to be stored once the call that does not find it has been passed over. */
static struct oracle_range owed;
static bool any_owed;

static unsigned int owe(const struct oracle_range *room, struct outcome *got)
{
	outcome_set_index(got, room->first);
	outcome_set_last(got, room->last);
	owed = *room;
	any_owed = true;
	return KNOWN_SKIP;
}

bool mend_owed(struct world *w, const struct call *call, const struct outcome *got)
{
	if (!any_owed)
		return false;
	any_owed = false;
	/* It has given up, and is asked about again. */
	if (!got->not_made)
		return false;
	store_known(w, call->tree, &owed, 1);
	return true;
}

/* ---- empty-area-overflow: what lies below the first slot of the root is not found ---- */

static bool below_first_slot(const struct world *w, const struct call *call, unsigned long last)
{
	struct view root;

	return searches_down(call) && call->last == ULONG_MAX && view_root(mt_of(w, call), &root) &&
	       last <= view_slot_max(&root, 0);
}

unsigned int avoid_empty_area_overflow(const struct world *w, const struct call *call, struct outcome *got)
{
	struct oracle_range room;

	if (!names_room(call) || !room_to_take(w, call, &room) || !below_first_slot(w, call, room.last))
		return 0;
	return owe(&room, got);
}

bool expect_empty_area_overflow(const struct world *w, const struct call *call, const struct outcome *want,
				       const struct outcome *got)
{
	return operation_infos[call->op].effect == EFFECT_READ && !want->error && got->error == -EBUSY &&
	       below_first_slot(w, call, want->last);
}

/* ---- empty-area-arguments ---- */

unsigned int avoid_empty_area_arguments(const struct world *w, const struct call *call, struct outcome *got)
{
	struct oracle_range room;

	if (!names_room(call))
		return 0;
	if (call->first == call->last && room_to_take(w, call, &room))
		return owe(&room, got);
	if (call->first <= call->last && call->size && call->last - call->first >= call->size - 1)
		return 0;
	got->error = -EINVAL;
	return KNOWN_SKIP;
}

bool expect_empty_area_arguments(const struct world *w, const struct call *call, const struct outcome *want,
					const struct outcome *got)
{
	(void)w;
	return names_room(call) && call->first == call->last && want->error != -EINVAL && got->error == -EINVAL;
}

/* ---- alloc-leak: the room that there was is gone when there is memory ---- */

bool interrupted_alloc_leak(const struct world *w, const struct call *call)
{
	struct oracle_range room;

	return (call->op == OP_ALLOC_RANGE || call->op == OP_ALLOC_RRANGE) && !room_to_take(w, call, &room);
}
