/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_BUILD_BUG_H
#define GROUND_LINUX_BUILD_BUG_H

#ifndef static_assert
#define static_assert(expr, ...)	GROUND_STATIC_ASSERT(expr, ##__VA_ARGS__, #expr)
#define GROUND_STATIC_ASSERT(expr, msg, ...)	_Static_assert(expr, msg)
#endif

#define BUILD_BUG_ON(cond)		_Static_assert(!(cond), "BUILD_BUG_ON: " #cond)
#define BUILD_BUG_ON_MSG(cond, msg)	_Static_assert(!(cond), msg)
#define BUILD_BUG_ON_ZERO(e)		((int)(sizeof(struct { int : (-!!(e)); })))

#endif
