/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Warnings and bugs go to whoever asked with ground_on_fault(). Nothing is
 * reported only once: a state that outlives an input makes runs differ.
 */
#ifndef GROUND_LINUX_BUG_H
#define GROUND_LINUX_BUG_H

#include <ground/raise.h>
#include <linux/compiler.h>
#include <linux/printk.h>

#define WARN_ON(cond) ({						\
	int warn_ = !!(cond);						\
	if (unlikely(warn_))						\
		ground_warn(#cond, __FILE__, __LINE__);			\
	unlikely(warn_); })

#define WARN(cond, ...) ({						\
	int warn_ = !!(cond);						\
	if (unlikely(warn_)) {						\
		printk(__VA_ARGS__);					\
		ground_warn(#cond, __FILE__, __LINE__);			\
	}								\
	unlikely(warn_); })

#define WARN_ON_ONCE(cond)		WARN_ON(cond)
#define WARN_ONCE(cond, ...)		WARN(cond, __VA_ARGS__)
#define WARN_TAINT(cond, taint, ...)	WARN(cond, __VA_ARGS__)

#define BUG()		ground_bug("BUG() was reached", __FILE__, __LINE__)
#define BUG_ON(cond) do {						\
	if (unlikely(cond))						\
		ground_bug(#cond, __FILE__, __LINE__);			\
} while (0)

#endif
