/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of the kernel that the ground is like. Where the tree is older, src/linux/compat.c has what it lacks. */
#ifndef GROUND_LINUX_VERSION_H
#define GROUND_LINUX_VERSION_H

#define KERNEL_VERSION(a, b, c)	((a) << 16 | (b) << 8 | (c))
#define LINUX_VERSION_CODE	KERNEL_VERSION(6, 12, 0)

#endif
