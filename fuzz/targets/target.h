/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Targets: what a fuzzing run may do, and what it does more of than others. One short file a target; the list of
 * them is targets.def.
 */
#ifndef TARGET_H
#define TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "operation.h"

/**
 * struct fuzz_target - A target. What is 0 is as in the target `all`.
 * @name: as in targets.def.
 * @description: one line for --help.
 * @operations: which operations; the others are passed over, and the mutator does not make them.
 * @after: the operations that it is after.
 * @share: of 100 random instructions so many are of @after, unless their phase has none. The others are as operations.def weighs them.
 * @meetings: of 100 parts of a random program so many are readers and a writer, or two writers, who meet in one place.
 * @attributes: three quarters of its random trees have these; set of enum attribute.
 * @scarce: in half of its random programs allocations that may not block fail, all or some.
 */
struct fuzz_target {
	const char *name;
	const char *description;
	struct selection operations;
	struct selection after;
	uint8_t share;
	uint8_t meetings;
	uint8_t attributes;
	bool scarce;
};

/** fuzz_target_find() - The target called @name; NULL if there is none. */
const struct fuzz_target *fuzz_target_find(const char *name);

/** fuzz_target_at() - Target @n in the order of targets.def; NULL past the last one. */
const struct fuzz_target *fuzz_target_at(size_t n);

/** the_target - In a fuzzing executable: its target. */
extern const struct fuzz_target *const the_target;

#endif
