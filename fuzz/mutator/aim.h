/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The target for which the mutator makes programs. */
#ifndef MUTATOR_AIM_H
#define MUTATOR_AIM_H

#include "target.h"

/**
 * mutator_aim() - From now on make programs for @target.
 * @target: NULL for none: all operations, as operations.def weighs them.
 */
void mutator_aim(const struct fuzz_target *target);

/** mutator_target() - The target that was set last; one that leaves everything as it is if none was. */
const struct fuzz_target *mutator_target(void);

#endif
