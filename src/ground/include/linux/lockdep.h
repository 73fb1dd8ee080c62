/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locks that know whether they are held. The ground keeps a list of held locks;
 * a lock itself holds no state, so that setting one up never reads what was
 * there before.
 *
 * A class is what one line of code sets up: the locks that were initialised
 * with the same words. One task may hold two locks of a class only if it took them
 * with different subclasses.
 */
#ifndef GROUND_LINUX_LOCKDEP_H
#define GROUND_LINUX_LOCKDEP_H

#include <ground/raise.h>
#include <linux/kconfig.h>
#include <linux/types.h>

#define SINGLE_DEPTH_NESTING	1

/**
 * struct lockdep_map - What the ground knows of a lock.
 * @name: how it was spelled when it was initialised at run time: where that text is, but as a number that is the same in every process.
 *         0 for a lock that is a class of its own.
 * @taken: how often it has been taken since.
 * @irq_safe: it has been taken with interrupts off.
 * @bh_safe: it has been taken with bottom halves off.
 * @holders: how many hold it. Only without checks: else the ground has a list of all that are held.
 */
struct lockdep_map {
	unsigned long name;
	unsigned long taken;
	bool irq_safe;
	bool bh_safe;
#if !GROUND_CHECKS
	unsigned int holders;
#endif
};

#define STATIC_LOCKDEP_MAP_INIT(text, key)	{ .name = 0 }

struct lock_class_key {
	char unused;
};

/**
 * enum ground_lock_kind - How a lock is taken.
 * @GROUND_LOCK_SPIN: a spinlock.
 * @GROUND_LOCK_IRQ: a spinlock, and interrupts are off until it is dropped.
 * @GROUND_LOCK_BH: a spinlock, and bottom halves are off until it is dropped.
 * @GROUND_LOCK_SLEEP: a mutex, or a semaphore for writing.
 * @GROUND_LOCK_READ: a semaphore for reading.
 */
enum ground_lock_kind {
	GROUND_LOCK_SPIN,
	GROUND_LOCK_IRQ,
	GROUND_LOCK_BH,
	GROUND_LOCK_SLEEP,
	GROUND_LOCK_READ,
};

#if GROUND_CHECKS

/**
 * ground_lock_init() - A lock is set up. A fault if it is held.
 * @map: its map.
 * @name: how it is spelled.
 * @file: where.
 * @line: where.
 */
void ground_lock_init(struct lockdep_map *map, const char *name, const char *file, int line);

/**
 * ground_lock_acquire() - A lock is taken.
 * @map: its map.
 * @subclass: 0, or the nesting subclass.
 * @kind: how.
 * @file: where.
 * @line: where.
 */
void ground_lock_acquire(struct lockdep_map *map, unsigned int subclass,
			 enum ground_lock_kind kind, const char *file, int line);

/**
 * ground_lock_try() - As ground_lock_acquire(), but where it would wait it gives up.
 *
 * Return: true if the lock was taken.
 */
bool ground_lock_try(struct lockdep_map *map, enum ground_lock_kind kind,
		     const char *file, int line);

/**
 * ground_lock_release() - A lock is dropped. A fault if it is not held that way.
 * @map: its map.
 * @kind: how it was taken.
 * @file: where.
 * @line: where.
 */
void ground_lock_release(struct lockdep_map *map, enum ground_lock_kind kind,
			 const char *file, int line);

/**
 * ground_lock_downgrade() - A writer becomes a reader.
 * @map: its map.
 * @file: where.
 * @line: where.
 */
void ground_lock_downgrade(struct lockdep_map *map, const char *file, int line);

/**
 * ground_lock_taken() - Is a lock held by anybody: the current actor, or one that is interrupted?
 * @map: its map.
 */
bool ground_lock_taken(const struct lockdep_map *map);

/* <linux/printk.h> says why. */
#define lock_is_held_type	ground_lock_is_held_type

/**
 * lock_is_held_type() - Does the current actor hold a lock, and how?
 * @map: its map.
 * @read: 0: for writing; 1: for reading; -1: either.
 *
 * Return: 1 if it is, else 0.
 */
int lock_is_held_type(const struct lockdep_map *map, int read);

#elif GROUND_THREADS
#include <ground/thread_locks.h>
#else
#include <ground/plain_locks.h>
#endif

static inline int lock_is_held(const struct lockdep_map *map)
{
	return lock_is_held_type(map, -1);
}

/**
 * lock_sequence() - A number that is another one each time that a lock is taken.
 * @map: its map, or NULL.
 *
 * So a state can tell that the lock was dropped since, and may have been taken by others.
 */
static inline u32 lock_sequence(const struct lockdep_map *map)
{
	return map ? (u32)map->taken : 0;
}

#define lockdep_is_held(lock)		lock_is_held(&(lock)->dep_map)
#define lockdep_is_held_type(lock, r)	lock_is_held_type(&(lock)->dep_map, r)

#define GROUND_LOCK_ASSERT(cond, text) do {				\
	if (unlikely(!(cond)))						\
		ground_lock_misuse(text, __FILE__, __LINE__);		\
} while (0)

#define lockdep_assert(cond)	GROUND_LOCK_ASSERT(cond, "lockdep_assert(" #cond ")")
#define lockdep_assert_held(lock) \
	GROUND_LOCK_ASSERT(lockdep_is_held(lock), "not held: " #lock)
#define lockdep_assert_held_write(lock) \
	GROUND_LOCK_ASSERT(lockdep_is_held_type(lock, 0), "not held for writing: " #lock)
#define lockdep_assert_held_read(lock) \
	GROUND_LOCK_ASSERT(lockdep_is_held_type(lock, 1), "not held for reading: " #lock)
#define lockdep_assert_not_held(lock) \
	GROUND_LOCK_ASSERT(!lockdep_is_held(lock), "held: " #lock)

#endif
