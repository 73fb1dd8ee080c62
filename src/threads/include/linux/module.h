/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A module that is a program: it has parameters. */
#ifndef GROUND_THREADS_LINUX_MODULE_H
#define GROUND_THREADS_LINUX_MODULE_H

#include_next <linux/module.h>
#include <stdio.h>

/**
 * ground_parameter() - The module has a parameter.
 * @name: its name.
 * @variable: where it is.
 * @size: of that: a bool, an unsigned int or an unsigned long.
 */
void ground_parameter(const char *name, void *variable, size_t size);

/** ground_set_parameter() - Set @name to @value. Return: false if there is no such parameter. */
bool ground_set_parameter(const char *name, unsigned long value);

#define module_param(name, type, permissions)						\
	__attribute__((__constructor__)) static void ground_parameter_##name(void)	\
	{										\
		ground_parameter(#name, &(name), sizeof(name));				\
	}										\
	_Static_assert(permissions == 0, "there is no file for it")

#endif
