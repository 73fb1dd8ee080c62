// SPDX-License-Identifier: GPL-2.0-or-later
/* The engine: tries a simpler program, and keeps it if it diverges in the same way. */
#include <string.h>

#include "shrink/engine.h"

/* Some hundreds are the rule. What takes more has become small long before; the limit keeps it within seconds. */
#define MAX_TRIALS 10000

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

bool shrink_try_call(struct shrink *s, size_t at, struct call call)
{
	struct draft candidate = s->draft;

	if (at >= s->draft.count || !memcmp(&call, &s->draft.calls[at], sizeof(call)))
		return false;
	candidate.calls[at] = call;
	return shrink_try(s, &candidate);
}
