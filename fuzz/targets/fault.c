// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Target fault. The property: a call that gets no memory fails with the right error and changes nothing, one that waits for memory with
 * the lock dropped copes with what others have written meanwhile, and none loses a node. What was preallocated suffices.
 */
#include "instruction.h"
#include "target.h"

const struct fuzz_target fault_target = {
	.name = "fault",
	.description = "allocations that fail or wait, other writers meanwhile, and preallocation",
	/* No operations that only read: they do not allocate. */
	.operations = { .groups = ~(GROUP(ITERATE) | GROUP(READERS) | GROUP(PROCESSES)) },
	.after = { .groups = GROUP(FAULTS) },
	.share = 30,
	.meetings = 50,
	/* In RCU mode each change of a leaf allocates. */
	.attributes = ATTRIBUTE_RCU,
	.scarce = true,
};
