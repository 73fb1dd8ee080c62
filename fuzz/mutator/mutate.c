// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program is decoded, changed as a sequence of instructions, and encoded
 * anew, so what comes out is canonical: whole records of the newest generation.
 */
#include <string.h>

#include "aim.h"
#include "generate.h"
#include "meeting.h"
#include "mutate.h"
#include "operands.h"
#include "random_program.h"
#include "sequence.h"

/* Some neighbouring instructions of a sequence that has any: half the time one, seldom many. */
struct run {
	size_t at;
	size_t length;
};

static struct run random_run(const struct sequence *s, struct rng *rng)
{
	struct run run = { rng_below(rng, s->count), 1 };
	size_t room = s->count - run.at;

	if (rng_one_in(rng, 2))
		run.length += rng_below(rng, rng_one_in(rng, 8) ? room : smaller(room, 8));
	return run;
}

/* Between any two instructions, or at an end; the very end often, where a program goes on. */
static size_t random_place(const struct sequence *s, struct rng *rng)
{
	return rng_one_in(rng, 4) ? s->count : rng_below(rng, s->count + 1);
}

/* Mutations: each says whether it changed anything. */

static bool mutate_insert(struct sequence *s, struct rng *rng)
{
	struct instruction insn;

	random_instruction(rng, &s->header, random_phase(rng), &insn);
	return sequence_insert(s, random_place(s, rng), &insn, 1);
}

static bool mutate_idiom(struct sequence *s, struct rng *rng)
{
	struct instruction insns[RUN_MAX];
	size_t n = random_idiom(rng, &s->header, insns);

	return sequence_insert(s, random_place(s, rng), insns, n);
}

static bool mutate_stretch(struct sequence *s, struct rng *rng)
{
	struct instruction insns[RUN_MAX];
	size_t n = random_stretch(rng, &s->header, insns);

	return sequence_insert(s, random_place(s, rng), insns, n);
}

static bool mutate_meeting(struct sequence *s, struct rng *rng)
{
	struct instruction insns[MEETING_MAX];
	size_t n = rng_below(rng, 100) < mutator_target()->meetings ? random_meeting(rng, &s->header, insns) : 0;

	return sequence_insert(s, random_place(s, rng), insns, n);
}

/*
 * Begin anew. Coverage soon has nothing to say about what a tree looks like, and small steps
 * stay near the programs that are kept: without this, most bugs take many times more calls (bench/mutator).
 */
static bool mutate_generate(struct sequence *s, struct rng *rng)
{
	generate_sequence(s, rng);
	return true;
}

static bool mutate_delete(struct sequence *s, struct rng *rng)
{
	struct run run;

	if (!s->count)
		return false;
	run = random_run(s, rng);
	sequence_cut(s, run.at, run.length);
	return true;
}

static bool mutate_duplicate(struct sequence *s, struct rng *rng)
{
	struct instruction copy[MAX_INSTRUCTIONS];
	struct run run;

	if (!s->count)
		return false;
	run = random_run(s, rng);
	memcpy(copy, &s->insns[run.at], run.length * sizeof(copy[0]));
	return sequence_insert(s, random_place(s, rng), copy, run.length);
}

static bool mutate_move(struct sequence *s, struct rng *rng)
{
	struct instruction copy[MAX_INSTRUCTIONS];
	struct run run;

	if (s->count < 2)
		return false;
	run = random_run(s, rng);
	memcpy(copy, &s->insns[run.at], run.length * sizeof(copy[0]));
	sequence_cut(s, run.at, run.length);
	return sequence_insert(s, random_place(s, rng), copy, run.length);
}

static bool mutate_swap(struct sequence *s, struct rng *rng)
{
	struct instruction first;
	size_t i, j;

	if (s->count < 2)
		return false;
	i = rng_below(rng, s->count);
	j = rng_below(rng, s->count);
	first = s->insns[i];
	s->insns[i] = s->insns[j];
	s->insns[j] = first;
	return i != j;
}

static bool mutate_replace(struct sequence *s, struct rng *rng)
{
	enum phase phase = random_phase(rng);
	struct run run;

	if (!s->count)
		return false;
	run = random_run(s, rng);
	for (size_t i = 0; i < run.length; i++)
		random_instruction(rng, &s->header, phase, &s->insns[run.at + i]);
	return true;
}

