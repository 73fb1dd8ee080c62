// SPDX-License-Identifier: GPL-2.0-or-later
/* The passes over calls, trees, operations, operands, failing allocations and entries. Those over indices are in indices.c. */
#include <string.h>

#include "shrink/operands.h"
#include "shrink/passes.h"

/* ---- Calls --------------------------------------------------------------- */

static bool try_without(struct shrink *s, size_t at, size_t count)
{
	struct draft candidate = s->draft;

	memmove(candidate.calls + at, candidate.calls + at + count,
		(candidate.count - at - count) * sizeof(*candidate.calls));
	candidate.count -= count;
	return shrink_try(s, &candidate);
}

/* From the end, since what comes last needs what comes first more than the other way round. */
static bool drop_chunks(struct shrink *s, size_t chunk)
{
	size_t end = s->draft.count;
	bool found = false;

	while (end) {
		size_t at = end > chunk ? end - chunk : 0;

		found |= try_without(s, at, end - at);
		end = at < s->draft.count ? at : s->draft.count;
	}
	return found;
}

bool shrink_calls(struct shrink *s)
{
	bool found = false;
	size_t chunk;

	for (chunk = s->draft.count / 2; chunk > 1; chunk /= 2)
		found |= drop_chunks(s, chunk);
	while (drop_chunks(s, 1))
		found = true;
	return found;
}

/* What holds a call back goes with it: by itself it would hold back another. */
bool shrink_windows(struct shrink *s)
{
	bool found = false;
	size_t i;

	for (i = 0; i + 1 < s->draft.count; i++)
		while (i + 1 < s->draft.count && operation_holds_back(s->draft.calls[i].op) && try_without(s, i, 2))
			found = true;
	return found;
}

/* ---- Trees --------------------------------------------------------------- */

static bool used(const struct draft *draft, unsigned int tree)
{
	size_t i;

	for (i = 0; i < draft->count; i++)
		if (uses_tree(&draft->calls[i], tree))
			return true;
	return false;
}

static bool try_tree(struct shrink *s, unsigned int from, unsigned int to)
{
	struct draft candidate = s->draft;
	size_t i;

	for (i = 0; i < candidate.count; i++) {
		struct call *call = &candidate.calls[i];

		if (operation_has_tree(call->op) && call->tree == from)
			call->tree = to;
		if (has(call, OPERAND_SOURCE) && call->source == from)
			call->source = to;
	}
	return shrink_try(s, &candidate);
}

static bool fewer_trees(struct shrink *s)
{
	unsigned int from, to;
	bool found = false;

	for (from = MAX_TREES - 1; from; from--)
		for (to = 0; to < from && used(&s->draft, from); to++)
			found |= try_tree(s, from, to);
	return found;
}

static bool plain_header(struct shrink *s)
{
	struct draft candidate = s->draft;
	bool found = false;
	unsigned int bit;

	candidate.header.nowait = NOWAIT_SUCCEED;
	if (s->draft.header.nowait)
		found = shrink_try(s, &candidate);
	for (bit = 1; bit < ATTRIBUTES_ALL; bit <<= 1) {
		candidate = s->draft;
		candidate.header.attributes &= ~bit;
		if (s->draft.header.attributes & bit)
			found |= shrink_try(s, &candidate);
	}
	return found;
}

/* Another cursor in the place of one. */
static bool try_cursor(struct shrink *s, unsigned int from, unsigned int to)
{
	struct draft candidate = s->draft;
	size_t i;

	for (i = 0; i < candidate.count; i++)
		if (has(&candidate.calls[i], OPERAND_CURSOR) && candidate.calls[i].cursor == from)
			candidate.calls[i].cursor = to;
	return shrink_try(s, &candidate);
}

static bool fewer_cursors(struct shrink *s)
{
	unsigned int from, to;
	bool found = false;

	for (from = MAX_CURSORS - 1; from; from--)
		for (to = 0; to < from; to++)
			found |= try_cursor(s, from, to);
	return found;
}

