// SPDX-License-Identifier: GPL-2.0-or-later
/* Locks are taken and dropped, and lockdep asks its questions. Without checks <ground/plain_locks.h> does that. */
#include <linux/compiler.h>
#include <linux/rcupdate.h>

#include "held.h"

/* These two are no locks: whether they are held follows from where the code is. */
struct lockdep_map rcu_lock_map;
struct lockdep_map rcu_callback_map;

#if GROUND_CHECKS

static void push(struct lockdep_map *map, unsigned int subclass, enum ground_lock_kind kind,
		 const char *file, int line)
{
	if (ground_held_count == MAX_HELD) {
		ground_raise(GROUND_LOCK, "too many locks are held", file, line);
		return;
	}
	ground_held[ground_held_count++] = (struct held_lock){ map, subclass, kind };
	map->taken++;
}

/* A lock lies in or beside a tree, and names are texts of the program: they are as far from here in every process. */
static const char *name_of(const struct lockdep_map *map)
{
	return (const char *)((unsigned long)&rcu_lock_map + map->name);
}

static bool same_class(const struct lockdep_map *a, const struct lockdep_map *b)
{
	return a->name && b->name && (a->name == b->name || !strcmp(name_of(a), name_of(b)));
}

/* Several actors may hold a semaphore for reading. */
static bool both_read(const struct held_lock *lock, enum ground_lock_kind kind)
{
	return lock->kind == GROUND_LOCK_READ && kind == GROUND_LOCK_READ;
}

static void check_order(const struct lockdep_map *map, unsigned int subclass,
			enum ground_lock_kind kind, const char *file, int line)
{
	for (unsigned int i = 0; i < ground_held_count; i++) {
		const struct held_lock *h = &ground_held[i];
		const char *what = NULL;

		if (i < ground_first_own && h->map == map && !both_read(h, kind))
			what = "a lock is waited for that an interrupted actor holds";
		else if (i < ground_first_own)
			continue;
		else if (h->map == map)
			what = "a lock is taken twice";
		else if (h->subclass == subclass && same_class(h->map, map))
			what = "two locks of a class are taken without nesting";
		if (what) {
			ground_raise(GROUND_LOCK, what, file, line);
			return;
		}
	}
}

/* Has the current actor interrupts off; or, with @kind GROUND_LOCK_BH, bottom halves? */
static bool is_off(enum ground_lock_kind kind)
{
	for (unsigned int i = ground_first_own; i < ground_held_count; i++)
		if (ground_held[i].kind == GROUND_LOCK_IRQ || ground_held[i].kind == kind)
			return true;
	return false;
}

/* Who takes a lock with interrupts off does so because an interrupt takes it, too: that must not come in while it is held. */
static void check_context(struct lockdep_map *map, enum ground_lock_kind kind, const char *file, int line)
{
	if (kind == GROUND_LOCK_IRQ)
		map->irq_safe = true;
	else if (map->irq_safe && !is_off(GROUND_LOCK_IRQ))
		ground_raise(GROUND_LOCK, "a lock that is taken with interrupts off is taken with them on", file, line);
	if (kind == GROUND_LOCK_BH)
		map->bh_safe = true;
	else if (map->bh_safe && kind != GROUND_LOCK_IRQ && !is_off(GROUND_LOCK_BH))
		ground_raise(GROUND_LOCK, "a lock that is taken with bottom halves off is taken with them on", file, line);
}

void ground_lock_init(struct lockdep_map *map, const char *name, const char *file, int line)
{
	struct held_lock *lock = find_any(map);

	if (lock) {
		drop_any(lock);
		ground_raise(GROUND_LOCK, "a held lock is initialised", file, line);
	}
	map->name = (unsigned long)name - (unsigned long)&rcu_lock_map;
	map->taken = 0;
	map->irq_safe = map->bh_safe = false;
}

void ground_lock_acquire(struct lockdep_map *map, unsigned int subclass,
			 enum ground_lock_kind kind, const char *file, int line)
{
	if (!is_spinlock(kind))
		ground_might_sleep("who takes a mutex or a semaphore", file, line);
	if (ground_held_count)
		check_order(map, subclass, kind, file, line);
	check_context(map, kind, file, line);
	push(map, subclass, kind, file, line);
}

bool ground_lock_try(struct lockdep_map *map, enum ground_lock_kind kind,
		     const char *file, int line)
{
	const struct held_lock *lock = find_any(map);

	if (lock && !both_read(lock, kind))
		return false;
	push(map, 0, kind, file, line);
	return true;
}

void ground_lock_release(struct lockdep_map *map, enum ground_lock_kind kind,
			 const char *file, int line)
{
	struct held_lock *lock = find_own(map);

	if (!lock) {
		ground_raise(GROUND_LOCK, find_any(map) ? "a lock is dropped that an interrupted actor holds" :
			     "a free lock is dropped", file, line);
		return;
	}
	if (lock->kind != kind)
		ground_raise(GROUND_LOCK, "a lock is dropped otherwise than it was taken",
			     file, line);
	drop(lock);
}

void ground_lock_downgrade(struct lockdep_map *map, const char *file, int line)
{
	struct held_lock *lock = find_own(map);

	if (!lock || lock->kind != GROUND_LOCK_SLEEP)
		ground_raise(GROUND_LOCK, "what is not held for writing is downgraded", file, line);
	else
		lock->kind = GROUND_LOCK_READ;
}

int lock_is_held_type(const struct lockdep_map *map, int read)
{
	const struct held_lock *lock = find_own(map);

	if (lock)
		return read < 0 || (lock->kind == GROUND_LOCK_READ) == (read != 0);
	if (map == &rcu_callback_map)
		return ground_rcu_in_callback;
	if (map == &rcu_lock_map)
		return rcu_read_lock_held();
	return 0;
}

void ground_locks_in(const void *start, size_t size, const char *file, int line)
{
	for (unsigned int i = ground_held_count; i-- > 0;) {
		size_t offset = (size_t)((const char *)ground_held[i].map - (const char *)start);

		if (offset < size) {
			drop_any(&ground_held[i]);
			ground_raise(GROUND_LOCK, "memory with a held lock in it is freed",
				     file, line);
		}
	}
}

bool ground_lock_taken(const struct lockdep_map *map)
{
	return find_any(map);
}

#endif
