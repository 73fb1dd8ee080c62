/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * With one thread, a spinlock that is held already is a deadlock. One that is taken with interrupts or bottom halves off is dropped in
 * the same way, and never taken with them on.
 */
#ifndef GROUND_LINUX_SPINLOCK_H
#define GROUND_LINUX_SPINLOCK_H

#include <linux/spinlock_types.h>

#define spin_lock_init(lock) \
	ground_lock_init(&(lock)->dep_map, #lock, __FILE__, __LINE__)

#define spin_lock_nested(lock, subclass) \
	ground_spin_lock(lock, subclass, __FILE__, __LINE__)
#define spin_lock(lock)			spin_lock_nested(lock, 0)
#define spin_unlock(lock)		ground_spin_unlock(lock, __FILE__, __LINE__)
#define spin_trylock(lock) \
	ground_lock_try(&(lock)->dep_map, GROUND_LOCK_SPIN, __FILE__, __LINE__)

#define spin_lock_bh(lock) \
	ground_lock_acquire(&(lock)->dep_map, 0, GROUND_LOCK_BH, __FILE__, __LINE__)
#define spin_unlock_bh(lock) \
	ground_lock_release(&(lock)->dep_map, GROUND_LOCK_BH, __FILE__, __LINE__)
#define spin_lock_irq(lock) \
	ground_lock_acquire(&(lock)->dep_map, 0, GROUND_LOCK_IRQ, __FILE__, __LINE__)
#define spin_unlock_irq(lock) \
	ground_lock_release(&(lock)->dep_map, GROUND_LOCK_IRQ, __FILE__, __LINE__)

#define spin_trylock_bh(lock) \
	ground_lock_try(&(lock)->dep_map, GROUND_LOCK_BH, __FILE__, __LINE__)
#define spin_trylock_irq(lock) \
	ground_lock_try(&(lock)->dep_map, GROUND_LOCK_IRQ, __FILE__, __LINE__)

#define spin_lock_irqsave(lock, flags) do {		\
	(flags) = 0;					\
	spin_lock_irq(lock);				\
} while (0)

#define spin_unlock_irqrestore(lock, flags) do {	\
	(void)(flags);					\
	spin_unlock_irq(lock);				\
} while (0)

#define spin_is_locked(lock)		ground_lock_taken(&(lock)->dep_map)
#define assert_spin_locked(lock)	lockdep_assert_held(lock)

static inline void ground_spin_lock(spinlock_t *lock, unsigned int subclass,
				    const char *file, int line)
{
	ground_lock_acquire(&lock->dep_map, subclass, GROUND_LOCK_SPIN, file, line);
}

static inline void ground_spin_unlock(spinlock_t *lock, const char *file, int line)
{
	ground_lock_release(&lock->dep_map, GROUND_LOCK_SPIN, file, line);
}

#endif
