// SPDX-License-Identifier: GPL-2.0-or-later
/* Copying nodes for people. */
#include <stdio.h>

#include "view/picture.h"
#include "view/view.h"

static const void *content(const struct view *view, unsigned int slot)
{
	const void *what = view_slot(view, slot);

	return view_leaf(view) ? what : (const void *)((unsigned long)what & ~MAPLE_NODE_MASK);
}

/* Does the oracle hold just @slot? If not, what it holds is noted. */
static void compare_slot(const struct oracle *oracle, struct picture_slot *slot)
{
	size_t at = oracle_at_or_after(oracle, slot->first);
	const struct oracle_range *range = at < oracle->count ? &oracle->ranges[at] : NULL;

	if (range && range->first > slot->last)
		range = NULL;
	if (range)
		slot->want = *range;
	if (!slot->content)
		slot->wrong = range;
	else
		slot->wrong = !range || range->first != slot->first || range->last != slot->last || range->entry != slot->content;
	slot->wrong |= slot->first > slot->last;
}

/* What a tree leaves in a slot that it does not use. */
static bool vacant(const struct picture_slot *slot)
{
	return !slot->content && !slot->gap && (!slot->has_pivot || !slot->pivot || slot->pivot == ULONG_MAX);
}

static bool take_slot(const struct view *view, const struct oracle *oracle, unsigned int number, struct picture_slot *slot)
{
	*slot = (struct picture_slot){
		.used = number <= view->end,
		.has_pivot = number + 1 < view_slot_count(view),
		.gap = view_gap(view, number),
		.content = view_meta_is_at(view, number) ? NULL : content(view, number),
	};
	if (slot->has_pivot)
		slot->pivot = view_pivot(view, number);
	if (!slot->used)
		return !vacant(slot);
	slot->first = number ? view_slot_max(view, number - 1) + 1 : view->min;
	slot->last = view_slot_max(view, number);
	if (view_leaf(view))
		compare_slot(oracle, slot);
	return true;
}

void picture_take(const struct view *view, const struct oracle *oracle, struct picture_node *node)
{
	unsigned int number;

	*node = (struct picture_node){
		.node = view->node,
		.leaf = view_leaf(view),
		.gaps = view->type == maple_arange_64,
		.dead = view_dead(view),
		.min = view->min,
		.max = view->max,
	};
	node->has_meta = view_meta(view, &node->meta_end, &node->meta_gap);
	for (number = 0; number < view_slot_count(view); number++) {
		if (!take_slot(view, oracle, number, &node->slot[node->rows]))
			continue;
		node->number[node->rows++] = (unsigned char)number;
		node->slots += number <= view->end;
	}
}

void picture_meta_format(const struct picture_node *node, char *text)
{
	int length = 0;

	*text = '\0';
	if (node->has_meta)
		length = sprintf(text, ", metadata: end %u, gap %u", node->meta_end, node->meta_gap);
	if (node->dead)
		sprintf(text + length, ", marked dead");
}
