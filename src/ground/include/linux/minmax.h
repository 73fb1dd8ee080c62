/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each argument is evaluated once. */
#ifndef GROUND_LINUX_MINMAX_H
#define GROUND_LINUX_MINMAX_H

#define GROUND_PICK(type_x, x, op, type_y, y, a, b) ({	\
	type_x a = (x);					\
	type_y b = (y);					\
	a op b ? a : b; })

#define min(x, y)	GROUND_PICK(__typeof__(x), x, <, __typeof__(y), y, min_a_, min_b_)
#define max(x, y)	GROUND_PICK(__typeof__(x), x, >, __typeof__(y), y, max_a_, max_b_)
#define min_t(type, x, y)	GROUND_PICK(type, x, <, type, y, min_t_a_, min_t_b_)
#define max_t(type, x, y)	GROUND_PICK(type, x, >, type, y, max_t_a_, max_t_b_)
#define umin(x, y)	min_t(unsigned long long, x, y)
#define umax(x, y)	max_t(unsigned long long, x, y)
#define min3(x, y, z)	({ __typeof__(x) min3_ = min(x, y); min(min3_, z); })
#define max3(x, y, z)	({ __typeof__(x) max3_ = max(x, y); max(max3_, z); })
#define clamp(v, lo, hi)	({ __typeof__(v) clamp_ = max(v, lo); min(clamp_, hi); })
#define clamp_t(type, v, lo, hi)	clamp((type)(v), (type)(lo), (type)(hi))

#define swap(a, b) do {			\
	__typeof__(a) swap_ = (a);	\
	(a) = (b);			\
	(b) = swap_;			\
} while (0)

#endif
