/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Content of nodes on its way to new ones: slots with their ranges and gaps. Inline, for its one user, commit_levels.c.
 */
#ifndef MAPLE_CONTENT_H
#define MAPLE_CONTENT_H

#include "path.h"

/*
 * All slots but one of a left node, three, and all but one of a right node. (A neighbour is taken in only if there are
 * few.)
 */
#define MT_CONTENT_SLOTS	(2 * (MAPLE_RANGE64_SLOTS - 1) + 3)

/**
 * struct mt_content - Slots side by side, with nothing between them.
 * @count: how many slots.
 * @first_new: the first slot that leads to a node which is not in the tree yet.
 * @new_count: how many slots do, one behind the other.
 * @slot: what is in them: entries, or nodes with their types.
 * @last: their last indices.
 * @gap: their gaps, if it is the content of internal nodes with gaps.
 */
struct mt_content {
	unsigned int count;
	unsigned int first_new;
	unsigned int new_count;
	void *slot[MT_CONTENT_SLOTS];
	unsigned long last[MT_CONTENT_SLOTS];
	unsigned long gap[MT_CONTENT_SLOTS];
};

static inline void content_init(struct mt_content *content)
{
	content->count = 0;
	content->new_count = 0;
}

/* Append a slot. */
static inline void content_add(struct mt_content *content, void *slot, unsigned long last)
{
	content->slot[content->count] = slot;
	content->last[content->count++] = last;
}

/* Append a slot that leads to a new node. All of them are appended in one go. */
static inline void content_add_node(struct mt_content *content, struct maple_enode *node,
				    unsigned long last, unsigned long gap)
{
	if (!content->new_count++)
		content->first_new = content->count;
	content->gap[content->count] = gap;
	content_add(content, node, last);
}

/**
 * content_copy() - Append slots of a node.
 * @content: the content.
 * @step: the node.
 * @type: its type.
 * @from: the first slot.
 * @to: the slot behind the last one.
 */
static inline void content_copy(struct mt_content *content, const struct mt_step *step,
				enum maple_type type, unsigned int from, unsigned int to)
{
	unsigned int at = content->count, count = to - from;

	if (!count)
		return;
	memcpy(content->slot + at, mn_slots(step->node, type) + from, count * sizeof(void *));
	memcpy(content->last + at, mn_pivots(step->node) + from, (count - 1) * sizeof(unsigned long));
	content->last[at + count - 1] = mn_slot_last(step->node, type, to - 1, step->max);
	if (type == maple_arange_64)
		memcpy(content->gap + at, step->node->ma64.gap + from, count * sizeof(unsigned long));
	content->count += count;
}

/**
 * content_fill() - Fill a node.
 * @content: where the slots are.
 * @from: the first of them.
 * @count: how many of them.
 * @node: the node; what it holds is overwritten, but for the parent.
 * @type: its type.
 *
 * Nodes below it that are new get it as their parent. Those that are in the tree don't: see adopt() in
 * commit_levels.c.
 */
static inline void content_fill(const struct mt_content *content, unsigned int from,
				unsigned int count, struct maple_node *node, enum maple_type type)
{
	unsigned int slots = mn_slot_count(type), pivots = min(count, slots - 1);
	void __rcu **slot = mn_slots(node, type);

	memcpy(mn_pivots(node), content->last + from, pivots * sizeof(unsigned long));
	memset(mn_pivots(node) + pivots, 0xff, (slots - 1 - pivots) * sizeof(unsigned long));
	memcpy(slot, content->slot + from, count * sizeof(void *));
	memset(slot + count, 0, (slots - count) * sizeof(void *));
	if (type == maple_arange_64) {
		memcpy(node->ma64.gap, content->gap + from, count * sizeof(unsigned long));
		memset(node->ma64.gap + count, 0, (slots - count) * sizeof(unsigned long));
	}
	for (unsigned int i = 0; i < content->new_count; i++) {
		unsigned int offset = content->first_new + i - from;

		if (offset < count)
			me_node(slot[offset])->parent = mp_encode(node, offset);
	}
}

#endif
