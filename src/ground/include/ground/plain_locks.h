/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locks without checks, for <linux/lockdep.h>, which says what each function does. With one thread nobody ever waits for a lock, so all there is
 * to do is to count who holds it.
 */
#ifndef GROUND_PLAIN_LOCKS_H
#define GROUND_PLAIN_LOCKS_H

static inline void ground_lock_init(struct lockdep_map *map, const char *name, const char *file, int line)
{
	(void)name;
	(void)file;
	(void)line;
	*map = (struct lockdep_map){ .name = 0 };
}

static inline void ground_lock_acquire(struct lockdep_map *map, unsigned int subclass, enum ground_lock_kind kind,
				       const char *file, int line)
{
	(void)subclass;
	(void)kind;
	(void)file;
	(void)line;
	map->taken++;
	map->holders++;
}

static inline void ground_lock_release(struct lockdep_map *map, enum ground_lock_kind kind, const char *file, int line)
{
	(void)kind;
	(void)file;
	(void)line;
	map->holders--;
}

/* Of a semaphore that others have for reading it is not known. */
static inline bool ground_lock_try(struct lockdep_map *map, enum ground_lock_kind kind, const char *file, int line)
{
	if (map->holders && kind != GROUND_LOCK_READ)
		return false;
	ground_lock_acquire(map, 0, kind, file, line);
	return true;
}

static inline void ground_lock_downgrade(struct lockdep_map *map, const char *file, int line)
{
	(void)map;
	(void)file;
	(void)line;
}

static inline bool ground_lock_taken(const struct lockdep_map *map)
{
	return map->holders;
}

static inline int lock_is_held_type(const struct lockdep_map *map, int read)
{
	(void)read;
	return map->holders != 0;
}

#endif
