/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree where it is wrong, for the report of a divergence. */
#ifndef REPORT_TREE_H
#define REPORT_TREE_H

#include "world.h"

/**
 * struct place - Where in a tree.
 * @tree: which; NULL if it is about none.
 * @index: near which index.
 * @node: at which node; NULL if only the index is known.
 * @slot: at which slot of @node; -1 if that is not known.
 */
struct place {
	const struct tree *tree;
	unsigned long index;
	const void *node;
	int slot;
};

/**
 * report_tree() - Print what the oracle holds there, and the nodes from the root to the leaf, with raw pivots and metadata.
 *
 * Marked are the node and the slot that @at names, and slots that hold something else than the oracle.
 * A damaged tree may make this crash.
 */
void report_tree(const struct place *at, FILE *out);

#endif
