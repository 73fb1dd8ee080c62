/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_COMPILER_TYPES_H
#define GROUND_LINUX_COMPILER_TYPES_H

#include <linux/compiler.h>

#endif
