/* SPDX-License-Identifier: GPL-2.0-or-later */
/* With one thread, an atomic is a counter; a tree's checks count a lot. It wraps, as the kernel's do. */
#ifndef GROUND_LINUX_ATOMIC_H
#define GROUND_LINUX_ATOMIC_H

#include <asm/barrier.h>
#include <linux/types.h>

#if GROUND_THREADS
#define GROUND_ADD(counter, i)	__atomic_add_fetch(&(counter), i, __ATOMIC_SEQ_CST)
#else
#define GROUND_ADD(counter, i)	((counter) = (__typeof__(counter))((unsigned long)(counter) + (unsigned long)(i)))
#endif

#define ATOMIC_INIT(i)	{ (i) }

static inline int atomic_read(const atomic_t *v)
{
	return READ_ONCE(v->counter);
}

static inline void atomic_set(atomic_t *v, int i)
{
	WRITE_ONCE(v->counter, i);
}

static inline int atomic_add_return(int i, atomic_t *v)
{
	return GROUND_ADD(v->counter, i);
}

static inline int atomic_sub_return(int i, atomic_t *v)
{
	return GROUND_ADD(v->counter, -(unsigned int)i);
}

#define atomic_add(i, v)		((void)atomic_add_return(i, v))
#define atomic_sub(i, v)		((void)atomic_sub_return(i, v))
#define atomic_inc(v)			((void)atomic_add_return(1, v))
#define atomic_dec(v)			((void)atomic_sub_return(1, v))
#define atomic_inc_return(v)		atomic_add_return(1, v)
#define atomic_dec_return(v)		atomic_sub_return(1, v)
#define atomic_dec_and_test(v)		(atomic_sub_return(1, v) == 0)

static inline bool atomic_inc_not_zero(atomic_t *v)
{
	int old = atomic_read(v);

	while (old && !__atomic_compare_exchange_n(&v->counter, &old, old + 1, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
		;
	return old;
}

static inline long atomic_long_read(const atomic_long_t *v)
{
	return (long)READ_ONCE(v->counter);
}

static inline void atomic_long_inc(atomic_long_t *v)
{
	GROUND_ADD(v->counter, 1);
}

#endif
