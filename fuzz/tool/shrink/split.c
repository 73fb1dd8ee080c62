// SPDX-License-Identifier: GPL-2.0-or-later
/* A program in two parts, the first of which is replaced by stores. */
#include <string.h>

#include "shrink/split.h"

/* ---- Stores for what a tree holds --------------------------------------------------- */

static bool add_call(struct draft *draft, const struct call *call)
{
	if (draft->count == MAX_INSTRUCTIONS)
		return false;
	draft->calls[draft->count++] = *call;
	return true;
}

/* How many ranges one fill stores, from @ranges on. @stride: in lengths of a range. */
static size_t series(const struct range *ranges, size_t count, unsigned long *stride)
{
	unsigned long length = ranges[0].last - ranges[0].first + 1, step;
	size_t n = 1;

	*stride = 1;
	if (count == 1 || !length)
		return 1;
	step = ranges[1].first - ranges[0].first;
	if (step % length || step / length > UINT16_MAX)
		return 1;
	*stride = step / length;
	while (n < count && n < MAX_FILL && ranges[n].last - ranges[n].first + 1 == length &&
	       ranges[n].first - ranges[n - 1].first == step)
		n++;
	return n;
}

static struct call store_call(unsigned int tree, const struct range *range)
{
	return (struct call){
		.op = range->first == range->last ? OP_STORE : OP_STORE_RANGE,
		.tree = tree,
		.first = range->first,
		.last = range->last,
		.entry = { ENTRY_VALUE, 1 },
	};
}

/* Store @ranges in tree @tree, from the lowest to the highest. Return: false if that takes more than @most calls. */
static bool add_ranges(struct draft *draft, unsigned int tree, const struct range *ranges, size_t count, size_t most)
{
	size_t at, n;

	for (at = 0; at < count; at += n) {
		struct call call = store_call(tree, &ranges[at]);
		unsigned long stride;

		n = series(&ranges[at], count - at, &stride);
		if (n > 1) {
			call.op = OP_FILL;
			call.count = n;
			call.stride = stride;
		}
		if (!most-- || !add_call(draft, &call))
			return false;
	}
	return true;
}

/* The stores from @begin on in the other order: from the highest range to the lowest. */
static void turn_round(struct draft *draft, size_t begin)
{
	size_t low, high;

	for (low = begin; low < draft->count; low++) {
		struct call *call = &draft->calls[low];
		unsigned long distance = (call->last - call->first + 1) * call->stride * (call->count - 1UL);

		if (call->op != OP_FILL)
			continue;
		call->flags |= CALL_DOWN;
		call->first += distance;
		call->last += distance;
	}
	for (low = begin, high = draft->count; low + 1 < high; low++, high--) {
		struct call call = draft->calls[low];

		draft->calls[low] = draft->calls[high - 1];
		draft->calls[high - 1] = call;
	}
}

/* ---- A program of stores and the second part ------------------------------------------- */

/* The set of trees that the second part is about. */
static unsigned int trees_of(const struct draft *rest)
{
	unsigned int trees = 0, tree;
	size_t i;

	for (i = 0; i < rest->count; i++)
		for (tree = 0; tree < MAX_TREES; tree++)
			if (uses_tree(&rest->calls[i], tree))
				trees |= 1u << tree;
	return trees;
}

/* Let the trees have the attributes that they have between the two parts. */
static bool add_attributes(struct draft *draft, const struct split *split)
{
	const unsigned int *attributes = split->state.attributes;
	unsigned int tree;

	draft->header.attributes = attributes[split->tree] & ATTRIBUTES_ALL;
	for (tree = 0; tree < MAX_TREES; tree++) {
		struct call call = { .op = OP_INIT, .tree = tree, .attributes = attributes[tree] };

		if (split->trees >> tree & 1 && attributes[tree] != draft->header.attributes && !add_call(draft, &call))
			return false;
	}
	return true;
}

/* One tree holds what @layout says, every other one what it holds between the two parts. */
static bool add_stores(struct draft *draft, const struct split *split, const struct layout *layout, size_t most)
{
	unsigned int tree;

	for (tree = 0; tree < MAX_TREES; tree++)
		if (split->trees >> tree & 1 && tree != split->tree &&
		    !add_ranges(draft, tree, split->state.ranges[tree], split->state.count[tree], most))
			return false;
	return add_ranges(draft, split->tree, layout->new, layout->new_count, most);
}

static bool add_rest(struct draft *draft, const struct split *split, const struct layout *layout)
{
	size_t i;

	for (i = 0; i < split->rest.count; i++) {
		struct call call = split->rest.calls[i];

		if (is_about_tree(&call) && call.tree == split->tree && !layout_move(layout, &call))
			return false;
		if (!add_call(draft, &call))
			return false;
	}
	return true;
}

bool split_try(struct shrink *s, const struct split *split, const struct layout *layout)
{
	struct draft candidate = { .header = split->rest.header };
	size_t begin, rest;
	bool found;

	if (!add_attributes(&candidate, split))
		return false;
	begin = candidate.count;
	if (!add_stores(&candidate, split, layout, s->draft.count))
		return false;
	rest = candidate.count;
	if (!add_rest(&candidate, split, layout))
		return false;
	found = shrink_try_cheaper(s, &candidate);
	if (found || rest == begin)
		return found;
	candidate.count = rest;
	turn_round(&candidate, begin);
	return add_rest(&candidate, split, layout) && shrink_try_cheaper(s, &candidate);
}

/* ---- Splitting --------------------------------------------------------------------------- */

/* The tree that is laid out anew: the one that holds something, or else the first. */
static void choose_tree(struct split *split)
{
	unsigned int tree, holding = 0;

	split->trees = trees_of(&split->rest);
	split->tree = split->trees ? (unsigned int)__builtin_ctz(split->trees) : 0;
	for (tree = 0; tree < MAX_TREES; tree++)
		if (split->trees >> tree & 1 && split->state.count[tree] && !holding++)
			split->tree = tree;
	split->several = holding > 1;
}

bool split_before_call(const struct draft *draft, size_t at, struct split *split)
{
	split->rest.header = draft->header;
	split->rest.count = draft->count - at;
	memcpy(split->rest.calls, draft->calls + at, split->rest.count * sizeof(*draft->calls));
	if (!state_before_call(draft, at, &split->state))
		return false;
	choose_tree(split);
	return split->trees;
}

bool split_before_unit(const struct draft *draft, unsigned long units, bool plain, struct split *split)
{
	size_t at = draft_last(draft);
	struct call unit, *last;

	split->rest.header = draft->header;
	split->rest.count = draft->count - at;
	memcpy(split->rest.calls, draft->calls + at, split->rest.count * sizeof(*draft->calls));
	if (!state_before_unit(draft, units, &split->state, &unit))
		return false;
	last = &split->rest.calls[split->rest.count - 1];
	if (plain) {
		*last = unit;
	} else {
		last->first = unit.first;
		last->last = unit.last;
		last->count = 1;
	}
	choose_tree(split);
	return split->trees;
}

void split_free(struct split *split)
{
	state_free(&split->state);
}
