/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Targets: what a fuzzing run may do. One short file a target; the list of
 * them is targets.def.
 */
#ifndef TARGET_H
#define TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "operation.h"

/**
 * struct fuzz_target - A target.
 * @name: as in targets.def.
 * @description: one line for --help.
 * @operations: which operations; the others are passed over.
 */
struct fuzz_target {
	const char *name;
	const char *description;
	struct selection operations;
};

/** fuzz_target_find() - The target called @name; NULL if there is none. */
const struct fuzz_target *fuzz_target_find(const char *name);

/** fuzz_target_at() - Target @n in the order of targets.def; NULL past the last one. */
const struct fuzz_target *fuzz_target_at(size_t n);

#endif