bool shrink_trees(struct shrink *s)
{
	bool found = plain_header(s);

	found |= fewer_trees(s);
	return fewer_cursors(s) || found;
}

/* ---- Operations and their operands ------------------------------------------- */

/* The same call of an operation that takes fewer kinds of operands: what it does not take is 0. */
static struct call as_operation(const struct call *call, uint8_t op)
{
	struct call plainer = *call;
	struct instruction insn;

	plainer.op = op;
	call_encode(&plainer, &insn);
	call_decode(&insn, &plainer);
	return plainer;
}

static bool plainer_operation(struct shrink *s, size_t at)
{
	uint8_t plainer = operation_infos[s->draft.calls[at].op].plainer;

	return plainer != OP_NONE && shrink_try_call(s, at, as_operation(&s->draft.calls[at], plainer));
}

static bool plainer_operands(struct shrink *s, size_t at)
{
	static bool (*const simplify[OPERANDS])(struct shrink *s, size_t at) = {
#define OPERAND(id, name, generation, word, fields, as) [OPERAND_##id] = simplify_##as,
#include "operands.def"
#undef OPERAND
	};
	bool found = false;
	unsigned int n;

	for (n = 0; at < s->draft.count && operation_infos[s->draft.calls[at].op].operands[n]; n++)
		found |= simplify[operation_infos[s->draft.calls[at].op].operands[n]](s, at);
	return found;
}

/* The last call as a plain store or erase of the same indices: only a bug that other operations meet at the same place allows it. */
static bool plain_write(struct shrink *s)
{
	static const uint8_t plain[] = { OP_STORE_RANGE, OP_STORE_NULL, OP_ERASE };
	size_t at = s->draft.count - 1, i;
	struct call last = s->draft.calls[at], call;

	if (!*s->place || operation_infos[last.op].effect != EFFECT_WRITE || operation_infos[last.op].group == GROUP_MTREE)
		return false;
	for (i = 0; i < sizeof(plain); i++) {
		call = as_operation(&last, plain[i]);
		if (!has(&last, OPERAND_ENTRY) && has(&call, OPERAND_ENTRY))
			call.entry = (struct entry){ ENTRY_VALUE, 1 };
		if (shrink_try_call(s, at, call))
			return true;
	}
	return false;
}

bool shrink_operations(struct shrink *s)
{
	bool found = s->draft.count && plain_write(s);
	size_t i;

	for (i = 0; i < s->draft.count; i++) {
		found |= plainer_operands(s, i);
		if (i < s->draft.count)
			found |= plainer_operation(s, i);
	}
	return found;
}

/* ---- Failing allocations ---------------------------------------------------- */

/* The failure at @at just before the last call. */
static bool later_failure(struct shrink *s, size_t at, const struct call *failure)
{
	struct draft candidate = s->draft;
	size_t last = candidate.count - 2;

	memmove(candidate.calls + at, candidate.calls + at + 1, (last - at) * sizeof(*candidate.calls));
	candidate.calls[last] = *failure;
	return shrink_try(s, &candidate);
}

bool shrink_failures(struct shrink *s)
{
	bool found = false;
	size_t i;

	for (i = 0; i + 1 < s->draft.count; i++) {
		struct call failure = s->draft.calls[i], first = failure;

		first.count = 1;
		if (operation_infos[failure.op].effect == EFFECT_FAULT)
			found |= later_failure(s, i, &first) || later_failure(s, i, &failure);
	}
	return found;
}

/* ---- Entries: numbered as they come --------------------------------------------- */

bool shrink_entries(struct shrink *s)
{
	struct draft candidate = s->draft;
	unsigned int id = 0;
	size_t i;

	for (i = 0; i < candidate.count; i++)
		if (has(&candidate.calls[i], OPERAND_ENTRY) &&
		    candidate.calls[i].entry.kind == ENTRY_VALUE)
			candidate.calls[i].entry.id = ++id;
	return shrink_try(s, &candidate);
}
