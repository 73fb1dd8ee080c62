// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Plainer operands. Each simplify_*() makes its kind of operand of call @at plainer, and returns whether it found something. Another
 * try may have shortened the program: @at may lie behind its end then.
 */
#include "shrink/operands.h"

/* ---- Trees: fewer of them is a pass of its own, see shrink_trees() ----------- */

bool simplify_tree(struct shrink *s, size_t at)
{
	(void)s;
	(void)at;
	return false;
}

bool simplify_source(struct shrink *s, size_t at)
{
	return simplify_tree(s, at);
}

bool simplify_new(struct shrink *s, size_t at)
{
	return simplify_tree(s, at);
}

/* ---- Indices: of one call; edges that calls share are a pass of its own, see shrink_indices() ---- */

static bool try_range(struct shrink *s, size_t at, unsigned long first, unsigned long last)
{
	struct call call = s->draft.calls[at];

	call.first = first;
	call.last = last;
	return shrink_try_call(s, at, call);
}

/* From 0 on. */
static bool at_zero(struct shrink *s, size_t at)
{
	const struct call *call = &s->draft.calls[at];

	return call->first <= call->last && try_range(s, at, 0, call->last - call->first);
}

bool simplify_index(struct shrink *s, size_t at)
{
	return at_zero(s, at);
}

bool simplify_range(struct shrink *s, size_t at)
{
	bool found = at_zero(s, at);
	const struct call *call = &s->draft.calls[at];

	if (at >= s->draft.count || call->first > call->last)
		return found;
	return try_range(s, at, call->first, call->first) || found;
}

bool simplify_leaf(struct shrink *s, size_t at)
{
	return at_zero(s, at);
}

/* ---- Entries: values; how they are numbered is a pass of its own, see shrink_entries() ---- */

bool simplify_entry(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];

	if (call.entry.kind == ENTRY_VALUE)
		return false;
	call.entry = (struct entry){ ENTRY_VALUE, 1 };
	return shrink_try_call(s, at, call);
}

/* ---- Counts ------------------------------------------------------------------- */

static bool try_count(struct shrink *s, size_t at, uint16_t count)
{
	struct call call = s->draft.calls[at];

	call.count = count;
	return shrink_try_call(s, at, call);
}

/* As few as will do, if any smaller number of fewer ones would not do either. */
static bool lower_count(struct shrink *s, size_t at)
{
	unsigned int low = 0;
	bool found = false;

	while (at < s->draft.count && s->draft.calls[at].count - low > 1) {
		unsigned int middle = low ? low + (s->draft.calls[at].count - low) / 2 : 1;

		if (try_count(s, at, middle))
			found = true;
		else
			low = middle;
	}
	return found;
}

/* A series that leaves out its first half, a quarter, ... */
static bool begin_later(struct shrink *s, size_t at)
{
	bool found = false;
	unsigned int skip;

	for (skip = s->draft.calls[at].count / 2; skip; skip /= 2) {
		struct call call = s->draft.calls[at];
		unsigned long distance = (call.last - call.first + 1) * call.stride * skip;

		if (call.flags & CALL_DOWN)
			distance = -distance;
		call.first += distance;
		call.last += distance;
		call.count -= skip;
		found |= shrink_try_call(s, at, call);
		if (at >= s->draft.count || s->draft.calls[at].count <= skip)
			break;
	}
	return found;
}

bool simplify_count(struct shrink *s, size_t at)
{
	bool found = lower_count(s, at);

	if (at >= s->draft.count || !has(&s->draft.calls[at], OPERAND_STRIDE) || !has(&s->draft.calls[at], OPERAND_ENTRY))
		return found;
	return begin_later(s, at) || found;
}

bool simplify_many(struct shrink *s, size_t at)
{
	return lower_count(s, at);
}

bool simplify_stride(struct shrink *s, size_t at)
{
	unsigned int stride;

	for (stride = 1; stride <= 2; stride++) {
		struct call call = s->draft.calls[at];

		if (call.stride <= stride)
			break;
		call.stride = stride;
		if (shrink_try_call(s, at, call))
			return true;
	}
	return false;
}

