/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of held locks.
 *
 * While an actor runs in the middle of another's call, the locks of the one that is interrupted
 * are at the beginning of the list and its own behind them, from ground_first_own on:
 *
 *	[0] ... [ground_first_own - 1] | [ground_first_own] ... [ground_held_count - 1]
 *	 of those who are interrupted  |   of the one who acts now
 *
 * "Is it held?" is asked of one's own. A lock that an interrupted actor holds is never free
 * while somebody else acts.
 */
#ifndef GROUND_HELD_H
#define GROUND_HELD_H

#include <string.h>

#include <linux/lockdep.h>

#include "internal.h"

/* As deep as Linux's lockdep follows one task. */
#define MAX_HELD	48

struct held_lock {
	const struct lockdep_map *map;
	unsigned int subclass;
	enum ground_lock_kind kind;
};

/* Must nobody sleep under it? */
static inline bool is_spinlock(enum ground_lock_kind kind)
{
	return kind == GROUND_LOCK_SPIN || kind == GROUND_LOCK_IRQ || kind == GROUND_LOCK_BH;
}

extern struct held_lock ground_held[MAX_HELD];
extern unsigned int ground_first_own;

static inline struct held_lock *find_from(const struct lockdep_map *map, unsigned int from)
{
	for (unsigned int i = ground_held_count; i-- > from;)
		if (ground_held[i].map == map)
			return &ground_held[i];
	return NULL;
}

/* Among the locks of the current actor. */
static inline struct held_lock *find_own(const struct lockdep_map *map)
{
	return find_from(map, ground_first_own);
}

/* Among everybody's. */
static inline struct held_lock *find_any(const struct lockdep_map *map)
{
	return find_from(map, 0);
}

static inline void drop(struct held_lock *lock)
{
	struct held_lock *end = &ground_held[ground_held_count];

	memmove(lock, lock + 1, (char *)end - (char *)(lock + 1));
	ground_held_count--;
}

/* Likewise a lock that may be an interrupted actor's. */
static inline void drop_any(struct held_lock *lock)
{
	if (lock < &ground_held[ground_first_own])
		ground_first_own--;
	drop(lock);
}

#endif
