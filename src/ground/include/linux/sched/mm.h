/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_SCHED_MM_H
#define GROUND_LINUX_SCHED_MM_H

#include <ground/raise.h>
#include <linux/gfp.h>

/**
 * might_alloc() - Here an allocation may be made: a fault where it may wait for memory, and nobody must sleep.
 * @gfp: how.
 */
#define might_alloc(gfp) do {						\
	if (gfpflags_allow_blocking(gfp))				\
		ground_might_sleep("who calls might_alloc(" #gfp ")", __FILE__, __LINE__); \
} while (0)

#endif
