/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libc's <limits.h> includes this name for the system's limits, so those come
 * first, and nothing here may include <limits.h>.
 */
#ifndef GROUND_LINUX_LIMITS_H
#define GROUND_LINUX_LIMITS_H

#include_next <linux/limits.h>

#ifndef INT_MAX
#define INT_MAX		__INT_MAX__
#define INT_MIN		(-INT_MAX - 1)
#endif
#ifndef UINT_MAX
#define UINT_MAX	(__INT_MAX__ * 2U + 1U)
#endif
#ifndef LONG_MAX
#define LONG_MAX	__LONG_MAX__
#define LONG_MIN	(-LONG_MAX - 1L)
#endif
#ifndef ULONG_MAX
#define ULONG_MAX	(__LONG_MAX__ * 2UL + 1UL)
#endif
#ifndef SHRT_MAX
#define SHRT_MAX	__SHRT_MAX__
#define USHRT_MAX	(__SHRT_MAX__ * 2 + 1)
#endif

#ifndef U8_MAX
#define U8_MAX		((u8)~0U)
#define U16_MAX		((u16)~0U)
#define U32_MAX		((u32)~0U)
#define U64_MAX		((u64)~0ULL)
#endif

#endif
