/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program in two parts, the first of which is replaced by stores of what the trees hold between them. */
#ifndef SHRINK_SPLIT_H
#define SHRINK_SPLIT_H

#include "shrink/layout.h"

/**
 * struct split - A program in two parts.
 * @state: what the trees hold between them.
 * @rest: the calls of the second part, and the header of the whole.
 * @trees: the set of trees that the second part is about.
 * @tree: the one of them that may be laid out anew.
 * @several: do others hold something as well?
 */
struct split {
	struct state state;
	struct draft rest;
	unsigned int trees;
	unsigned int tree;
	bool several;
};

/** split_before_call() - Let the second part of @draft begin with call @at. Return: false if there is nothing to replace. */
bool split_before_call(const struct draft *draft, size_t at, struct split *split);

/**
 * split_before_unit() - Let it begin with the last single call, the one that diverges.
 * @units: how many single calls @draft makes.
 * @plain: let that call take the place of the last one; else that makes only this one.
 *
 * Allocations that fail stay before it.
 * Return: false if there is nothing to replace.
 */
bool split_before_unit(const struct draft *draft, unsigned long units, bool plain, struct split *split);

/** split_try() - Try stores as @layout has them, up and down, and the second part. Return: whether the draft is another one now. */
bool split_try(struct shrink *s, const struct split *split, const struct layout *layout);

/** split_free() - Give back its memory, also if one of these returned false. */
void split_free(struct split *split);

#endif
