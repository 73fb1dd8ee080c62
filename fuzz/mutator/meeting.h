/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random meetings of readers and a writer. Private to the mutator. */
#ifndef MUTATOR_MEETING_H
#define MUTATOR_MEETING_H

#include <stddef.h>

#include "instruction.h"
#include "rng.h"

/* Instructions of a meeting at most. */
#define MEETING_MAX 16

/**
 * random_meeting() - Some readers of a tree, who stand and look near the place of a write, and act in the middle of it.
 * @insns: room for MEETING_MAX instructions.
 *
 * Return: how many it has; 0 if the target has no such operations.
 */
size_t random_meeting(struct rng *rng, const struct header *header, struct instruction *insns);

#endif
