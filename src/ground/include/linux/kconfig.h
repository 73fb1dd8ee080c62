/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration of this kernel. Each option may also come from the command
 * line; GROUND_NO_DEBUG_MAPLE_TREE leaves the tree's own checks out (a benchmark).
 */
#ifndef GROUND_LINUX_KCONFIG_H
#define GROUND_LINUX_KCONFIG_H

#if !defined(CONFIG_64BIT) && __SIZEOF_POINTER__ == 8
#define CONFIG_64BIT 1
#endif

/*
 * 0, by MAPLEFUZZ_GROUND_CHECKS=OFF: nothing is checked, and nobody acts in the middle of a call. For benchmarks, which compare trees and
 * not what the ground does beside them; and for programs that are to be fast. A tree's own checks are left out as well.
 */
#ifndef GROUND_CHECKS
#define GROUND_CHECKS 1
#endif

/* 1, by MAPLEFUZZ_THREADS=ON: there are threads, so locks, atomics and RCU are real ones: see src/threads. Then there are no checks. */
#ifndef GROUND_THREADS
#define GROUND_THREADS 0
#endif

#if !defined(CONFIG_DEBUG_MAPLE_TREE) && !defined(GROUND_NO_DEBUG_MAPLE_TREE) && GROUND_CHECKS
#define CONFIG_DEBUG_MAPLE_TREE 1
#endif

/* External locks are lockdep maps, and lock conditions are really looked at. */
#ifndef CONFIG_LOCKDEP
#define CONFIG_LOCKDEP 1
#endif
#ifndef CONFIG_PROVE_RCU
#define CONFIG_PROVE_RCU 1
#endif

#endif
