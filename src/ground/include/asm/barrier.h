/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One thread: only the compiler has to be kept in order. But in the middle of a call others may
 * act, and barriers are among the places where they do: see "Who acts in the middle of a call" in <ground.h>.
 */
#ifndef GROUND_ASM_BARRIER_H
#define GROUND_ASM_BARRIER_H

#include <linux/compiler.h>

#define smp_mb()	do { barrier(); GROUND_FENCED(); } while (0)
#define smp_rmb()	do { barrier(); GROUND_DEREFERENCED(); } while (0)
#define smp_wmb()	do { barrier(); GROUND_PUBLISHED(); } while (0)
#define mb()		smp_mb()
#define rmb()		smp_rmb()
#define wmb()		smp_wmb()
#define smp_mb__before_atomic()	barrier()
#define smp_mb__after_atomic()	barrier()
#define smp_read_barrier_depends()	((void)0)

#define smp_store_release(p, v)	do { barrier(); WRITE_ONCE(*(p), v); } while (0)
#define smp_store_mb(var, v)	do { WRITE_ONCE(var, v); barrier(); } while (0)
#define smp_load_acquire(p) ({				\
	__typeof__(*(p)) acquired_ = READ_ONCE(*(p));	\
	barrier();					\
	acquired_; })

#define cpu_relax()	barrier()

#endif
