/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tool may ask of the trees: while a call is being told of, or when
 * harness_perform() or harness_expect() has left them standing.
 */
#ifndef INSPECT_H
#define INSPECT_H

#include "entry.h"
#include "harness.h"

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

/* More than any node has. */
#define PICTURE_SLOTS 16

/**
 * struct picture_slot - A slot of a node.
 * @last: its last index.
 * @gap: the gap that is recorded for it.
 * @content: the entry in a leaf, the child in any other node.
 */
struct picture_slot {
	unsigned long last;
	unsigned long gap;
	const void *content;
};

/**
 * struct picture_node - A node, as it stands in the subject.
 * @node: its address; the same program has it at the same address each time.
 * @leaf: is it a leaf?
 * @gaps: does it record gaps?
 * @min: first index that it covers.
 * @max: last index that it covers.
 * @slots: how many of @slot are in use.
 * @slot: from the lowest on.
 */
struct picture_node {
	const void *node;
	bool leaf;
	bool gaps;
	unsigned long min;
	unsigned long max;
	unsigned int slots;
	struct picture_slot slot[PICTURE_SLOTS];
};

/**
 * inspect_nodes() - Go through the nodes of tree @tree, parents before children.
 * @node: called with each.
 *
 * Return: the entry in the root pointer of a tree without nodes; NULL if there is none.
 */
const void *inspect_nodes(unsigned int tree, void (*node)(const struct picture_node *node, void *arg),
			  void *arg);

#endif
