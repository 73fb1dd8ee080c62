/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RCU whose grace periods end when the harness says so (ground_rcu_quiesce()),
 * and whose pointers check at each use what makes the use safe.
 */
#ifndef GROUND_LINUX_RCUPDATE_H
#define GROUND_LINUX_RCUPDATE_H

#include <asm/barrier.h>
#include <ground/raise.h>
#include <linux/lockdep.h>
#include <linux/types.h>
#include <stddef.h>

/* Held, to lockdep, inside a read-side section and inside a callback. <linux/printk.h> says why they have other names. */
#define rcu_lock_map		ground_rcu_lock_map
#define rcu_callback_map	ground_rcu_callback_map
extern struct lockdep_map rcu_lock_map;
extern struct lockdep_map rcu_callback_map;

#if GROUND_THREADS
#include <ground/thread_rcu.h>
#else

/* How many read-side sections the current actor has open. */
extern unsigned int ground_rcu_depth;

static inline void rcu_read_lock(void)
{
	ground_rcu_depth++;
}

#define rcu_read_unlock() do {						\
	if (unlikely(!ground_rcu_depth))				\
		ground_rcu_misuse("rcu_read_unlock() without rcu_read_lock()", \
				  __FILE__, __LINE__);			\
	else								\
		ground_rcu_depth--;					\
} while (0)

static inline int rcu_read_lock_held(void)
{
	return ground_rcu_depth != 0;
}

#endif

#define rcu_read_lock_any_held()	rcu_read_lock_held()

/**
 * call_rcu() - Run a function on an object when a grace period has passed.
 * @head: within the object; written at once.
 * @func: the function.
 */
#define call_rcu(head, func)	ground_call_rcu(head, func, __FILE__, __LINE__)
#define call_rcu_hurry(head, func)	call_rcu(head, func)

void ground_call_rcu(struct rcu_head *head, rcu_callback_t func, const char *file, int line);

/**
 * kfree_rcu() - Free an object when a grace period has passed.
 * @ptr: the object, of kmalloc() or of a cache; NULL is ignored.
 * @member: its struct rcu_head; written at once.
 */
#define kfree_rcu(ptr, member) do {					\
	__typeof__(ptr) kfree_rcu_ = (ptr);				\
	if (kfree_rcu_)							\
		ground_kfree_rcu(kfree_rcu_, &kfree_rcu_->member, __FILE__, __LINE__); \
} while (0)
#define kvfree_rcu(ptr, member)		kfree_rcu(ptr, member)
#define kfree_rcu_mightsleep(ptr)	ground_kfree_rcu(ptr, NULL, __FILE__, __LINE__)

void ground_kfree_rcu(void *object, struct rcu_head *head, const char *file, int line);

/**
 * synchronize_rcu() - Wait for a grace period: a fault inside a read-side section.
 *
 * It promises nothing about callbacks, and runs none.
 */
#define synchronize_rcu()		ground_rcu_wait(false, __FILE__, __LINE__)
#define synchronize_rcu_expedited()	synchronize_rcu()

/**
 * rcu_barrier() - Wait for the queued callbacks: runs them. A fault inside a read-side section.
 */
#define rcu_barrier()			ground_rcu_wait(true, __FILE__, __LINE__)
#define kvfree_rcu_barrier()		rcu_barrier()

void ground_rcu_wait(bool callbacks, const char *file, int line);

#define GROUND_RCU_CHECK(cond, text) do {				\
	if (GROUND_CHECKS && unlikely(!(cond)))				\
		ground_rcu_misuse(text, __FILE__, __LINE__);		\
} while (0)

#define RCU_LOCKDEP_WARN(cond, text)	GROUND_RCU_CHECK(!(cond), text)

#define rcu_access_pointer(p)		READ_ONCE(p)
#define rcu_dereference_raw(p)		READ_ONCE(p)

#define rcu_dereference_check(p, cond) ({				\
	GROUND_RCU_CHECK((cond) || rcu_read_lock_held(),		\
			 "rcu_dereference_check(" #p ", " #cond ")");	\
	READ_ONCE(p); })

#define rcu_dereference_protected(p, cond) ({				\
	GROUND_RCU_CHECK(cond, "rcu_dereference_protected(" #p ", " #cond ")"); \
	(p); })

#define rcu_dereference(p) ({						\
	GROUND_RCU_CHECK(rcu_read_lock_held(), "rcu_dereference(" #p ")"); \
	READ_ONCE(p); })

#define rcu_assign_pointer(p, v)	smp_store_release(&(p), (__typeof__(p))(v))

#define RCU_INIT_POINTER(p, v)		WRITE_ONCE(p, (__typeof__(p))(v))
#define RCU_INITIALIZER(v)		(v)
#define rcu_pointer_handoff(p)		(p)

#define rcu_replace_pointer(p, v, cond) ({				\
	__typeof__(p) replaced_ = rcu_dereference_protected(p, cond);	\
	rcu_assign_pointer(p, v);					\
	replaced_; })

#endif
