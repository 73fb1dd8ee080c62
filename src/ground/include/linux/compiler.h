/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names for what compilers offer. Sparse annotations are nothing here. */
#ifndef GROUND_LINUX_COMPILER_H
#define GROUND_LINUX_COMPILER_H

#include <ground/interleave.h>
#include <linux/kconfig.h>

#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define barrier()		__asm__ __volatile__("" : : : "memory")
#define unreachable()		__builtin_unreachable()

/*
 * The access itself, where nobody may act behind it. With threads it is C11's. What is read leads elsewhere, and what is found there has to be
 * complete: the kernel counts on dependencies for that, which C11 has not, so all reads acquire.
 */
#if GROUND_THREADS
#define GROUND_READ(x)		__atomic_load_n(&(x), __ATOMIC_ACQUIRE)
#define GROUND_WRITE(x, v)	__atomic_store_n(&(x), v, __ATOMIC_RELAXED)
#define GROUND_RELEASE(x, v)	__atomic_store_n(&(x), v, __ATOMIC_RELEASE)
#define GROUND_FENCE(order)	__atomic_thread_fence(order)
#else
#define GROUND_READ(x)		(*(const volatile __typeof__(x) *)&(x))
#define GROUND_WRITE(x, v)	((void)(*(volatile __typeof__(x) *)&(x) = (v)))
#define GROUND_RELEASE(x, v)	do { barrier(); GROUND_WRITE(x, v); } while (0)
#define GROUND_FENCE(order)	barrier()
#endif

#define READ_ONCE(x) ({							\
	__typeof__(x) once_ = GROUND_READ(x);				\
	GROUND_DEREFERENCED();						\
	once_; })
#define WRITE_ONCE(x, v)	(GROUND_WRITE(x, v), GROUND_PUBLISHED())
#if GROUND_THREADS
#include <ground/thread_race.h>
#define data_race(x) ({							\
	ground_thread_race_begin();					\
	__typeof__(x) racy_ = (x);					\
	ground_thread_race_end();					\
	racy_; })
#else
#define data_race(x)		(x)
#endif

/* libc takes this one back before it defines its own. */
#undef __always_inline
#define __always_inline		inline __attribute__((__always_inline__))
#define noinline		__attribute__((__noinline__))
#define noinline_for_stack	noinline
#define fallthrough		__attribute__((__fallthrough__))

#define __must_check		__attribute__((__warn_unused_result__))
#define __maybe_unused		__attribute__((__unused__))
#define __always_unused		__attribute__((__unused__))
#ifndef __packed
#define __packed		__attribute__((__packed__))
#endif
#ifndef __aligned
#define __aligned(x)		__attribute__((__aligned__(x)))
#endif
#define __printf(fmt, args)	__attribute__((__format__(__printf__, fmt, args)))
#define __cold			__attribute__((__cold__))
#define __noreturn		__attribute__((__noreturn__))
#ifndef __weak
#define __weak			__attribute__((__weak__))
#endif
#define __read_mostly
#define __ro_after_init
#define ____cacheline_aligned_in_smp

#define __rcu
#define __user
#define __force
#define __iomem
#define __percpu
#define __private
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#define __acquire(x)		((void)0)
#define __release(x)		((void)0)
#define __bitwise

#define __counted_by(member)
#define OPTIMIZER_HIDE_VAR(var)	__asm__("" : "+r"(var))
#define __same_type(a, b)	__builtin_types_compatible_p(__typeof__(a), __typeof__(b))

#endif
