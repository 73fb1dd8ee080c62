/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_SCHED_H
#define GROUND_LINUX_SCHED_H

#include <linux/kthread.h>

#endif
