// SPDX-License-Identifier: GPL-2.0-or-later
/* Shrinking: the passes over operands. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "shrink.h"

/* Both edges of every call. */
#define MAX_EDGES (2 * MAX_INSTRUCTIONS)

static bool has(const struct call *call, unsigned int operands)
{
	return opcode_infos[call->op].operands & operands;
}

/* ---- One number of one call ------------------------------------------------ */

static bool try_call(struct shrink *s, size_t at, struct call call)
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
	return try_call(s, at, call);
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
		found |= try_call(s, at, call);
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
		found |= try_call(s, at, call);
	}
	for (i = 1; i <= 2; i++) {
		struct call call = s->draft.calls[at];

		if (call.stride <= i)
			break;
		call.stride = i;
		found |= try_call(s, at, call);
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
		found |= try_call(s, at, call);
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
		found |= try_call(s, i, call);
	}
	return number_entries(s) || found;
}

/* ---- Indices: edges, wherever they stand ----------------------------------- */

/*
 * An edge is an index at which a range begins, or the one behind its last. Calls that
 * meet at an edge go on meeting there: all of them are changed at once.
 */
struct edges {
	unsigned long old[MAX_EDGES];
	unsigned long new[MAX_EDGES];
	size_t count;
};

static int compare(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

static bool has_edges(const struct call *call)
{
	return has(call, OPERAND_INDEX | OPERAND_RANGE) && call->first <= call->last;
}

static void find_edges(const struct draft *draft, struct edges *edges)
{
	size_t i, kept = 0;

	edges->count = 0;
	for (i = 0; i < draft->count; i++) {
		const struct call *call = &draft->calls[i];

		if (!has_edges(call))
			continue;
		edges->old[edges->count++] = call->first;
		if (call->last < ULONG_MAX)
			edges->old[edges->count++] = call->last + 1;
	}
	qsort(edges->old, edges->count, sizeof(edges->old[0]), compare);
	for (i = 0; i < edges->count; i++)
		if (!kept || edges->old[i] != edges->old[kept - 1])
			edges->old[kept++] = edges->old[i];
	edges->count = kept;
	memcpy(edges->new, edges->old, kept * sizeof(edges->old[0]));
}

static unsigned long moved(const struct edges *edges, unsigned long edge)
{
	const unsigned long *at = bsearch(&edge, edges->old, edges->count, sizeof(edge), compare);

	return edges->new[at - edges->old];
}

/* The program with its edges moved. Return: false if a range would be none any more. */
static bool move_edges(const struct draft *draft, const struct edges *edges, struct draft *candidate)
{
	size_t i;

	*candidate = *draft;
	for (i = 0; i < candidate->count; i++) {
		struct call *call = &candidate->calls[i];
		unsigned long first = call->first;

		if (!has_edges(call))
			continue;
		call->first = moved(edges, first);
		if (call->last < ULONG_MAX)
			call->last = moved(edges, call->last + 1) - 1;
		if (has(call, OPERAND_INDEX)) {
			/* Of one index either edge may have moved, and the other follows. */
			if (call->first == first)
				call->first = call->last;
			call->last = call->first;
		}
		if (call->first > call->last)
			return false;
	}
	return true;
}

static bool try_edges(struct shrink *s, const struct edges *edges)
{
	struct draft candidate;

	return move_edges(&s->draft, edges, &candidate) && shrink_try(s, &candidate);
}

/* All edges at once: by rank, from 0 or 1 on, then divided by powers of two. */
static bool move_all(struct shrink *s)
{
	static const unsigned char shifts[] = { 32, 16, 12, 8, 4, 2, 1 };
	struct edges edges;
	size_t i, from, shift;
	bool found = false;

	for (from = 0; from < 2; from++) {
		find_edges(&s->draft, &edges);
		for (i = 0; i < edges.count; i++)
			edges.new[i] = i + from;
		if (try_edges(s, &edges))
			return true;
	}
	for (shift = 0; shift < sizeof(shifts); shift++) {
		find_edges(&s->draft, &edges);
		for (i = 0; i < edges.count; i++)
			edges.new[i] >>= shifts[shift];
		found |= try_edges(s, &edges);
	}
	return found;
}

/* Edges @at to @end, the distances between them as they are, to where the first of them is @new. */
static bool try_edge(struct shrink *s, struct edges *edges, size_t at, size_t end, unsigned long new)
{
	unsigned long distance = edges->old[at] - new;
	size_t i;

	for (i = at; i < end; i++)
		edges->new[i] = edges->old[i] - distance;
	return try_edges(s, edges);
}

/* Edge @at, alone or with all that follow, between the one below it and where it is: as low as will do. */
static bool lower_edge(struct shrink *s, size_t at, bool alone)
{
	struct edges edges;
	unsigned long low, middle;
	bool found = false;

	find_edges(&s->draft, &edges);
	low = at ? edges.old[at - 1] : 0;
	middle = at ? low + 1 : 0;
	while (at < edges.count && edges.old[at] - low > 1) {
		if (try_edge(s, &edges, at, alone ? at + 1 : edges.count, middle)) {
			found = true;
			find_edges(&s->draft, &edges);
		} else {
			low = middle;
		}
		if (at < edges.count)
			middle = low + (edges.old[at] - low) / 2;
	}
	return found;
}

/* Rounder ones, where lower ones did not do. */
static bool round_edge(struct shrink *s, size_t at)
{
	static const unsigned char zeros[] = { 32, 16, 12, 8, 4 };
	struct edges edges;
	size_t i;

	for (i = 0; i < sizeof(zeros); i++) {
		unsigned long low = (1UL << zeros[i]) - 1;

		find_edges(&s->draft, &edges);
		if (at >= edges.count || !(edges.old[at] & low) || edges.old[at] <= low)
			continue;
		if (try_edge(s, &edges, at, at + 1, edges.old[at] & ~low))
			return true;
	}
	return false;
}

/* ---- Indices: of one call --------------------------------------------------- */

static bool plain_range(struct shrink *s, size_t at)
{
	struct call call = s->draft.calls[at];
	unsigned long length = call.last - call.first;
	bool found = false;

	if (!has_edges(&call))
		return false;
	call.first = 0;
	call.last = length;
	found = try_call(s, at, call);
	if (at >= s->draft.count || !has(&call, OPERAND_RANGE))
		return found;
	call = s->draft.calls[at];
	call.last = call.first;
	return try_call(s, at, call) || found;
}

bool shrink_indices(struct shrink *s)
{
	bool found = move_all(s);
	struct edges edges;
	size_t i;

	for (i = 0; i < s->draft.count; i++)
		found |= plain_range(s, i);
	find_edges(&s->draft, &edges);
	for (i = 0; i < edges.count; i++) {
		found |= lower_edge(s, i, false);
		found |= lower_edge(s, i, true);
		found |= round_edge(s, i);
	}
	return found;
}
