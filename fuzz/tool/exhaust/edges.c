// SPDX-License-Identifier: GPL-2.0-or-later
/* Which indices the calls of `maplefuzz exhaust` begin and end at. */
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

#include "exhaust/edges.h"
#include "view/inspect.h"

/* Fewer are no scope at all. */
#define LEAST_EDGES 6

size_t edges_limit(unsigned long effort, unsigned long cost)
{
	size_t limit = LEAST_EDGES;

	while (limit < MOST_EDGES && (limit + 1) * (limit + 1) * cost <= effort)
		limit++;
	return limit;
}

struct edges {
	unsigned int tree;
	unsigned long *edge;
	size_t count;
	size_t limit;
};

static void add(struct edges *edges, unsigned long index)
{
	for (size_t i = 0; i < edges->count; i++)
		if (edges->edge[i] == index)
			return;
	if (edges->count < edges->limit)
		edges->edge[edges->count++] = index;
}

/* The edges of range @at: its own, or the indices beside them. */
static void add_range(struct edges *edges, size_t at, bool beside)
{
	unsigned long first, last;

	if (!inspect_range(edges->tree, at, &first, &last))
		return;
	if (!beside) {
		add(edges, first);
		add(edges, last);
		return;
	}
	add(edges, first - (first > 0));
	add(edges, first + (first < ULONG_MAX));
	add(edges, last - (last > 0));
	add(edges, last + (last < ULONG_MAX));
}

/* The middle range, those 1, 2, 4, ... away from it, and those at both ends. */
static void add_spread(struct edges *edges, size_t ranges, bool beside)
{
	const size_t middle = ranges / 2;

	add_range(edges, middle, beside);
	for (size_t away = 1; away <= middle; away *= 2) {
		add_range(edges, middle - away, beside);
		add_range(edges, middle + away, beside);
	}
	add_range(edges, 0, beside);
	add_range(edges, ranges - 1, beside);
}

static int compare(const void *a, const void *b)
{
	const unsigned long *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

size_t edges_choose(unsigned int tree, size_t ranges, size_t limit, unsigned long *edge)
{
	struct edges edges = { tree, edge, 0, limit < MOST_EDGES ? limit : MOST_EDGES };

	add(&edges, 0);
	add(&edges, ULONG_MAX);
	for (int beside = 0; beside < 2 && ranges; beside++)
		add_spread(&edges, ranges, beside);
	/* Side by side, from the middle on: the edges of one leaf or two. */
	for (int beside = 0; beside < 2; beside++) {
		for (size_t i = 0; i < ranges && edges.count < edges.limit; i++)
			add_range(&edges, (ranges / 2 + i) % ranges, beside);
	}
	add(&edges, 1);
	add(&edges, ULONG_MAX - 1);
	qsort(edge, edges.count, sizeof(*edge), compare);
	return edges.count;
}
