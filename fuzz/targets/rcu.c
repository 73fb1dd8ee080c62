// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Target rcu. The property: whoever reads a tree in RCU mode while others write, in the middle of a write or between two, is given what was
 * there at some moment since it was last there; it passes over nothing that stood there all the time, and touches nothing that was freed.
 */
#include "instruction.h"
#include "target.h"

const struct fuzz_target rcu_target = {
	.name = "rcu",
	.description = "readers under RCU, in the middle of writes and beside them",
	/* Not what is done under the lock alone. */
	.operations = { .groups = ~(GROUP(PROCESSES) | GROUP(PREALLOC) | GROUP(GAPS)) },
	.after = { .effects = EFFECT(READ) | EFFECT(FAULT) | EFFECT(WRITE), .groups = GROUP(READERS) | GROUP(CURSORS) | GROUP(ITERATE) },
	.share = 30,
	.meetings = 60,
	.attributes = ATTRIBUTE_RCU,
};