/* Let what @insn has to do with the tree @from be done with @to, if the tree is in @field. */
static bool retarget(struct instruction *insn, unsigned int field, uint8_t from, uint8_t to)
{
	uint8_t *tree = field == FIELD_TREE ? &insn->tree : &insn->tree2;
	const uint8_t *operand;
	bool named = false;

	for (operand = operation_infos[insn->op].operands; *operand; operand++)
		named |= *operand != OPERAND_ATTRIBUTES && operand_fields(*operand) & field;
	if (!named || *tree != from)
		return false;
	*tree = to;
	return true;
}

static bool mutate_retarget(struct sequence *s, struct rng *rng)
{
	uint8_t from = random_tree(rng), to = random_tree(rng);
	bool changed = false;

	for (size_t i = 0; i < s->count && from != to; i++) {
		changed |= retarget(&s->insns[i], FIELD_TREE, from, to);
		changed |= retarget(&s->insns[i], FIELD_TREE2, from, to);
	}
	return changed;
}

static bool mutate_header(struct sequence *s, struct rng *rng)
{
	switch (rng_below(rng, 4)) {
	case 0:
		s->header.swarm = s->header.swarm && rng_one_in(rng, 2) ? 0 : random_swarm(rng);
		break;
	case 1:
		s->header.nowait = (s->header.nowait + 1 + rng_below(rng, NOWAIT_COUNT - 1)) % NOWAIT_COUNT;
		break;
	default:
		s->header.attributes ^= 1 << rng_below(rng, 3);
	}
	return true;
}

/* Another operation; the operands that both take stay, but for flags, which mean one thing here and another there. */
static void tweak_op(struct sequence *s, struct instruction *insn, struct rng *rng)
{
	const struct instruction old = *insn;
	const uint8_t *operand;

	random_instruction(rng, &s->header, random_phase(rng), insn);
	for (operand = operation_infos[old.op].operands; *operand; operand++)
		if (operation_takes(insn->op, *operand))
			instruction_copy(&old, operand_fields(*operand) & ~FIELD_FLAGS, insn);
}

/* One operand of one instruction, or its operation. */
static bool mutate_tweak(struct sequence *s, struct rng *rng)
{
	struct instruction *insn;
	unsigned int operands = 0, n;

	if (!s->count)
		return false;
	insn = &s->insns[rng_below(rng, s->count)];
	while (operation_infos[insn->op].operands[operands])
		operands++;
	n = rng_below(rng, operands + 1);
	if (n == operands)
		tweak_op(s, insn, rng);
	else
		random_operands[operation_infos[insn->op].operands[n]].tweak(rng, insn);
	return true;
}

typedef bool mutation(struct sequence *s, struct rng *rng);

static mutation *const mutations[] = {
	mutate_tweak, mutate_insert, mutate_delete, mutate_idiom, mutate_duplicate,
	mutate_swap, mutate_move, mutate_replace, mutate_retarget, mutate_header,
	mutate_stretch, mutate_generate, mutate_meeting,
};

static const char *const mutation_names[] = {
	"tweak", "insert", "delete", "idiom", "duplicate",
	"swap", "move", "replace", "retarget", "header",
	"stretch", "generate", "meeting",
};

static const uint16_t mutation_weights[] = { 16, 8, 6, 4, 4, 2, 2, 1, 1, 1, 4, 2, 8 };

#define MUTATIONS (sizeof(mutations) / sizeof(mutations[0]))

_Static_assert(sizeof(mutation_names) / sizeof(mutation_names[0]) == MUTATIONS, "a name for each mutation");
_Static_assert(sizeof(mutation_weights) / sizeof(mutation_weights[0]) == MUTATIONS, "a weight for each mutation");

size_t mutate_logged(uint8_t *data, size_t size, size_t max_size, uint64_t seed, struct mutation_log *log)
{
	struct rng rng = { seed };
	struct sequence s;
	unsigned int left = 1, n;

	log->count = 0;
	if (max_size < HEADER_SIZE)
		return 0;
	sequence_decode(&s, data, size, sequence_capacity(max_size));
	/* Most stack three or more: a single change seldom gives a tree another shape. */
	while (left < STACKED_MAX && !rng_one_in(&rng, 4))
		left++;
	/* This ends: mutate_header() always changes something. */
	while (log->count < left) {
		n = rng_pick(&rng, mutation_weights, MUTATIONS);
		if (mutations[n](&s, &rng))
			log->names[log->count++] = mutation_names[n];
	}
	return sequence_encode(&s, data);
}

size_t mutate(uint8_t *data, size_t size, size_t max_size, uint64_t seed)
{
	struct mutation_log unread;

	return mutate_logged(data, size, max_size, seed, &unread);
}
