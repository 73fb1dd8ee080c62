// SPDX-License-Identifier: GPL-2.0-or-later
/* The swarm byte of generations 0 and 1: a set bit switches a group of operations off. */
#include "legacy.h"

/*
 * The group of each operation that those generations know, by number. Never to be changed: this is what old files
 * were written with. 0 control (never off), 1 store, 2 insert, 3 erase and destroy, 4 read, 5 bulk, 6 dup, 7 fault.
 */
static const uint8_t groups[] = {
	0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 5, 5, 6, 6, 3, 3, 1, 3, 7, 7, 4, 1, 4,
};

bool legacy_swarm_has(uint8_t swarm, uint8_t op)
{
	return op >= sizeof(groups) || !groups[op] || !(swarm >> groups[op] & 1);
}
