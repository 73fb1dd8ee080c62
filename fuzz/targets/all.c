// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Target all. The property: whatever is called in whatever order, a maple tree gives what a sorted array gives. No operation has
 * more time than operations.def says: what the other targets keep apart meets here.
 */
#include "target.h"

const struct fuzz_target all_target = {
	.name = "all",
	.description = "everything, as it comes",
	.operations = { .groups = ~GROUP(PROCESSES) },
};
