/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_MMDEBUG_H
#define GROUND_LINUX_MMDEBUG_H

#include <linux/bug.h>

#define VM_BUG_ON(cond)			BUG_ON(cond)
#define VM_BUG_ON_MM(cond, mm)		BUG_ON(cond)
#define VM_BUG_ON_VMA(cond, vma)	BUG_ON(cond)
#define VM_WARN_ON(cond)		WARN_ON(cond)
#define VM_WARN_ON_ONCE(cond)		WARN_ON(cond)
#define VM_WARN_ON_ONCE_MM(cond, mm)	WARN_ON(cond)
#define VM_WARN_ON_ONCE_VMA(cond, vma)	WARN_ON(cond)
#define VM_WARN_ONCE(cond, ...)		WARN(cond, __VA_ARGS__)

#endif
