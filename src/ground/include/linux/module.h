/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a module says of itself. Modules count on getting half of the kernel's headers with this one; here, what tests need. */
#ifndef GROUND_LINUX_MODULE_H
#define GROUND_LINUX_MODULE_H

#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#define MODULE_LICENSE(text)		_Static_assert(1, text)
#define MODULE_AUTHOR(text)		_Static_assert(1, text)
#define MODULE_DESCRIPTION(text)	_Static_assert(1, text)
#define THIS_MODULE			((void *)0)

/** ground_module_init() - Load the module that is linked in. Return: what its own function returns: 0, or an error. */
int ground_module_init(void);

/** ground_module_exit() - Unload it. */
void ground_module_exit(void);

#define module_init(fn)			int ground_module_init(void) { return fn(); }
#define module_exit(fn)			void ground_module_exit(void) { fn(); }

#endif
