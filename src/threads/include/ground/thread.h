/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads of the ground: what they do, counted for whoever watches that they go on. */
#ifndef GROUND_THREAD_H
#define GROUND_THREAD_H

#include <stdbool.h>

/**
 * enum ground_progress - What is counted.
 * @GROUND_PROGRESS_LOCKS: locks that were taken: what writers do.
 * @GROUND_PROGRESS_SECTIONS: read-side sections that were left.
 * @GROUND_PROGRESS_GRACES: grace periods that have ended.
 * @GROUND_PROGRESS_CALLBACKS: callbacks that have run.
 */
enum ground_progress {
	GROUND_PROGRESS_LOCKS,
	GROUND_PROGRESS_SECTIONS,
	GROUND_PROGRESS_GRACES,
	GROUND_PROGRESS_CALLBACKS,
	GROUND_PROGRESS_KINDS
};

extern unsigned long ground_thread_counts[GROUND_PROGRESS_KINDS];

static inline void ground_thread_progress(enum ground_progress kind)
{
	__atomic_add_fetch(&ground_thread_counts[kind], 1, __ATOMIC_RELAXED);
}

static inline unsigned long ground_thread_count(enum ground_progress kind)
{
	return __atomic_load_n(&ground_thread_counts[kind], __ATOMIC_RELAXED);
}

/** ground_thread_yield() - Let another thread run. */
void ground_thread_yield(void);

/** ground_rcu_thread_begin() - The current thread may have read-side sections from here on. */
void ground_rcu_thread_begin(void);

/** ground_rcu_thread_end() - It has none any more. */
void ground_rcu_thread_end(void);

/** ground_rcu_start() - Once in a process, before anything else: start the thread that waits for grace periods. */
void ground_rcu_start(void);

/** ground_objects_live() - How many objects are allocated. */
long ground_objects_live(void);

/** ground_errors() - How many lines were printed with the level of an error, or a worse one. */
unsigned long ground_errors(void);

#endif
