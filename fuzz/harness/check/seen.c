// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Trees that have had all checks. One that is the same, word by word but for where its nodes lie, and of which the oracle holds the same, need not have them
 * again: `maplefuzz exhaust` makes the same few trees again and again.
 */
#include <stddef.h>

#include "check/check.h"
#include "mix.h"

/* Digests that are remembered, each in one place. What is forgotten is checked again. */
#define PLACES (1U << 16)

static uint64_t seen[PLACES];

/* Where the slots of a node begin, among its words behind the parent. */
static size_t first_slot(const struct view *view)
{
	return (view->type == maple_arange_64 ? offsetof(struct maple_arange_64, slot) : offsetof(struct maple_range_64, slot)) / sizeof(void *) - 1;
}

/* All words of a node, used or not. Of a child its kind counts, and of the parent whether it is the right one. */
static uint64_t fold_node(uint64_t digest, const struct view *view, bool parent_is_right)
{
	const size_t children = first_slot(view), behind = view_leaf(view) ? children : children + view->end + 1;

	digest = mix(digest, (uint64_t)view->type << 1 | parent_is_right);
	for (size_t i = 0; i < MAPLE_NODE_SLOTS; i++) {
		const unsigned long word = (unsigned long)view->node->slot[i];

		digest = mix(digest, i >= children && i < behind ? word & MAPLE_NODE_MASK : word);
	}
	return digest;
}

static uint64_t fold_oracle(uint64_t digest, const struct oracle *o)
{
	for (size_t i = 0; i < o->count; i++) {
		digest = mix(digest, o->ranges[i].first);
		digest = mix(digest, o->ranges[i].last);
		digest = mix(digest, (uintptr_t)o->ranges[i].entry);
	}
	return digest;
}

uint64_t seen_digest(const struct tree *t)
{
	const struct maple_tree *mt = &t->subject->mt;
	uint64_t digest = fold_oracle(mt->ma_flags, &t->model->oracle);
	unsigned long left = ground_counts()->live;
	struct view_walk walk;
	const struct view *view;

	if (!view_walk_begin(&walk, mt))
		return mix(digest, (uintptr_t)mt->ma_root) | 1;
	while ((view = view_walk_next(&walk))) {
		const unsigned int depth = walk.depth;

		/* A damaged tree is not gone through: the checks say what is wrong with it. */
		if (!left-- || ground_object_id(view->node) < 0)
			return 0;
		digest = fold_node(digest, view, depth ? view_parent_is(view, &walk.path[depth - 1], walk.slot[depth - 1]) : view_parent_is_tree(view, mt));
	}
	return digest | 1;
}

bool seen_has(uint64_t digest)
{
	return digest && seen[digest / 2 % PLACES] == digest;
}

void seen_add(uint64_t digest)
{
	if (digest)
		seen[digest / 2 % PLACES] = digest;
}
