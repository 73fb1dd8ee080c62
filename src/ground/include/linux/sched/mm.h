/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_SCHED_MM_H
#define GROUND_LINUX_SCHED_MM_H

#include <linux/gfp.h>
#include <linux/kernel.h>

/**
 * might_alloc() - Here an allocation may be made: a fault where it may wait for memory, and nobody must sleep.
 * @gfp: how.
 */
#define might_alloc(gfp)	might_sleep_if(gfpflags_allow_blocking(gfp))

#endif
