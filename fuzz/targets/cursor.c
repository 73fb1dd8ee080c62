// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Target cursor. The property: an iterator state that lives from call to call gives what the contract says, entry, range and
 * status, wherever it has come from, and whatever was written through it or beside it in the meantime.
 */
#include "target.h"

const struct fuzz_target cursor_target = {
	.name = "cursor",
	.description = "iterator states that live from call to call, and what is stored and erased through them",
	.operations = { .groups = ~GROUP(PROCESSES) },
	.after = { .groups = GROUP(CURSORS) },
	.share = 50,
};
