/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reader-writer semaphore, such as mmap_lock. */
#ifndef GROUND_LINUX_RWSEM_H
#define GROUND_LINUX_RWSEM_H

#include <linux/lockdep.h>

/**
 * struct rw_semaphore - A reader-writer semaphore.
 * @dep_map: by which the ground knows it.
 */
struct rw_semaphore {
	struct lockdep_map dep_map;
};

#define __RWSEM_INITIALIZER(sem)	{ .dep_map = { .name = 0 } }
#define DECLARE_RWSEM(sem)		struct rw_semaphore sem = __RWSEM_INITIALIZER(sem)

#define init_rwsem(sem) \
	ground_lock_init(&(sem)->dep_map, #sem, __FILE__, __LINE__)

#define down_read_nested(sem, subclass) \
	ground_lock_acquire(&(sem)->dep_map, subclass, GROUND_LOCK_READ, __FILE__, __LINE__)
#define down_write_nested(sem, subclass) \
	ground_lock_acquire(&(sem)->dep_map, subclass, GROUND_LOCK_SLEEP, __FILE__, __LINE__)
#define down_read(sem)			down_read_nested(sem, 0)
#define down_write(sem)			down_write_nested(sem, 0)
#define down_read_killable(sem)		(down_read(sem), 0)
#define down_write_killable(sem)	(down_write(sem), 0)
#define down_read_trylock(sem) \
	ground_lock_try(&(sem)->dep_map, GROUND_LOCK_READ, __FILE__, __LINE__)
#define down_write_trylock(sem) \
	ground_lock_try(&(sem)->dep_map, GROUND_LOCK_SLEEP, __FILE__, __LINE__)
#define up_read(sem) \
	ground_lock_release(&(sem)->dep_map, GROUND_LOCK_READ, __FILE__, __LINE__)
#define up_write(sem) \
	ground_lock_release(&(sem)->dep_map, GROUND_LOCK_SLEEP, __FILE__, __LINE__)
#define downgrade_write(sem) \
	ground_lock_downgrade(&(sem)->dep_map, __FILE__, __LINE__)

#define rwsem_is_locked(sem)		ground_lock_taken(&(sem)->dep_map)
#define rwsem_assert_held(sem)		lockdep_assert_held(sem)
#define rwsem_assert_held_write(sem)	lockdep_assert_held_write(sem)

#endif
