/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locks for threads, for <linux/lockdep.h>, which says what each function does. A lock is a word: how many readers hold it, or
 * that a writer does. Who waits lets others run.
 */
#ifndef GROUND_THREAD_LOCKS_H
#define GROUND_THREAD_LOCKS_H

#include <ground/thread.h>

#define GROUND_HELD_TO_WRITE	(~0U)

static inline void ground_lock_init(struct lockdep_map *map, const char *name, const char *file, int line)
{
	(void)name;
	(void)file;
	(void)line;
	*map = (struct lockdep_map){ .name = 0 };
}

static inline bool ground_lock_try(struct lockdep_map *map, enum ground_lock_kind kind, const char *file, int line)
{
	unsigned int now = __atomic_load_n(&map->holders, __ATOMIC_RELAXED);
	bool read = kind == GROUND_LOCK_READ;

	(void)file;
	(void)line;
	if (read ? now == GROUND_HELD_TO_WRITE : now)
		return false;
	if (!__atomic_compare_exchange_n(&map->holders, &now, read ? now + 1 : GROUND_HELD_TO_WRITE, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return false;
	ground_thread_progress(GROUND_PROGRESS_LOCKS);
	return true;
}

static inline void ground_lock_acquire(struct lockdep_map *map, unsigned int subclass, enum ground_lock_kind kind,
				       const char *file, int line)
{
	(void)subclass;
	while (!ground_lock_try(map, kind, file, line))
		ground_thread_yield();
}

static inline void ground_lock_release(struct lockdep_map *map, enum ground_lock_kind kind, const char *file, int line)
{
	(void)file;
	(void)line;
	if (kind == GROUND_LOCK_READ)
		__atomic_sub_fetch(&map->holders, 1, __ATOMIC_RELEASE);
	else
		__atomic_store_n(&map->holders, 0, __ATOMIC_RELEASE);
}

static inline void ground_lock_downgrade(struct lockdep_map *map, const char *file, int line)
{
	(void)file;
	(void)line;
	__atomic_store_n(&map->holders, 1, __ATOMIC_RELEASE);
}

static inline bool ground_lock_taken(const struct lockdep_map *map)
{
	return __atomic_load_n(&map->holders, __ATOMIC_RELAXED);
}

/* Whether it is this thread that holds it is not known. */
static inline int lock_is_held_type(const struct lockdep_map *map, int read)
{
	(void)read;
	return ground_lock_taken(map);
}

#endif
