// SPDX-License-Identifier: GPL-2.0-or-later
/* Shrinking: the passes over operations, failing allocations and entries. */
#include <string.h>

#include "shrink/shrink.h"

/* ---- One number of one call ------------------------------------------------ */

bool shrink_try_call(struct shrink *s, size_t at, struct call call)
{
	struct draft candidate = s->draft;

	if (at >= s->draft.count || !memcmp(&call, &s->draft.calls[at], sizeof(call)))
		return false;
	candidate.calls[at] = call;
	return shrink_try(s, &candidate);
}

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

/* A fill that leaves out its first half, a quarter, ... */
static bool later_fill(struct shrink *s, size_t at)
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

static bool plain_bulk(struct shrink *s, size_t at)
{
	static const uint8_t flags[] = { CALL_DOWN, CALL_SAME, CALL_NULLS };
	bool found = false;
	size_t i;

	for (i = 0; i < sizeof(flags); i++) {
		struct call call = s->draft.calls[at];

		call.flags &= ~flags[i];
		found |= shrink_try_call(s, at, call);
	}
	for (i = 1; i <= 2; i++) {
		struct call call = s->draft.calls[at];

		if (call.stride <= i)
			break;
		call.stride = i;
		found |= shrink_try_call(s, at, call);
	}
	return found;
}

/* ---- Plainer operations ---------------------------------------------------- */

static const struct plainer {
	uint8_t op;
	uint8_t instead;
} plainer[] = {
	{ OP_FILL, OP_STORE_RANGE },
	{ OP_OVERTAKE, OP_MAS_STORE },
	{ OP_MAS_STORE, OP_STORE_RANGE },
	{ OP_INSERT_RANGE, OP_STORE_RANGE },
	{ OP_STORE_RANGE, OP_STORE },
	{ OP_INSERT, OP_STORE },
	{ OP_MAS_ERASE, OP_ERASE },
	{ OP_DUP_LOCKED, OP_DUP },
	{ OP_DESTROY_LOCKED, OP_DESTROY },
};

static bool plain_operation(struct shrink *s, size_t at)
{
	bool found = false;
	size_t i;

	for (i = 0; i < sizeof(plainer) / sizeof(plainer[0]) && at < s->draft.count; i++) {
		struct call call = s->draft.calls[at];

		if (call.op != plainer[i].op)
			continue;
		call.op = plainer[i].instead;
		if (has(&call, OPERAND_INDEX))
			call.last = call.first;
		if (!has(&call, OPERAND_COUNT))
			call.count = call.stride = call.flags = 0;
		found |= shrink_try_call(s, at, call);
	}
	return found;
}

bool shrink_operations(struct shrink *s)
{
	bool found = false;
	size_t i;

	for (i = 0; i < s->draft.count; i++) {
		if (has(&s->draft.calls[i], OPERAND_STRIDE))
			found |= plain_bulk(s, i);
		if (i < s->draft.count && has(&s->draft.calls[i], OPERAND_COUNT))
			found |= lower_count(s, i);
		if (i < s->draft.count && s->draft.calls[i].op == OP_FILL)
			found |= later_fill(s, i);
		found |= plain_operation(s, i);
	}
	return found;
}

/* ---- Failing allocations ---------------------------------------------------- */

/* The failure at @at just before the last call, and there for the first allocation. */
static bool later_failure(struct shrink *s, size_t at, const struct call *failure)
{
	struct draft candidate = s->draft;
	size_t last = candidate.count - 2;

	memmove(candidate.calls + at, candidate.calls + at + 1, (last - at) * sizeof(*candidate.calls));
	candidate.calls[last] = *failure;
	return shrink_try(s, &candidate);
}

bool shrink_failures(struct shrink *s)
{
	static const struct call first = { .op = OP_FAIL_ALLOC, .count = 1 };
	bool found = false;
	size_t i;

	for (i = 0; i + 1 < s->draft.count; i++) {
		struct call failure = s->draft.calls[i];

		if (opcode_infos[failure.op].group == SWARM_FAULT)
			found |= later_failure(s, i, &first) || later_failure(s, i, &failure);
	}
	return found;
}

/* ---- Entries --------------------------------------------------------------- */

static bool number_entries(struct shrink *s)
{
	struct draft candidate = s->draft;
	unsigned int id = 0;
	size_t i;

	for (i = 0; i < candidate.count; i++)
		if (has(&candidate.calls[i], OPERAND_ENTRY) &&
		    candidate.calls[i].entry.kind == ENTRY_VALUE)
			candidate.calls[i].entry.id = ++id;
	return shrink_try(s, &candidate);
}

bool shrink_entries(struct shrink *s)
{
	bool found = false;
	size_t i;

	for (i = 0; i < s->draft.count; i++) {
		struct call call = s->draft.calls[i];

		if (!has(&call, OPERAND_ENTRY) || call.entry.kind == ENTRY_VALUE)
			continue;
		call.entry = (struct entry){ ENTRY_VALUE, 1 };
		found |= shrink_try_call(s, i, call);
	}
	return number_entries(s) || found;
}