/* When the write is done, or at an earlier publication. */
bool simplify_at(struct shrink *s, size_t at)
{
	unsigned int publication;

	for (publication = 0; publication < s->draft.calls[at].at; publication++) {
		struct call call = s->draft.calls[at];

		call.at = publication;
		if (shrink_try_call(s, at, call))
			return true;
	}
	return false;
}

/* The first cursor. */
bool simplify_cursor(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];

	call.cursor = 0;
	return shrink_try_call(s, at, call);
}

/* One index, or half as many as there are. */
bool simplify_size(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];
	uint16_t count, stride;

	if (call.size > 1) {
		call.size = 1;
		if (shrink_try_call(s, at, call))
			return true;
		call.size = s->draft.calls[at].size / 2;
	}
	return !size_encode(call.size, &count, &stride) && shrink_try_call(s, at, call);
}

/* GFP_KERNEL. */
bool simplify_gfp(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];

	call.gfp = CALL_GFP_KERNEL;
	return shrink_try_call(s, at, call);
}

/* Once will do, or for one index. */
bool simplify_twice(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];

	call.size = 0;
	if (shrink_try_call(s, at, call))
		return true;
	call.size = 1;
	return shrink_try_call(s, at, call);
}

/* Just as many as are expected. */
bool simplify_fewer(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];

	call.fewer = 0;
	return shrink_try_call(s, at, call);
}

/* ---- Flags and sets: without them ------------------------------------------------ */

static bool without_flag(struct shrink *s, size_t at, unsigned int flag)
{
	struct call call = s->draft.calls[at];

	call.flags &= ~flag;
	return shrink_try_call(s, at, call);
}

bool simplify_down(struct shrink *s, size_t at)
{
	return without_flag(s, at, CALL_DOWN);
}

bool simplify_same(struct shrink *s, size_t at)
{
	return without_flag(s, at, CALL_SAME);
}

bool simplify_moved(struct shrink *s, size_t at)
{
	return without_flag(s, at, CALL_MOVED);
}

bool simplify_any(struct shrink *s, size_t at)
{
	return without_flag(s, at, CALL_ANY);
}

bool simplify_nulls(struct shrink *s, size_t at)
{
	return without_flag(s, at, CALL_NULLS);
}

bool simplify_attributes(struct shrink *s, size_t at)
{
	bool found = false;
	unsigned int bit;

	for (bit = 1; bit < ATTRIBUTES_ALL && at < s->draft.count; bit <<= 1) {
		struct call call = s->draft.calls[at];

		call.attributes &= ~bit;
		found |= shrink_try_call(s, at, call);
	}
	return found;
}

bool simplify_lock(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];

	call.attributes &= ATTRIBUTES_ALL;
	return shrink_try_call(s, at, call);
}

/* ---- Processes ---------------------------------------------------------------------- */

/* The first one, or another that is a lower number: of this call alone. */
bool simplify_process(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];

	call.process = 0;
	if (has(&call, OPERAND_CHILD) && !call.child)
		return false;
	return shrink_try_call(s, at, call);
}

bool simplify_child(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];

	for (call.child = 0; call.child < s->draft.calls[at].child; call.child++)
		if (call.child != call.process && shrink_try_call(s, at, call))
			return true;
	return false;
}

/* Pages of no file that may be read and written; or bit by bit. */
bool simplify_access(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];
	bool found = false;
	unsigned int bit;

	call.access = ACCESS_READ | ACCESS_WRITE;
	if (shrink_try_call(s, at, call))
		return true;
	for (bit = 1; bit <= UINT8_MAX && at < s->draft.count; bit <<= 1) {
		call = s->draft.calls[at];
		call.access &= ~bit;
		found |= shrink_try_call(s, at, call);
	}
	return found;
}

bool simplify_fixed(struct shrink *s, size_t at)
{
	return without_flag(s, at, CALL_FIXED);
}

bool simplify_way(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];

	call.way = CALL_WAY_MARK;
	return shrink_try_call(s, at, call);
}
