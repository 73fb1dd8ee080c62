/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Repetition becomes loops. Only the text is looked at: lines that are equal but for their numbers, again and
 * again, are one loop, in which each number stays as it is, goes on in equal steps, or comes from a table.
 *
 *	error = mtree_store(&t0, 0x10, xa_mk_value(1), GFP_KERNEL);
 *	error = mtree_store(&t0, 0x20, xa_mk_value(2), GFP_KERNEL);	and so on, becomes
 *
 *	for (i = 0; i < 9; i++)
 *		error = mtree_store(&t0, 0x10 + i * 0x10, xa_mk_value(1 + i), GFP_KERNEL);
 *
 * A loop counts with the variable `unsigned long i`, and its table is called `values`: no line may use either.
 */
#ifndef EMIT_FOLD_H
#define EMIT_FOLD_H

#include <stdio.h>

#include "emit/fold_line.h"

/** fold_print() - Print what was added at @depth tabs, and forget it. */
void fold_print(struct fold *f, FILE *out, unsigned int depth);

/**
 * fold_print_apart() - Print what was added without folding it, and forget it: each line with a $ for each number, and then these, decimal,
 * with a tab before each.
 */
void fold_print_apart(struct fold *f, FILE *out);

#endif
