/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_COMPILER_ATTRIBUTES_H
#define GROUND_LINUX_COMPILER_ATTRIBUTES_H

#include <linux/compiler.h>

#endif
