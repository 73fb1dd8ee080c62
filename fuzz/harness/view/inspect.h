/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tool may ask of the trees: while a call is being told of, or when
 * harness_perform() or harness_expect() has left them standing.
 */
#ifndef INSPECT_H
#define INSPECT_H

#include "entry.h"
#include "harness.h"
#include "view/picture.h"

/**
 * struct tree_size - A tree in figures.
 * @attributes: set of enum attribute.
 * @ranges: that the oracle holds.
 * @nodes: that the subject has.
 * @height: of the subject.
 */
struct tree_size {
	unsigned int attributes;
	size_t ranges;
	unsigned long nodes;
	unsigned int height;
};

/** inspect_size() - The figures of tree @tree. */
struct tree_size inspect_size(unsigned int tree);

/** inspect_attributes() - The attributes that tree @tree should have: quick enough to be asked after every single call. */
unsigned int inspect_attributes(unsigned int tree);

/** inspect_height() - The height of tree @tree alone: quick enough to be asked after every single call. */
unsigned int inspect_height(unsigned int tree);

/**
 * inspect_range() - A range of the oracle.
 * @at: its number, from the lowest on.
 *
 * Return: its entry; NULL if there are no more.
 */
void *inspect_range(unsigned int tree, size_t at, unsigned long *first, unsigned long *last);

/**
 * inspect_nodes() - Go through the nodes of tree @tree, parents before children.
 * @node: called with each.
 *
 * Return: the entry in the root pointer of a tree without nodes; NULL if there is none.
 */
const void *inspect_nodes(unsigned int tree, void (*node)(const struct picture_node *node, void *arg),
			  void *arg);

/**
 * struct happened - What the ground has seen.
 * @failures: allocations that were to fail and did, since the program began.
 * @publications: of the last write in the middle of which somebody was to act.
 * @dereferences: of the last read, likewise.
 */
struct happened {
	unsigned long failures;
	unsigned long publications;
	unsigned long dereferences;
};

/** inspect_happened() - What the ground has seen up to now. */
struct happened inspect_happened(void);

#endif
