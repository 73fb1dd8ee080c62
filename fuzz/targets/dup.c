// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Target dup. The property: a duplicate holds what its source holds, in the same shape, on nodes of its own, and from then on neither
 * notices what becomes of the other; a dup that fails leaves nothing behind, and a destroyed tree lives on as an empty one.
 */
#include "target.h"

const struct fuzz_target dup_target = {
	.name = "dup",
	.description = "mtree_dup(), __mt_dup() and destroy, among all that changes trees before and after",
	.operations = { .groups = ~GROUP(PROCESSES) },
	.after = { .effects = EFFECT(DUP) | EFFECT(EMPTY) },
	.share = 20,
};
