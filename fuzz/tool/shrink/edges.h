/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edges: the indices at which ranges of calls begin, and those behind their last. What meets at an edge should go on meeting there. */
#ifndef SHRINK_EDGES_H
#define SHRINK_EDGES_H

#include <limits.h>

#include "shrink/engine.h"

/* Both edges of every call. */
#define MAX_EDGES (2 * MAX_INSTRUCTIONS)

/** has_edges() - Has @call a range of indices? */
static inline bool has_edges(const struct call *call)
{
	return operation_takes_indices(call->op) && call->first <= call->last;
}

/** has_end() - Has its range an edge behind it? */
static inline bool has_end(const struct call *call)
{
	return call->last < ULONG_MAX;
}

/**
 * edges_find() - The edges of @count calls, in order, each once.
 * @has_end: of which calls the edge behind the range counts; has_end(), or stricter.
 * @edges: MAX_EDGES of them.
 *
 * Return: how many there are.
 */
size_t edges_find(const struct call *calls, size_t count, bool (*has_end)(const struct call *call), unsigned long *edges);

/** edges_compare() - For qsort() and bsearch(). */
int edges_compare(const void *a, const void *b);

#endif
