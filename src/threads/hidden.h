/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What ThreadSanitizer is not shown, and what it is told. It knows locks, atomics and threads; it knows nothing of grace periods, as
 * liburcu is not compiled with it. Nor shall it tell of what is written to an object that only readers with a section still look at,
 * who drop what they read there: the rcu_head of a dead node, and the pattern in what is freed. They are written all the same.
 */
#ifndef THREADS_HIDDEN_H
#define THREADS_HIDDEN_H

#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WITH_TSAN 1
#endif
#endif

#ifdef WITH_TSAN
#define HIDDEN __attribute__((__no_sanitize__("thread"), __noinline__))
void __tsan_acquire(void *address);
void __tsan_release(void *address);
#else
#define HIDDEN __attribute__((__noinline__))
#define __tsan_acquire(address)	((void)(address))
#define __tsan_release(address)	((void)(address))
#endif

#endif
