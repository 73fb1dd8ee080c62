/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One thread: an atomic is a counter. It wraps, as the kernel's do. */
#ifndef GROUND_LINUX_ATOMIC_H
#define GROUND_LINUX_ATOMIC_H

#include <asm/barrier.h>
#include <linux/types.h>

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
	return v->counter = (int)((unsigned int)v->counter + (unsigned int)i);
}

static inline int atomic_sub_return(int i, atomic_t *v)
{
	return v->counter = (int)((unsigned int)v->counter - (unsigned int)i);
}

#define atomic_add(i, v)		((void)atomic_add_return(i, v))
#define atomic_sub(i, v)		((void)atomic_sub_return(i, v))
#define atomic_inc(v)			((void)atomic_add_return(1, v))
#define atomic_dec(v)			((void)atomic_sub_return(1, v))
#define atomic_inc_return(v)		atomic_add_return(1, v)
#define atomic_dec_return(v)		atomic_sub_return(1, v)
#define atomic_dec_and_test(v)		(atomic_sub_return(1, v) == 0)
#define atomic_inc_not_zero(v)		(atomic_read(v) ? (atomic_inc(v), true) : false)

#endif
