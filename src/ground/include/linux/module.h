/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_MODULE_H
#define GROUND_LINUX_MODULE_H

#include <linux/export.h>
#include <linux/init.h>

#define MODULE_LICENSE(text)		_Static_assert(1, text)
#define MODULE_AUTHOR(text)		_Static_assert(1, text)
#define MODULE_DESCRIPTION(text)	_Static_assert(1, text)
#define THIS_MODULE			((void *)0)

#endif
