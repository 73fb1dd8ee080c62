/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_SPINLOCK_TYPES_H
#define GROUND_LINUX_SPINLOCK_TYPES_H

#include <linux/lockdep.h>

/**
 * struct spinlock - A spinlock.
 * @dep_map: by which the ground knows it.
 */
typedef struct spinlock {
	struct lockdep_map dep_map;
} spinlock_t;

/* A lock that is set up at compile time is a class of its own. */
#define __SPIN_LOCK_UNLOCKED(lock)	(spinlock_t) { .dep_map = { .name = 0 } }
#define __SPIN_LOCK_INITIALIZER(lock)	{ .dep_map = { .name = 0 } }
#define DEFINE_SPINLOCK(lock)		spinlock_t lock = __SPIN_LOCK_INITIALIZER(lock)

#endif
