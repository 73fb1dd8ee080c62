/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a program of `maplefuzz exhaust` begins with: trees of a kind, and a shape in t0.
 */
#ifndef EXHAUST_START_H
#define EXHAUST_START_H

#include <stdint.h>

#include "call.h"
#include "exhaust/edges.h"
#include "exhaust/scope.h"

/* A shape of more ranges has places at edges only, and not each number of a long series of rounds is tried: sweeps.def says so in words. */
#define SMALL_SHAPE 48

/* Each range has an emptiness beside it at most. */
#define MOST_PLACES (2 * SMALL_SHAPE + 1)

/* Sizes that room is looked for of. */
#define MAX_SIZES 6

/**
 * struct start - The beginning of a program, and what its calls may be about.
 * @attributes: of the trees; set of enum attribute.
 * @data: the program.
 * @size: of @data.
 * @instructions: how many.
 * @work: what building it takes of the limit of single calls.
 * @ranges: in t0.
 * @edges: first and last indices of these ranges, the indices beside them, 0 and ULONG_MAX; the lowest first.
 * @edge_count: how many.
 * @places: an index in each range and each emptiness in which an edge lies, then one in each of the others, if there are not too many: where a
 *	cursor can stand when it has walked.
 * @place_count: how many.
 * @edge_places: how many of them have an edge.
 * @sizes: of room, the most telling first.
 * @size_count: how many.
 */
struct start {
	unsigned int attributes;
	uint8_t data[MAX_PROGRAM_SIZE];
	size_t size;
	size_t instructions;
	unsigned long work;
	size_t ranges;
	unsigned long edges[MOST_EDGES];
	size_t edge_count;
	unsigned long places[MOST_EDGES + MOST_PLACES];
	size_t place_count;
	size_t edge_places;
	unsigned long sizes[MAX_SIZES];
	size_t size_count;
};

/* The trees that are used: the shape, what is called on it or its duplicate, and a duplicate of that. */
enum {
	TREE_SHAPE,
	TREE_CALLED,
	TREE_SECOND,
	TREES_USED
};

/**
 * start_assemble() - Begin a program with @shape in trees of @kind.
 * @nowait: enum nowait.
 */
void start_assemble(struct start *start, const struct kind *kind, const struct shape *shape, unsigned int nowait);

/** start_append() - Have it go on with @call, which is done to t0. */
void start_append(struct start *start, const struct call *call);

/** start_measure() - Find out what t0 holds then, from the oracle alone. @effort: see edges_limit(). */
void start_measure(struct start *start, unsigned long effort);

/** start_init() - The call that makes tree @tree one of the kind, without anything in it. */
struct call start_init(const struct start *start, unsigned int tree);

/** start_cost() - What a program costs that begins so, in millionths of a second or so. */
unsigned long start_cost(const struct start *start);

#endif
