/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_CONTAINER_OF_H
#define GROUND_LINUX_CONTAINER_OF_H

#include <stddef.h>

#define container_of(ptr, type, member) ({				\
	void *member_at_ = (void *)(ptr);				\
	_Static_assert(__builtin_types_compatible_p(__typeof__(*(ptr)),	\
				__typeof__(((type *)0)->member)) ||	\
		       __builtin_types_compatible_p(__typeof__(*(ptr)), void), \
		       "container_of(): wrong type of pointer");	\
	(type *)((char *)member_at_ - offsetof(type, member)); })

#endif
