// SPDX-License-Identifier: GPL-2.0-or-later
/* Shrinking: duplicates. What was done to a duplicate is done to its source, or to one tree that all of them become. */
#include <string.h>

#include "shrink/passes.h"

/* ---- One tree instead of all that its last call comes of --------------------------- */

/* Does @call make @tree anew: as a duplicate, or empty? */
static bool makes(const struct call *call, unsigned int tree)
{
	enum effect effect = operation_infos[call->op].effect;

	return operation_has_tree(call->op) && call->tree == tree && (effect == EFFECT_DUP || effect == EFFECT_EMPTY);
}

/* An empty tree is of the attributes that it was given last. Return: the call that did that, before @at; @at if none did. */
static size_t last_attributes(const struct draft *draft, size_t at, unsigned int tree)
{
	size_t i;

	for (i = at; i--;)
		if (makes(&draft->calls[i], tree) && has(&draft->calls[i], OPERAND_ATTRIBUTES))
			return i;
	return at;
}

/*
 * Mark which of the calls before @end made @tree what it is then. Those of the sources of which it is a duplicate are among them.
 * Calls that are about no tree go with the call behind them.
 */
static void mark_lineage(const struct draft *draft, size_t end, unsigned int tree, bool *keep)
{
	size_t i, begin;

	for (i = end; i--;) {
		const struct call *call = &draft->calls[i];

		if (!is_about_tree(call)) {
			keep[i] = keep[i + 1];
		} else if (!makes(call, tree)) {
			keep[i] = call->tree == tree && operation_infos[call->op].effect != EFFECT_DUP;
		} else if (operation_infos[call->op].effect == EFFECT_DUP) {
			tree = call->source;
		} else {
			begin = last_attributes(draft, i + 1, tree);
			if (begin <= i)
				keep[begin] = true;
			return;
		}
	}
}

static bool one_lineage(struct shrink *s)
{
	struct draft candidate = { .header = s->draft.header };
	bool keep[MAX_INSTRUCTIONS] = { false };
	size_t last = s->draft.count - 1, i;
	struct call call = s->draft.calls[last];
	unsigned int tree = has(&call, OPERAND_SOURCE) ? call.source : call.tree;

	keep[last] = true;
	mark_lineage(&s->draft, last, tree, keep);
	for (i = 0; i < s->draft.count; i++) {
		if (!keep[i])
			continue;
		candidate.calls[candidate.count] = s->draft.calls[i];
		if (i < last)
			candidate.calls[candidate.count].tree = tree;
		candidate.count++;
	}
	return candidate.count < s->draft.count && shrink_try(s, &candidate);
}

/* ---- One duplicate less ------------------------------------------------------------- */

/* Without the duplicate that call @at makes: what is done to it is done to the source. @both: and what is done to that as well. */
static bool merge(struct shrink *s, size_t at, bool both)
{
	unsigned int tree = s->draft.calls[at].tree, source = s->draft.calls[at].source;
	struct draft candidate = { .header = s->draft.header };
	bool merged = false, source_goes_on = both;
	size_t i;

	for (i = 0; i < s->draft.count; i++) {
		struct call call = s->draft.calls[i];

		merged &= !makes(&call, tree);
		source_goes_on |= i > at && makes(&call, source);
		if (i == at) {
			merged = true;
			continue;
		}
		if (i > at && is_about_tree(&call) && call.tree == source && !source_goes_on)
			continue;
		if (merged && is_about_tree(&call) && call.tree == tree)
			call.tree = source;
		if (merged && has(&call, OPERAND_SOURCE) && call.source == tree)
			call.source = source;
		candidate.calls[candidate.count++] = call;
	}
	return shrink_try(s, &candidate);
}

static bool fewer_duplicates(struct shrink *s)
{
	bool found = false;
	size_t i;

	for (i = s->draft.count; i--;) {
		if (i < s->draft.count && operation_infos[s->draft.calls[i].op].effect == EFFECT_DUP)
			found |= merge(s, i, false);
		if (i < s->draft.count && operation_infos[s->draft.calls[i].op].effect == EFFECT_DUP)
			found |= merge(s, i, true);
	}
	return found;
}

bool shrink_duplicates(struct shrink *s)
{
	bool found = s->draft.count && one_lineage(s);

	return fewer_duplicates(s) || found;
}
