/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the ground share. Nobody else includes this. */
#ifndef GROUND_INTERNAL_H
#define GROUND_INTERNAL_H

#include <ground.h>
#include <linux/gfp.h>

struct kmem_cache;

/* fault.c */

/**
 * ground_raise() - Tell the handler of a fault. It may return.
 */
void ground_raise(enum ground_fault fault, const char *what, const char *file, int line);

/**
 * ground_die() - The ground itself can't go on: print why, and abort.
 */
__attribute__((__noreturn__, __cold__)) void ground_die(const char *why);

/* inject.c */

/* Is anything in force that ground_ask() has to look at? */
extern bool ground_asked;

/**
 * ground_ask() - May these objects be had?
 * @gfp: how they are asked for.
 * @n: how many.
 *
 * Return: @n; or how many are had before the one that fails.
 */
size_t ground_ask(gfp_t gfp, size_t n);

/* tally.c */

extern struct ground_counts ground_tally;

/* slab.c */

/**
 * enum ground_mark - Where an address of an rcu_head is.
 * @GROUND_MARK_FOREIGN: in no object of any cache.
 * @GROUND_MARK_FREED: in an object that is not allocated.
 * @GROUND_MARK_AGAIN: in an object that waits for a grace period already.
 * @GROUND_MARK_DONE: in a live object, which waits for a grace period from now on.
 */
enum ground_mark {
	GROUND_MARK_FOREIGN,
	GROUND_MARK_FREED,
	GROUND_MARK_AGAIN,
	GROUND_MARK_DONE,
};

/**
 * ground_mark_queued() - An object is to be freed by a callback, and by nobody else.
 * @inside: an address in it.
 */
enum ground_mark ground_mark_queued(const void *inside);

/**
 * ground_unmark_queued() - The callback is about to run.
 * @inside: an address in the object.
 */
void ground_unmark_queued(const void *inside);

/**
 * ground_take() - Get objects, all or none, that count as handed out.
 * @cache: their cache.
 * @gfp: how.
 * @count: how many.
 * @objects: where to put them; stale pointers if there is one that can't be had.
 * @file: who asks.
 * @line: who asks.
 */
bool ground_take(struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects,
		 const char *file, int line);

/**
 * ground_hide_object() - An object was set aside: nobody may touch it (under ASan).
 */
void ground_hide_object(struct kmem_cache *cache, void *object);

/**
 * ground_show_object() - An object that was set aside is handed out.
 */
void ground_show_object(struct kmem_cache *cache, void *object, gfp_t gfp);

/**
 * ground_trim_object() - Only the first @size bytes may be touched (under ASan).
 */
void ground_trim_object(struct kmem_cache *cache, void *object, size_t size);

/**
 * ground_sheaf_capacity() - As kmem_cache_args has it.
 */
unsigned int ground_sheaf_capacity(const struct kmem_cache *cache);

/* readers.c */

/* Is the current actor a callback? */
extern bool ground_rcu_in_callback;

/* The part of RCU in ground_actor_save(), in ground_actor_restore(), and in letting another one act. */
void ground_readers_save(struct ground_actor *actor);
void ground_readers_restore(const struct ground_actor *actor);
void ground_readers_interrupt(void);

/* held.c */

/* How many locks are held, by whomever. */
extern unsigned int ground_held_count;

/** ground_spinlocks_held() - How many spinlocks are held, by whomever. */
unsigned int ground_spinlocks_held(void);

/** ground_own_spinlocks() - How many of them the current actor holds. */
unsigned int ground_own_spinlocks(void);

/* The part of locks in ground_actor_save(), in ground_actor_restore(), and in letting another one act. */
void ground_held_save(struct ground_actor *actor);
void ground_held_restore(const struct ground_actor *actor);
void ground_held_interrupt(void);

/* lock.c */

/**
 * ground_locks_in() - Memory goes away: a fault if a lock in it is held.
 */
void ground_locks_in(const void *start, size_t size, const char *file, int line);

/* interleave.c */

/** ground_blocking() - An allocation may block now. Only while that is watched. */
__attribute__((__cold__)) void ground_blocking(void);

/* What ground_reset() consists of. */
void ground_fault_reset(void);
void ground_held_reset(void);
void ground_inject_reset(void);
void ground_interleave_reset(void);
void ground_log_reset(void);
void ground_rcu_reset(void);
void ground_readers_reset(void);
void ground_sheaf_reset(void);
void ground_slab_reset(void);
void ground_sleep_reset(void);
void ground_tally_reset(void);

#endif
