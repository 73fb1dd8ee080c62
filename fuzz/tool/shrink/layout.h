/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Layouts: the ranges of a tree at other, plainer indices, and the operands of calls moved along with them.
 *
 * An edge is an index at which the range of a call begins, or the one behind its last. It keeps its place: in which range it is, or in
 * the emptiness behind which, and how many edges are below it there.
 *
 *	old ranges    [0x10, 0x1f]  [0x20]   emptiness   [0x1000]     an edge at 0x18
 *	new, 2 wide   [2, 3]        [4, 5]   [6, 7]      [8, 9]       it is at 3
 */
#ifndef SHRINK_LAYOUT_H
#define SHRINK_LAYOUT_H

#include "shrink/edges.h"
#include "shrink/state.h"

/**
 * enum layout_kind - Where ranges go.
 * @LAYOUT_SAME: they stay where they are.
 * @LAYOUT_KEPT: all are equally long; emptiness is where it was, and as long.
 * @LAYOUT_APART: all are equally long, with emptiness between any two.
 * @LAYOUT_CLOSE: all are equally long, without emptiness between them.
 */
enum layout_kind {
	LAYOUT_SAME,
	LAYOUT_KEPT,
	LAYOUT_APART,
	LAYOUT_CLOSE,
	LAYOUTS
};

/**
 * struct layout - Where the ranges of a tree go.
 * @kind: enum layout_kind.
 * @old: the ranges, from the lowest on.
 * @old_count: how many.
 * @edges: of the calls, in order.
 * @edge_count: how many.
 * @width: the length of a range, so that it has room for the edges inside.
 * @new: as many ranges, or more or fewer; on the heap.
 * @new_count: how many.
 * @shift: which of them takes the place of the first old one; may be negative.
 */
struct layout {
	enum layout_kind kind;
	const struct range *old;
	size_t old_count;
	unsigned long edges[MAX_EDGES];
	size_t edge_count;
	unsigned long width;
	struct range *new;
	size_t new_count;
	long shift;
};

/**
 * layout_begin() - Look at the ranges of a tree, and at the calls that come behind them.
 * @old: ranges, which stay the caller's.
 * @calls: those that name edges of them.
 */
void layout_begin(struct layout *layout, const struct range *old, size_t old_count, const struct call *calls, size_t call_count);

/** layout_lay() - As many ranges at new places. Return: false for want of memory. */
bool layout_lay(struct layout *layout, enum layout_kind kind);

/**
 * layout_lay_other() - @count ranges instead, all equally long; the first one takes the place of the first old one, unless @shift is set.
 * @kind: LAYOUT_APART or LAYOUT_CLOSE.
 *
 * Return: false for want of memory.
 */
bool layout_lay_other(struct layout *layout, enum layout_kind kind, size_t count);

/** layout_move() - Move the operands of @call along. Return: false if their place is not there any more. */
bool layout_move(const struct layout *layout, struct call *call);

/** layout_rank() - The number of the old range in which @edge is, or behind which; -1 if it is before all. */
long layout_rank(const struct layout *layout, unsigned long edge);

/** layout_free() - Give back its memory. */
void layout_free(struct layout *layout);

#endif
