/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_STDDEF_H
#define GROUND_LINUX_STDDEF_H

#include_next <linux/stddef.h>
#include <linux/types.h>

#define sizeof_field(type, member)	sizeof(((type *)0)->member)
#define offsetofend(type, member)	(offsetof(type, member) + sizeof_field(type, member))

#endif
