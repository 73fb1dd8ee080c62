/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * With one thread only the compiler has to be kept in order. But in the middle of a call others may
 * act, and barriers are among the places where they do: see "Who acts in the middle of a call" in <ground.h>.
 */
#ifndef GROUND_ASM_BARRIER_H
#define GROUND_ASM_BARRIER_H

#include <linux/compiler.h>

#define smp_mb()	do { GROUND_FENCE(__ATOMIC_SEQ_CST); GROUND_FENCED(); } while (0)
#define smp_rmb()	do { GROUND_FENCE(__ATOMIC_ACQUIRE); GROUND_DEREFERENCED(); } while (0)
#define smp_wmb()	do { GROUND_FENCE(__ATOMIC_RELEASE); GROUND_PUBLISHED(); } while (0)
#define mb()		smp_mb()
#define rmb()		smp_rmb()
#define wmb()		smp_wmb()
#define smp_mb__before_atomic()	barrier()
#define smp_mb__after_atomic()	barrier()
#define smp_read_barrier_depends()	((void)0)

#define smp_store_release(p, v)	do { GROUND_RELEASE(*(p), v); GROUND_PUBLISHED(); } while (0)
#define smp_store_mb(var, v)	do { WRITE_ONCE(var, v); GROUND_FENCE(__ATOMIC_SEQ_CST); } while (0)
#define smp_load_acquire(p) ({				\
	__typeof__(*(p)) acquired_ = READ_ONCE(*(p));	\
	barrier();					\
	acquired_; })

#define cpu_relax()	barrier()

#endif
