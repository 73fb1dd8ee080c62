// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What each call does from each status of an iterator state: found out from Linux 6.12, call by call.
 *
 * A tree is a row of slots: the ranges, and between them each emptiness as a whole. A state stands on the slot that holds its index.
 *
 *	start, pause, none	It has not walked, or not since the lock was dropped. The next call walks to its index, and goes on from
 *		the slot there: mas_next(), mas_prev() and their kin pass that slot over, whatever it holds. From start, mas_find() and
 *		mas_find_rev() return what it holds; from pause they have begun already, and walk to the index behind the state, or before.
 *	active			It stands on a slot, and goes on from there.
 *	overflow, underflow	It stands on a slot, and there was nothing more up to the limit. With another limit it goes on in the same
 *		direction; the first call in the other one returns the entry that it stands on once more. mas_find() returns that entry
 *		from either, mas_find_rev() from none.
 *
 * A limit that is reached already is found first of all, before anything walks; the state keeps its range.
 * Emptiness is stepped over, or stopped at by the calls that visit it; where it reaches to the limit, the state is left on it.
 *
 * Where no node is (nothing is stored, or one entry at index 0), and where the emptiness around an erase has become the state's, the
 * range and the status that a call leaves when it finds nothing are not promised: see states_set_anew().
 */
#include <limits.h>

#include "states.h"

/* ---- Slots ---------------------------------------------------------------------- */

static struct oracle_range slot_at(const struct oracle *o, unsigned long index)
{
	const struct oracle_range *range = oracle_find(o, index), *prev, *next;

	if (range)
		return *range;
	prev = oracle_prev(o, index);
	next = oracle_next(o, index);
	return (struct oracle_range){ prev ? prev->last + 1 : 0, next ? next->first - 1 : ULONG_MAX, NULL };
}

/* Walk to the slot that holds the state's index. Return: its entry. */
static void *walk(const struct oracle *o, struct model_cursor *c)
{
	struct oracle_range slot = slot_at(o, c->index);

	c->index = slot.first;
	c->last = slot.last;
	c->unwalked = false;
	c->status = o->count ? STATUS_ACTIVE : STATUS_NONE;
	return slot.entry;
}

static void *stop(struct model_cursor *c, unsigned int status)
{
	c->status = status;
	return NULL;
}

/* At its limit before it walks. */
static void *stop_early(struct model_cursor *c, unsigned int status)
{
	c->unwalked |= c->status == STATUS_START || c->status == STATUS_PAUSE;
	return stop(c, status);
}

/* ---- From slot to slot --------------------------------------------------------------- */

/* From the slot that holds its index to the one behind it, or over one emptiness. */
static void *next_slot(const struct oracle *o, struct model_cursor *c, unsigned long max, bool empty)
{
	unsigned long last = slot_at(o, c->index).last;
	void *entry;

	do {
		if (last >= max)
			return stop(c, STATUS_OVERFLOW);
		c->index = last + 1;
		entry = walk(o, c);
		last = c->last;
	} while (!entry && !empty);
	return entry;
}

static void *prev_slot(const struct oracle *o, struct model_cursor *c, unsigned long min, bool empty)
{
	unsigned long first = slot_at(o, c->index).first;
	void *entry;

	do {
		if (first <= min)
			return stop(c, STATUS_UNDERFLOW);
		c->index = first - 1;
		entry = walk(o, c);
		first = c->index;
	} while (!entry && !empty);
	return entry;
}

/* ---- The calls, from one status --------------------------------------------------------- */

static void *next(const struct oracle *o, struct model_cursor *c, unsigned long max, bool empty)
{
	bool turns = c->status == STATUS_UNDERFLOW;
	void *entry;

	if (c->last >= max)
		return stop_early(c, STATUS_OVERFLOW);
	if (c->status != STATUS_ACTIVE) {
		entry = walk(o, c);
		if (turns && entry)
			return entry;
	}
	return o->count ? next_slot(o, c, max, empty) : NULL;
}

static void *prev(const struct oracle *o, struct model_cursor *c, unsigned long min, bool empty)
{
	bool turns = c->status == STATUS_OVERFLOW;
	void *entry;

	if (c->index <= min)
		return stop_early(c, STATUS_UNDERFLOW);
	if (c->status != STATUS_ACTIVE) {
		entry = walk(o, c);
		if (turns && entry)
			return entry;
	}
	return o->count ? prev_slot(o, c, min, empty) : NULL;
}

/* Behind the walk of a find. */
static void *find_on(const struct oracle *o, struct model_cursor *c, unsigned long max, bool empty)
{
	void *entry;

	if (!o->count || c->index == max)
		return NULL;
	entry = next_slot(o, c, max, empty);
	/* At its limit, mas_find() stays where it is, and as it is. */
	if (!empty)
		c->status = STATUS_ACTIVE;
	return entry;
}

