// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Target dup: duplicates and destroys trees that stores and erases have given
 * every shape, and changes source and copy in turn afterwards.
 */
#include "target.h"

const struct fuzz_target dup_target = {
	.name = "dup",
	.description = "mtree_dup(), __mt_dup() and destroy, among stores, erases and failing allocations",
	.operations = {
		.groups = GROUP(CURSORS) | GROUP(GAPS) | GROUP(MTREE) | GROUP(ITERATE) | GROUP(MAS) | GROUP(BULK) | GROUP(TREES) | GROUP(READERS) | GROUP(FAULTS),
	},
};
