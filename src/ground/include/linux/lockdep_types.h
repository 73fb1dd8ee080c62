/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_LOCKDEP_TYPES_H
#define GROUND_LINUX_LOCKDEP_TYPES_H

#include <linux/lockdep.h>

#endif
