// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Target gap. The property: a search for room finds the lowest or the highest place there is, or says rightly that there
 * is none; the gaps that the nodes record are those of the entries, after any change.
 */
#include "instruction.h"
#include "target.h"

const struct fuzz_target gap_target = {
	.name = "gap",
	.description = "looking for room, and allocating it, in trees that track gaps",
	/* No other reads: they do not look at gaps. */
	.operations = { .groups = ~(GROUP(ITERATE) | GROUP(READERS) | GROUP(PROCESSES)) },
	.after = { .groups = GROUP(GAPS) },
	.share = 40,
	.attributes = ATTRIBUTE_ALLOC,
};
