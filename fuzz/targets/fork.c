// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Target fork. The property: a process sees just its own memory map, whatever becomes of its parent and its children; a fork that fails
 * half-way leaves the parent as it was and nothing behind; and no VMA is lost, shared or freed twice.
 */
#include "target.h"

const struct fuzz_target fork_target = {
	.name = "fork",
	.description = "the memory maps of processes: VMAs in trees, and fork() that fails half-way",
	.operations = { .groups = GROUP(PROCESSES) | GROUP(FAULTS) },
	.after = { .effects = EFFECT(PROCESS) | EFFECT(READ) },
	.share = 85,
	.scarce = true,
};
