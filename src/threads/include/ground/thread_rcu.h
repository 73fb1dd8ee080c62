/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read-side sections of threads, for <linux/rcupdate.h>. */
#ifndef GROUND_THREAD_RCU_H
#define GROUND_THREAD_RCU_H

#include <stdbool.h>

void ground_thread_read_lock(void);
void ground_thread_read_unlock(void);

/* Is the thread in a read-side section? */
bool ground_thread_reading(void);

static inline void rcu_read_lock(void)
{
	ground_thread_read_lock();
}

static inline void rcu_read_unlock(void)
{
	ground_thread_read_unlock();
}

static inline int rcu_read_lock_held(void)
{
	return ground_thread_reading();
}

#endif
