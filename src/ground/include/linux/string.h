/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_STRING_H
#define GROUND_LINUX_STRING_H

#include <linux/types.h>
#include <string.h>

#endif
