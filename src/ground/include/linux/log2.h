/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_LOG2_H
#define GROUND_LINUX_LOG2_H

#include <linux/bitops.h>

#endif
