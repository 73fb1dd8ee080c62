/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The work of a run: cells, each a sweep with a shape in a kind of tree, in an order that is always the same.
 */
#ifndef EXHAUST_PLAN_H
#define EXHAUST_PLAN_H

#include <stdbool.h>

#include "exhaust/sweep.h"

/**
 * struct plan - What there is to do.
 * @scope: how much of each cell.
 * @cells: them.
 * @weights: how long each takes, beside the others of its sweep.
 * @count: how many.
 * @shapes: how many shapes take part.
 * @kinds: how many kinds of trees.
 * @sweeps: how many sweeps: the first so many cells have them.
 * @less: large shapes get some of them in one kind of trees only.
 * @edges: the most edges that a shape has.
 */
struct plan {
	const struct scope *scope;
	struct cell *cells;
	double *weights;
	size_t count;
	size_t shapes;
	size_t kinds;
	size_t sweeps;
	bool less;
	size_t edges;
};

/**
 * struct part - Which part of a scope is wanted. NULL: all of it.
 * @sweeps: names, with commas between them.
 * @kind: the name of a kind of trees, of this scope or of a larger one.
 * @shape: the name of a shape, likewise.
 */
struct part {
	const char *sweeps;
	const char *kind;
	const char *shape;
};

/**
 * plan_make() - Lay out the work.
 *
 * Context: harness_init() was called. Return: false after a complaint.
 */
bool plan_make(struct plan *plan, const struct scope *scope, const struct part *part);

/** plan_digest() - A number that is another one for other work. */
uint64_t plan_digest(const struct plan *plan);

/** plan_free() - Release it. */
void plan_free(struct plan *plan);

#endif
