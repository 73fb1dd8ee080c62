/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Telling AddressSanitizer which bytes may be touched, where there is one. */
#ifndef GROUND_ASAN_H
#define GROUND_ASAN_H

#include <stddef.h>

#include <linux/kconfig.h>

#if !GROUND_CHECKS
#define GROUND_ASAN 0
#elif defined(__SANITIZE_ADDRESS__)
#define GROUND_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GROUND_ASAN 1
#endif
#endif

#ifndef GROUND_ASAN
#define GROUND_ASAN 0
#endif

#if GROUND_ASAN

#include <sanitizer/asan_interface.h>

static inline void ground_asan_poison(const void *start, size_t size)
{
	__asan_poison_memory_region(start, size);
}

static inline void ground_asan_unpoison(const void *start, size_t size)
{
	__asan_unpoison_memory_region(start, size);
}

#else

static inline void ground_asan_poison(const void *start, size_t size)
{
	(void)start;
	(void)size;
}

static inline void ground_asan_unpoison(const void *start, size_t size)
{
	(void)start;
	(void)size;
}

#endif

#endif
