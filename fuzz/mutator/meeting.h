/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random meetings of readers and a writer, or of two writers. Private to the mutator. */
#ifndef MUTATOR_MEETING_H
#define MUTATOR_MEETING_H

#include <stddef.h>

#include "instruction.h"
#include "rng.h"

/* Instructions of a meeting at most. */
#define MEETING_MAX 16

/**
 * random_meeting() - Some readers of a tree, who stand and look near the place of a write, and act in the middle of it; where the target has
 *	no such operations, two writers in one place, of whom one comes in while the other waits for memory.
 * @insns: room for MEETING_MAX instructions.
 *
 * Return: how many it has; 0 if the target has neither.
 */
size_t random_meeting(struct rng *rng, const struct header *header, struct instruction *insns);

#endif
