// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Target dup: duplicates and destroys trees that stores and erases have given
 * every shape, and changes source and copy in turn afterwards.
 */
#include "target.h"

#define STORES (OPERATION(OP_STORE) | OPERATION(OP_STORE_RANGE) | OPERATION(OP_STORE_NULL) | \
		OPERATION(OP_INSERT) | OPERATION(OP_INSERT_RANGE) | OPERATION(OP_ERASE) | \
		OPERATION(OP_MAS_STORE) | OPERATION(OP_MAS_ERASE) | \
		OPERATION(OP_OVERTAKE))
#define READS (OPERATION(OP_LOAD) | OPERATION(OP_FIND) | OPERATION(OP_NEXT) | OPERATION(OP_PREV) | \
	       OPERATION(OP_SCAN) | OPERATION(OP_DUMP))
#define BULK (OPERATION(OP_FILL) | OPERATION(OP_CARVE))
#define TREES (OPERATION(OP_INIT) | OPERATION(OP_DUP) | OPERATION(OP_DUP_LOCKED) | \
	       OPERATION(OP_DESTROY) | OPERATION(OP_DESTROY_LOCKED))
#define FAULTS (OPERATION(OP_FAIL_ALLOC) | OPERATION(OP_ALLOC_BUDGET))

const struct fuzz_target dup_target = {
	.name = "dup",
	.description = "mtree_dup(), __mt_dup() and destroy, among stores, erases and failing allocations",
	.operations = STORES | READS | BULK | TREES | FAULTS,
};
