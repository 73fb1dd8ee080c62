// SPDX-License-Identifier: GPL-2.0-or-later
/* The ranges of a tree at other, plainer indices, and the operands of calls moved along with them. */
#include <stdlib.h>
#include <string.h>

#include "shrink/layout.h"

/* ---- Where an edge is ------------------------------------------------------------ */

/**
 * struct place - Where an edge is.
 * @rank: in which range, or in the emptiness behind which; -1 before all.
 * @inside: is it in the range?
 * @offset: how many edges are there at or below it, that at the beginning not counted.
 */
struct place {
	long rank;
	bool inside;
	unsigned long offset;
};

long layout_rank(const struct layout *layout, unsigned long edge)
{
	size_t low = 0, high = layout->old_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (layout->old[middle].first <= edge)
			low = middle + 1;
		else
			high = middle;
	}
	return (long)low - 1;
}

static struct place find_place(const struct layout *layout, unsigned long edge)
{
	struct place place = { .rank = layout_rank(layout, edge) };
	const struct range *range = place.rank >= 0 ? &layout->old[place.rank] : NULL;
	unsigned long begin = 0;
	size_t i;

	place.inside = range && edge <= range->last;
	if (range)
		begin = place.inside ? range->first : range->last + 1;
	for (i = 0; i < layout->edge_count && layout->edges[i] <= edge; i++)
		place.offset += layout->edges[i] > begin;
	return place;
}

/* Does it matter to @call where its last index is? It does not to one that asks for one index, or erases what is there. */
static bool end_matters(const struct call *call)
{
	return has_end(call) && (!has(call, OPERAND_INDEX) || has(call, OPERAND_ENTRY));
}

void layout_begin(struct layout *layout, const struct range *old, size_t old_count, const struct call *calls, size_t call_count)
{
	size_t i;

	layout->old = old;
	layout->old_count = old_count;
	layout->new = NULL;
	layout->edge_count = edges_find(calls, call_count, end_matters, layout->edges);
	layout->width = 1;
	for (i = 0; i < layout->edge_count; i++) {
		struct place place = find_place(layout, layout->edges[i]);

		/* Behind the last range there is room. */
		if (place.offset >= layout->width && place.rank + 1 < (long)old_count)
			layout->width = place.offset + 1;
	}
}

/* ---- New ranges ---------------------------------------------------------------------- */

static bool allocate(struct layout *layout, enum layout_kind kind, size_t count)
{
	layout_free(layout);
	layout->kind = kind;
	layout->new = calloc(count + 1, sizeof(*layout->new));
	layout->new_count = count;
	layout->shift = 0;
	return layout->new;
}

/* Is there emptiness before range number @at? */
static bool is_apart(const struct layout *layout, size_t at)
{
	if (layout->kind == LAYOUT_APART && at)
		return true;
	if (layout->kind == LAYOUT_CLOSE && at)
		return false;
	if (!at)
		return layout->old_count && layout->old[0].first;
	return layout->old[at].first - layout->old[at - 1].last > 1;
}

static void lay(struct layout *layout)
{
	unsigned long index = 0;
	size_t i;

	for (i = 0; i < layout->new_count; i++) {
		index += is_apart(layout, i) ? layout->width : 0;
		layout->new[i] = (struct range){ index, index + layout->width - 1 };
		index += layout->width;
	}
}

bool layout_lay(struct layout *layout, enum layout_kind kind)
{
	if (!allocate(layout, kind, layout->old_count))
		return false;
	if (kind == LAYOUT_SAME)
		memcpy(layout->new, layout->old, layout->old_count * sizeof(*layout->new));
	else
		lay(layout);
	return true;
}

bool layout_lay_other(struct layout *layout, enum layout_kind kind, size_t count)
{
	if (!allocate(layout, kind, count))
		return false;
	lay(layout);
	return true;
}

void layout_free(struct layout *layout)
{
	free(layout->new);
	layout->new = NULL;
}

/* ---- Operands --------------------------------------------------------------------------- */

static bool move_edge(const struct layout *layout, unsigned long edge, unsigned long *moved)
{
	struct place place = find_place(layout, edge);
	long rank = place.rank + layout->shift;

	if (rank < (place.inside ? 0 : -1) || rank >= (long)layout->new_count)
		return false;
	if (place.inside)
		*moved = layout->new[rank].first;
	else
		*moved = rank < 0 ? 0 : layout->new[rank].last + 1;
	*moved += place.offset;
	return true;
}

bool layout_move(const struct layout *layout, struct call *call)
{
	unsigned long end;

	if (layout->kind == LAYOUT_SAME || !has_edges(call))
		return true;
	if (end_matters(call)) {
		if (!move_edge(layout, call->last + 1, &end) || !end)
			return false;
		call->last = end - 1;
	}
	if (!move_edge(layout, call->first, &call->first))
		return false;
	if (has(call, OPERAND_INDEX))
		call->last = call->first;
	return call->first <= call->last;
}
