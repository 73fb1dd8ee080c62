/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Edges: the indices that a call of `maplefuzz exhaust` may begin or end at.
 */
#ifndef EXHAUST_EDGES_H
#define EXHAUST_EDGES_H

#include <stddef.h>

/* More than any scope asks for. */
#define MOST_EDGES 512

/** edges_limit() - How many edges a tree has on which a program costs @cost, so that all pairs of them cost @effort, twice. */
size_t edges_limit(unsigned long effort, unsigned long cost);

/**
 * edges_choose() - Choose edges of tree @tree, as the oracle has it.
 * @ranges: how many it holds.
 * @limit: how many at most.
 * @edges: room for them.
 *
 * If there are more than @limit, these come first: 0 and ULONG_MAX; the ranges around the middle one, farther and farther away, and both ends of the
 * tree; the indices beside them; the other ranges.
 *
 * Return: how many, the lowest first.
 */
size_t edges_choose(unsigned int tree, size_t ranges, size_t limit, unsigned long *edges);

#endif
