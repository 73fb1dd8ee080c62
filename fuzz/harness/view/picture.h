/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nodes as they really are, for people: what they hold, what that means, and where it is not what the oracle holds. */
#ifndef PICTURE_H
#define PICTURE_H

#include <stdbool.h>

#include "oracle.h"

struct view;

/* More than any node has. */
#define PICTURE_SLOTS 32

/**
 * struct picture_slot - A slot of a node.
 * @used: it counts; else it stands behind the end of the node, and should hold nothing.
 * @first: its first index, if it counts.
 * @last: its last index, as a reader takes it.
 * @pivot: the pivot as it stands in the node.
 * @has_pivot: there is one; the last slot of a node has none.
 * @gap: the gap that is recorded for it.
 * @content: the entry in a leaf, the child in any other node.
 * @wrong: the oracle holds something else there.
 * @want: a range of the oracle there; @want.entry is NULL if it has none.
 */
struct picture_slot {
	bool used;
	unsigned long first;
	unsigned long last;
	unsigned long pivot;
	bool has_pivot;
	unsigned long gap;
	const void *content;
	bool wrong;
	struct oracle_range want;
};

/**
 * struct picture_node - A node, as it stands in the subject.
 * @node: its address; the same program has it at the same address each time.
 * @leaf: is it a leaf?
 * @gaps: does it record gaps?
 * @dead: is it marked as dead?
 * @has_meta: it has metadata.
 * @meta_end: what they say is its last slot in use.
 * @meta_gap: what they say is the slot with the largest gap.
 * @min: first index that it covers.
 * @max: last index that it covers.
 * @slots: how many slots count.
 * @rows: how many of @slot are filled in: those that count, and what should not stand behind them.
 * @number: of each row, which slot it is.
 * @slot: from the lowest on.
 */
struct picture_node {
	const void *node;
	bool leaf;
	bool gaps;
	bool dead;
	bool has_meta;
	unsigned int meta_end;
	unsigned int meta_gap;
	unsigned long min;
	unsigned long max;
	unsigned int slots;
	unsigned int rows;
	unsigned char number[PICTURE_SLOTS];
	struct picture_slot slot[PICTURE_SLOTS];
};

/** picture_take() - Copy a node. @oracle: what the tree should hold. */
void picture_take(const struct view *view, const struct oracle *oracle, struct picture_node *node);

/** picture_meta_format() - ", metadata: end 6, gap 3" and ", dead", as far as they are there. @text: room for PICTURE_META_SIZE. */
void picture_meta_format(const struct picture_node *node, char *text);

#define PICTURE_META_SIZE 64

#endif