static void *find(const struct oracle *o, struct model_cursor *c, unsigned long max, bool empty)
{
	void *entry;

	switch (c->status) {
	case STATUS_PAUSE:
		if (c->last >= max)
			return NULL;
		c->index = ++c->last;
		c->status = STATUS_START;
		break;
	case STATUS_UNDERFLOW:
		if (c->index >= max)
			return stop(c, STATUS_OVERFLOW);
		break;
	case STATUS_START:
		if (c->index > max)
			return NULL;
		break;
	default:
		if (c->last >= max)
			return NULL;
	}
	if (c->status != STATUS_ACTIVE) {
		entry = walk(o, c);
		if (entry)
			return entry;
		return find_on(o, c, max, empty);
	}
	entry = next_slot(o, c, max, empty);
	if (!empty)
		c->status = STATUS_ACTIVE;
	return entry;
}

static void *find_rev(const struct oracle *o, struct model_cursor *c, unsigned long min, bool empty)
{
	void *entry;

	switch (c->status) {
	case STATUS_PAUSE:
		if (c->index <= min)
			return stop_early(c, STATUS_UNDERFLOW);
		c->last = --c->index;
		c->status = STATUS_START;
		break;
	case STATUS_OVERFLOW:
	case STATUS_UNDERFLOW:
		if (c->index <= min)
			return stop(c, STATUS_UNDERFLOW);
		c->status = STATUS_ACTIVE;
		break;
	default:
		if (c->index < min)
			return NULL;
	}
	if (c->status == STATUS_START) {
		entry = walk(o, c);
		if (entry || !o->count || c->index < min)
			return entry;
	}
	return o->count ? prev_slot(o, c, min, empty) : NULL;
}

static void *step_from(const struct oracle *o, struct model_cursor *c, unsigned int does, unsigned long limit)
{
	bool empty = does & STEP_STOPS;

	if (does & STEP_WALKS)
		return walk(o, c);
	if (does & STEP_FINDS)
		return does & STEP_DOWN ? find_rev(o, c, limit, empty) : find(o, c, limit, empty);
	return does & STEP_DOWN ? prev(o, c, limit, empty) : next(o, c, limit, empty);
}

/* ---- From one status or several ----------------------------------------------------------- */

/* A lone entry at 0 may be in the root pointer. */
static bool may_have_no_node(const struct oracle *o)
{
	return !o->count || (o->count == 1 && !o->ranges[0].last);
}

/* In an empty tree, whatever walks says that there is no node; but going down, it may say that there is no entry in the root. */
static bool finds_no_node(const struct oracle *o, unsigned int does, unsigned int status)
{
	return !o->count && status == STATUS_NONE && !(does & STEP_DOWN && does & STEP_FINDS);
}

bool states_may_be_paused(const struct model_cursor *c)
{
	return c->status == (STATUS_ACTIVE | STATUS_PAUSE);
}

bool states_may_not_have_walked(const struct model_cursor *c)
{
	return states_may_be_paused(c) || c->unwalked;
}

/* Do the calls give the same from each status of this set? Of the calls that don't, the blocks know (states_may_be_paused()). */
static bool is_one(unsigned int status)
{
	return !(status & (status - 1)) || status == (STATUS_ACTIVE | STATUS_PAUSE) ||
	       status == (STATUS_ACTIVE | STATUS_ROOT);
}

void states_step(const struct oracle *o, struct model_cursor *c, enum step step, unsigned long limit,
		 struct outcome *out)
{
	struct model_cursor before = *c, end = *c;
	unsigned int left = c->status & STATUS_ACTIVE ? c->status & ~STATUS_ROOT : c->status, status = 0, does = step_does(step);
	bool promised = true;
	void *entry = NULL;

	for (; left; left &= left - 1) {
		struct model_cursor from = before;
		void *found;

		from.status = left & -left;
		found = step_from(o, &from, does, limit);
		promised &= !status || (found == entry && from.index == end.index && from.last == end.last);
		status |= from.status;
		entry = found;
		end = from;
	}
	/* A loose state has reached its limit earlier than this one, perhaps, which begins at the edge of what was erased. */
	promised &= entry || !before.loose || does & STEP_WALKS;
	end.loose = false;
	out->entry = entry;
	if (entry && may_have_no_node(o))
		status |= STATUS_ACTIVE | STATUS_ROOT;
	promised &= entry || !may_have_no_node(o) || finds_no_node(o, does, status);
	out->status = promised ? status : STATUS_ANY;
	if (promised)
		model_gives_state(out, end.index, end.last);
	else
		model_gives_any_state(out);
	end.status = status;
	*c = end;
	if (!promised || !is_one(status) || status == STATUS_NONE)
		states_set_anew(c, before.index, before.last);
}
