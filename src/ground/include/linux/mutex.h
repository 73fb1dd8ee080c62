/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_MUTEX_H
#define GROUND_LINUX_MUTEX_H

#include <linux/lockdep.h>

/**
 * struct mutex - A sleeping lock.
 * @dep_map: by which the ground knows it.
 */
struct mutex {
	struct lockdep_map dep_map;
};

#define __MUTEX_INITIALIZER(lock)	{ .dep_map = { .name = 0 } }
#define DEFINE_MUTEX(lock)		struct mutex lock = __MUTEX_INITIALIZER(lock)

#define mutex_init(lock) \
	ground_lock_init(&(lock)->dep_map, #lock, __FILE__, __LINE__)
#define mutex_lock_nested(lock, subclass) \
	ground_lock_acquire(&(lock)->dep_map, subclass, GROUND_LOCK_SLEEP, __FILE__, __LINE__)
#define mutex_lock(lock)	mutex_lock_nested(lock, 0)
#define mutex_trylock(lock) \
	ground_lock_try(&(lock)->dep_map, GROUND_LOCK_SLEEP, __FILE__, __LINE__)
#define mutex_unlock(lock) \
	ground_lock_release(&(lock)->dep_map, GROUND_LOCK_SLEEP, __FILE__, __LINE__)
#define mutex_is_locked(lock)	ground_lock_taken(&(lock)->dep_map)

#endif
