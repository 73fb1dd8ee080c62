/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_BITS_H
#define GROUND_LINUX_BITS_H

#include <linux/bitops.h>

#endif
