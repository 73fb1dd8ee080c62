/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's short names for types. libc's headers include a header of this
 * name too and want the system's, which is why it comes first.
 */
#ifndef GROUND_LINUX_TYPES_H
#define GROUND_LINUX_TYPES_H

#include <linux/compiler.h>
#include_next <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

typedef unsigned int gfp_t;
typedef unsigned int slab_flags_t;

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

typedef atomic64_t atomic_long_t;

/**
 * struct callback_head - What call_rcu() needs of an object. It writes both at once.
 * @next: the queue's.
 * @func: what is to run after a grace period.
 */
struct callback_head {
	struct callback_head *next;
	void (*func)(struct callback_head *head);
};

#define rcu_head callback_head

typedef void (*rcu_callback_t)(struct rcu_head *head);

#endif
