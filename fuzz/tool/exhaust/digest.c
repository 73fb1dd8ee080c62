// SPDX-License-Identifier: GPL-2.0-or-later
/* The shape of a tree as a number. */
#include "call.h"
#include "exhaust/digest.h"
#include "mix.h"
#include "view/inspect.h"

/* Entries that are told apart; all beyond them are one. Trees of which digests are taken have a few. */
#define MOST_ENTRIES 128

struct digest {
	uint64_t value;
	const void *entries[MOST_ENTRIES];
	size_t count;
};

static void fold(struct digest *digest, uint64_t number)
{
	digest->value = mix(digest->value, number);
}

/* An entry is the first, the second, ... that is met; and a value, a pointer, ... */
static void fold_entry(struct digest *digest, const void *entry)
{
	size_t at = 0;

	if (!entry) {
		fold(digest, 0);
		return;
	}
	while (at < digest->count && digest->entries[at] != entry)
		at++;
	if (at == digest->count && at < MOST_ENTRIES)
		digest->entries[digest->count++] = entry;
	/* Its low bits say what it is. */
	fold(digest, (at + 1) << 2 | ((uintptr_t)entry & 3));
}

static void fold_node(const struct picture_node *node, void *arg)
{
	struct digest *digest = arg;

	fold(digest, (uint64_t)node->leaf | (uint64_t)node->gaps << 1 | (uint64_t)node->dead << 2 | (uint64_t)node->has_meta << 3 |
	     (uint64_t)node->meta_end << 8 | (uint64_t)node->meta_gap << 16 | (uint64_t)node->slots << 24);
	fold(digest, node->min);
	fold(digest, node->max);
	for (unsigned int i = 0; i < node->rows; i++) {
		const struct picture_slot *slot = &node->slot[i];

		fold(digest, node->number[i]);
		fold(digest, slot->pivot);
		fold(digest, slot->gap);
		/* Where a child lies does not matter. */
		if (node->leaf || !slot->used)
			fold_entry(digest, slot->content);
	}
}

uint64_t digest_tree(unsigned int tree)
{
	struct digest digest = { 0 };

	fold(&digest, inspect_attributes(tree));
	fold_entry(&digest, inspect_nodes(tree, fold_node, &digest));
	return digest.value;
}
