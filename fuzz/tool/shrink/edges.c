// SPDX-License-Identifier: GPL-2.0-or-later
/* The edges of calls. */
#include <stdlib.h>

#include "shrink/edges.h"

int edges_compare(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

size_t edges_find(const struct call *calls, size_t count, bool (*has_end)(const struct call *call), unsigned long *edges)
{
	size_t found = 0, kept = 0, i;

	for (i = 0; i < count; i++) {
		if (!has_edges(&calls[i]))
			continue;
		edges[found++] = calls[i].first;
		if (has_end(&calls[i]))
			edges[found++] = calls[i].last + 1;
	}
	qsort(edges, found, sizeof(*edges), edges_compare);
	for (i = 0; i < found; i++)
		if (!kept || edges[i] != edges[kept - 1])
			edges[kept++] = edges[i];
	return kept;
}
