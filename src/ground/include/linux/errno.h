/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system's error numbers are the kernel's; libc's <errno.h> passes through here too. */
#ifndef GROUND_LINUX_ERRNO_H
#define GROUND_LINUX_ERRNO_H

#include_next <linux/errno.h>

#endif
