/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sweeps: what `maplefuzz exhaust` does with a shape.
 */
#ifndef EXHAUST_SWEEP_H
#define EXHAUST_SWEEP_H

#include "exhaust/batch.h"
#include "exhaust/scope.h"

/**
 * struct cell - A part of the work: a sweep with a shape in a kind of tree.
 */
struct cell {
	const struct sweep *sweep;
	const struct kind *kind;
	const struct shape *shape;
};

/**
 * struct sweep - A row of sweeps.def.
 * @name: in options.
 * @run: do all that there is to do with @cell. Returns early when @runner has failed.
 * @share: of the effort: one part in so many.
 * @all_kinds: a large shape gets it in every kind of trees.
 * @words: in the last line.
 */
struct sweep {
	const char *name;
	void (*run)(struct runner *runner, const struct scope *scope, const struct cell *cell);
	unsigned int share;
	bool all_kinds;
	const char *words;
};

#define SWEEP(name, function, share, all_kinds, words) \
	void sweep_##function(struct runner *runner, const struct scope *scope, const struct cell *cell);
#include "exhaust/sweeps.def"
#undef SWEEP

/** sweep_at() - Phase @n; NULL past the last one. */
const struct sweep *sweep_at(size_t n);

#endif
