/* SPDX-License-Identifier: GPL-2.0-or-later */
/* LIST(PREFIX_, A, B): PREFIX_A, PREFIX_B. For the tables in *.def, whose cells are lists of up to eight names. */
#ifndef PROGRAM_LIST_H
#define PROGRAM_LIST_H

#define LIST_1(prefix, name)		prefix##name
#define LIST_2(prefix, name, ...)	prefix##name, LIST_1(prefix, __VA_ARGS__)
#define LIST_3(prefix, name, ...)	prefix##name, LIST_2(prefix, __VA_ARGS__)
#define LIST_4(prefix, name, ...)	prefix##name, LIST_3(prefix, __VA_ARGS__)
#define LIST_5(prefix, name, ...)	prefix##name, LIST_4(prefix, __VA_ARGS__)
#define LIST_6(prefix, name, ...)	prefix##name, LIST_5(prefix, __VA_ARGS__)
#define LIST_7(prefix, name, ...)	prefix##name, LIST_6(prefix, __VA_ARGS__)
#define LIST_8(prefix, name, ...)	prefix##name, LIST_7(prefix, __VA_ARGS__)

#define LIST_OF(a, b, c, d, e, f, g, h, macro, ...)	macro
#define LIST(prefix, ...)								\
	LIST_OF(__VA_ARGS__, LIST_8, LIST_7, LIST_6, LIST_5, LIST_4, LIST_3, LIST_2, LIST_1, )(prefix, __VA_ARGS__)

#endif
