/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_PREFETCH_H
#define GROUND_LINUX_PREFETCH_H

#define prefetch(p)	__builtin_prefetch(p)
#define prefetchw(p)	__builtin_prefetch(p, 1)

#endif
