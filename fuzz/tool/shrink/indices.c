// SPDX-License-Identifier: GPL-2.0-or-later
/* Shrinking: smaller and rounder indices and lengths. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "shrink/edges.h"
#include "shrink/passes.h"

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

static void find_edges(const struct draft *draft, struct edges *edges)
{
	edges->count = edges_find(draft->calls, draft->count, has_end, edges->old);
	memcpy(edges->new, edges->old, edges->count * sizeof(edges->old[0]));
}

static unsigned long moved(const struct edges *edges, unsigned long edge)
{
	const unsigned long *at = bsearch(&edge, edges->old, edges->count, sizeof(edge), edges_compare);

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
		if (has_end(call))
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
	while (at < edges.count && edges.old[at] > low && edges.old[at] - low > 1) {
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

bool shrink_indices(struct shrink *s)
{
	bool found = move_all(s);
	struct edges edges;
	size_t i;

	find_edges(&s->draft, &edges);
	for (i = 0; i < edges.count; i++) {
		found |= lower_edge(s, i, false);
		found |= lower_edge(s, i, true);
		found |= round_edge(s, i);
	}
	return found;
}
