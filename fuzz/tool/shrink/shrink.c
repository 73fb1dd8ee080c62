// SPDX-License-Identifier: GPL-2.0-or-later
/* Shrinking: the attempt itself, and the passes over calls, trees and operations. */
#include <stdlib.h>
#include <string.h>

#include "shrink/shrink.h"

/* Some hundreds are the rule. What takes more has become small long before; the limit keeps it within seconds. */
#define MAX_TRIALS 10000

/* Slots of the table of programs that were tried; a power of two. */
#define KNOWN_SLOTS (1u << 15)

/* Rounds over all passes. Two or three are the rule; each ends up simpler than it began. */
#define MAX_ROUNDS 16

size_t draft_encode(const struct draft *draft, uint8_t *data)
{
	struct instruction insn;
	size_t size = HEADER_SIZE, i;

	header_encode(&draft->header, data);
	for (i = 0; i < draft->count; i++, size += INSTRUCTION_SIZE) {
		call_encode(&draft->calls[i], &insn);
		instruction_encode(&insn, data + size);
	}
	return size;
}

/* FNV-1a; never 0, which marks a free slot. */
static uint64_t hash(const uint8_t *data, size_t size)
{
	uint64_t h = 0xcbf29ce484222325;

	while (size--)
		h = (h ^ *data++) * 0x100000001b3;
	return h | 1;
}

/* Remember a program that is tried. Return: whether it was known already. */
static bool known(struct shrink *s, const uint8_t *data, size_t size)
{
	uint64_t h = hash(data, size);
	size_t slot = h >> 32 & (KNOWN_SLOTS - 1);

	while (s->known[slot] && s->known[slot] != h)
		slot = (slot + 1) & (KNOWN_SLOTS - 1);
	if (s->known[slot])
		return true;
	s->known[slot] = h;
	return false;
}

static const struct trial *run(struct shrink *s, const uint8_t *data, size_t size, bool alone)
{
	const struct trial *trial = alone ? trial_run_alone(data, size) : trial_run(data, size);

	s->trials++;
	s->broken |= !trial;
	return trial && !strcmp(trial->token, s->token) ? trial : NULL;
}

bool shrink_try(struct shrink *s, const struct draft *candidate)
{
	static uint8_t data[MAX_PROGRAM_SIZE];
	size_t size = draft_encode(candidate, data);
	const struct trial *trial;

	if (s->broken || s->trials >= MAX_TRIALS || known(s, data, size))
		return false;
	trial = run(s, data, size, s->alone);
	/* Many share a process; what is accepted has to do it alone. */
	if (trial && !s->alone)
		trial = run(s, data, size, true);
	if (!trial)
		return false;
	s->draft.header = candidate->header;
	s->draft.count = trial->count;
	memcpy(s->draft.calls, trial->calls, trial->count * sizeof(*trial->calls));
	size = draft_encode(&s->draft, data);
	known(s, data, size);
	return true;
}

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

/* ---- Trees --------------------------------------------------------------- */

static bool uses(const struct call *call, unsigned int tree)
{
	unsigned int operands = opcode_infos[call->op].operands;

	return (operands & OPERAND_TREE && call->tree == tree) ||
	       (operands & OPERAND_SOURCE && call->source == tree);
}

static bool used(const struct draft *draft, unsigned int tree)
{
	size_t i;

	for (i = 0; i < draft->count; i++)
		if (uses(&draft->calls[i], tree))
			return true;
	return false;
}

static bool try_tree(struct shrink *s, unsigned int from, unsigned int to)
{
	struct draft candidate = s->draft;
	size_t i;

	for (i = 0; i < candidate.count; i++) {
		struct call *call = &candidate.calls[i];

		if (opcode_infos[call->op].operands & OPERAND_TREE && call->tree == from)
			call->tree = to;
		if (opcode_infos[call->op].operands & OPERAND_SOURCE && call->source == from)
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

static bool plain_init(struct shrink *s, size_t at)
{
	bool found = false;
	unsigned int bit;

	for (bit = 1; bit < ATTRIBUTES_ALL && at < s->draft.count; bit <<= 1) {
		struct draft candidate = s->draft;

		candidate.calls[at].attributes &= ~bit;
		if (s->draft.calls[at].attributes & bit)
			found |= shrink_try(s, &candidate);
	}
	return found;
}

bool shrink_trees(struct shrink *s)
{
	bool found = plain_header(s);
	size_t i;

	for (i = 0; i < s->draft.count; i++)
		found |= plain_init(s, i);
	return fewer_trees(s) || found;
}

/* ---- All passes ------------------------------------------------------------ */

static bool all_passes(struct shrink *s, void (*progress)(const struct shrink *s))
{
	static bool (*const passes[])(struct shrink *s) = {
		shrink_failures, shrink_calls, shrink_trees, shrink_operations, shrink_entries,
	};
	bool found = false;
	size_t i;

	for (i = 0; i < sizeof(passes) / sizeof(passes[0]); i++)
		found |= passes[i](s);
	/* The longest pass; that it was in vain is not proven twice. */
	if (!s->alone || found)
		found |= shrink_indices(s);
	progress(s);
	return found;
}

void shrink(struct shrink *s, void (*progress)(const struct shrink *s))
{
	unsigned int round;

	s->known = calloc(KNOWN_SLOTS, sizeof(*s->known));
	for (round = 0; round < MAX_ROUNDS; round++) {
		if (all_passes(s, progress))
			continue;
		if (s->alone)
			break;
		s->alone = true;
		memset(s->known, 0, KNOWN_SLOTS * sizeof(*s->known));
	}
	free(s->known);
}
