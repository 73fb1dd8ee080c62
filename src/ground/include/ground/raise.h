/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the macros of <linux/...> report. The controls are in <ground.h>. */
#ifndef GROUND_RAISE_H
#define GROUND_RAISE_H

/**
 * ground_warn() - A WARN_ON() was true.
 * @cond: its condition, as written.
 * @file: where.
 * @line: where.
 */
__attribute__((__cold__))
void ground_warn(const char *cond, const char *file, int line);

/**
 * ground_bug() - A BUG_ON() was true. The kernel would not go on, so this doesn't either.
 * @cond: its condition, as written.
 * @file: where.
 * @line: where.
 */
__attribute__((__cold__, __noreturn__))
void ground_bug(const char *cond, const char *file, int line);

/**
 * ground_dump_stack() - dump_stack() was called.
 * @file: where.
 * @line: where.
 */
__attribute__((__cold__))
void ground_dump_stack(const char *file, int line);

/**
 * ground_rcu_misuse() - An RCU pointer was read without what makes it safe.
 * @what: the macro and its condition.
 * @file: where.
 * @line: where.
 */
__attribute__((__cold__))
void ground_rcu_misuse(const char *what, const char *file, int line);

/**
 * ground_lock_misuse() - An assertion on a lock did not hold.
 * @what: which.
 * @file: where.
 * @line: where.
 */
__attribute__((__cold__))
void ground_lock_misuse(const char *what, const char *file, int line);

/**
 * ground_might_sleep() - Somebody may sleep here: a fault under a spinlock, in a read-side section, in a callback.
 * @what: what may sleep.
 * @file: where.
 * @line: where.
 */
void ground_might_sleep(const char *what, const char *file, int line);

#endif
