// SPDX-License-Identifier: GPL-2.0-or-later
/* The engine: tries a simpler program, and keeps it if it diverges in the same way. */
#include <string.h>

#include "shrink/engine.h"
#include "text.h"

/* Some hundreds are the rule. What takes more has become small long before; the limit keeps it within seconds. */
#define MAX_TRIALS 10000

/* Single calls that all trials make together, for programs of which each takes long: ten seconds of an optimised build. */
#define MAX_WORK 5000000

#define QUOTED(text) #text
#define NUMBER_TEXT(number) QUOTED(number)

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

size_t draft_last(const struct draft *draft)
{
	size_t at = draft->count ? draft->count - 1 : 0;

	while (at && operation_infos[draft->calls[at - 1].op].effect == EFFECT_FAULT)
		at--;
	return at;
}

struct cost draft_cost(const struct draft *draft)
{
	char text[HEADER_TEXT_SIZE > CALL_TEXT_SIZE ? HEADER_TEXT_SIZE : CALL_TEXT_SIZE];
	struct cost cost = { .lines = draft->count };
	const char *c;
	size_t i;

	header_format(&draft->header, text);
	for (c = text; *c; c++, cost.size++)
		cost.lines += *c == '\n';
	for (i = 0; i < draft->count; i++) {
		call_format(&draft->calls[i], text);
		cost.size += strlen(text) + draft->calls[i].count / 8;
	}
	return cost;
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

bool place_tells(const char *place)
{
	const char *line = strrchr(place, ':');

	return line && line[1] && !line[1 + strspn(line + 1, "0123456789")];
}

/* The token says it; or the check and the place do, which another operation may lead to. */
static bool is_same_bug(const struct shrink *s, const struct trial *trial)
{
	const char *check = strchr(s->token, ':'), *other = strchr(trial->token, ':');

	if (!strcmp(trial->token, s->token))
		return true;
	return *s->place && check && other && !strcmp(check, other) && !strcmp(trial->place, s->place);
}

static const struct trial *run(struct shrink *s, const uint8_t *data, size_t size, bool alone)
{
	const struct trial *trial = alone ? trial_run_alone(data, size) : trial_run(data, size);

	s->trials++;
	s->broken |= !trial;
	s->work += trial ? trial->units : 0;
	return trial && is_same_bug(s, trial) ? trial : NULL;
}

/* Is a limit reached? */
static bool out_of_budget(struct shrink *s)
{
	if (s->trials >= MAX_TRIALS)
		s->limit = "the limit of " NUMBER_TEXT(MAX_TRIALS) " trials";
	else if (s->work >= MAX_WORK)
		s->limit = "the limit of " NUMBER_TEXT(MAX_WORK) " single calls";
	else if (s->seconds && trial_seconds() >= (double)s->seconds)
		s->limit = "the limit of --time";
	return s->limit;
}

bool shrink_try(struct shrink *s, const struct draft *candidate)
{
	static uint8_t data[MAX_PROGRAM_SIZE];
	size_t size = draft_encode(candidate, data);
	const struct trial *trial;

	if (s->broken || out_of_budget(s) || known(s, data, size))
		return false;
	trial = run(s, data, size, s->alone);
	/* Many share a process; what is accepted has to do it alone. */
	if (trial && !s->alone)
		trial = run(s, data, size, true);
	if (!trial)
		return false;
	s->draft.header = candidate->header;
	strcpy(s->token, trial->token);
	s->units = trial->units;
	s->draft.count = trial->count;
	memcpy(s->draft.calls, trial->calls, trial->count * sizeof(*trial->calls));
	size = draft_encode(&s->draft, data);
	known(s, data, size);
	return true;
}

bool shrink_try_cheaper(struct shrink *s, const struct draft *candidate)
{
	struct cost now = draft_cost(&s->draft), then = draft_cost(candidate);

	if (then.lines > now.lines || (then.lines == now.lines && then.size >= now.size))
		return false;
	return shrink_try(s, candidate);
}

bool shrink_try_call(struct shrink *s, size_t at, struct call call)
{
	struct draft candidate = s->draft;

	if (at >= s->draft.count || !memcmp(&call, &s->draft.calls[at], sizeof(call)))
		return false;
	candidate.calls[at] = call;
	return shrink_try(s, &candidate);
}
