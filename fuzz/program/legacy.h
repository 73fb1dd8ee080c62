/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What files of generations 0 and 1 mean where it is not what newer ones mean. Private to this room. */
#ifndef PROGRAM_LEGACY_H
#define PROGRAM_LEGACY_H

#include <stdbool.h>
#include <stdint.h>

/** legacy_swarm_has() - Is the operation @op left on by the swarm byte @swarm, which switches off groups? */
bool legacy_swarm_has(uint8_t swarm, uint8_t op);

#endif
