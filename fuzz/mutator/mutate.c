// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program is decoded, changed as a sequence of instructions, and encoded
 * anew, so what comes out is canonical: whole records of the newest generation.
 */
#include <string.h>

#include "generate.h"
#include "mutate.h"
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

	random_instruction(rng, random_profile(rng), &insn);
	return sequence_insert(s, random_place(s, rng), &insn, 1);
}

static bool mutate_idiom(struct sequence *s, struct rng *rng)
{
	struct instruction insns[RUN_MAX];
	size_t n = random_idiom(rng, insns);

	return sequence_insert(s, random_place(s, rng), insns, n);
}

static bool mutate_phase(struct sequence *s, struct rng *rng)
{
	struct instruction insns[RUN_MAX];
	size_t n = random_phase(rng, insns);

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
	enum profile profile = random_profile(rng);
	struct run run;

	if (!s->count)
		return false;
	run = random_run(s, rng);
	for (size_t i = 0; i < run.length; i++)
		random_instruction(rng, profile, &s->insns[run.at + i]);
	return true;
}

static bool mutate_retarget(struct sequence *s, struct rng *rng)
{
	uint8_t from = random_tree(rng), to = random_tree(rng);
	bool changed = false;

	for (size_t i = 0; i < s->count && from != to; i++) {
		struct instruction *insn = &s->insns[i];
		unsigned int operands = opcode_infos[insn->op].operands;

		if (operands & OPERAND_TREE && insn->tree == from) {
			insn->tree = to;
			changed = true;
		}
		if (operands & OPERAND_SOURCE && insn->tree2 == from) {
			insn->tree2 = to;
			changed = true;
		}
	}
	return changed;
}

static bool mutate_header(struct sequence *s, struct rng *rng)
{
	switch (rng_below(rng, 4)) {
	case 0:
		s->header.swarm ^= 1 << (1 + rng_below(rng, 7)); /* bit 0 has no effect */
		break;
	case 1:
		s->header.nowait = (s->header.nowait + 1 + rng_below(rng, NOWAIT_COUNT - 1)) % NOWAIT_COUNT;
		break;
	default:
		s->header.attributes ^= 1 << rng_below(rng, 3);
	}
	return true;
}

/* Tweaks: mutations of one field of one instruction. */

static uint64_t tweak_number(uint64_t number, struct rng *rng)
{
	switch (rng_below(rng, 4)) {
	case 0:
		return number + 1 + rng_below(rng, 16);
	case 1:
		return number - 1 - rng_below(rng, 16);
	case 2:
		/* Relative modes look at the low bits only. */
		return number ^ 1ull << rng_below(rng, rng_one_in(rng, 2) ? 64 : 25);
	default:
		return random_index(rng);
	}
}

/* Another operation; the operands that both take stay. */
static void tweak_op(struct instruction *insn, struct rng *rng)
{
	struct instruction old = *insn;
	unsigned int both = opcode_infos[old.op].operands;

	random_instruction(rng, random_profile(rng), insn);
	both &= opcode_infos[insn->op].operands;
	if (both & OPERAND_TREE)
		insn->tree = old.tree;
	if (both & OPERAND_SOURCE)
		insn->tree2 = old.tree2;
	if (both & (OPERAND_INDEX | OPERAND_RANGE)) {
		insn->index_mode = old.index_mode;
		insn->a = old.a;
	}
	if (both & OPERAND_RANGE) {
		insn->length_mode = old.length_mode;
		insn->b = old.b;
	}
	if (both & OPERAND_ENTRY)
		insn->entry = old.entry;
}

static void tweak_tree(struct instruction *insn, struct rng *rng)
{
	insn->tree = random_tree(rng);
}

static void tweak_tree2(struct instruction *insn, struct rng *rng)
{
	insn->tree2 = rng_below(rng, MAX_TREES);
}

static void tweak_flags(struct instruction *insn, struct rng *rng)
{
	insn->flags = rng_below(rng, 4);
}

static void tweak_index_mode(struct instruction *insn, struct rng *rng)
{
	insn->index_mode = random_index_mode(rng);
	insn->a = random_a(rng, insn->index_mode);
}

static void tweak_length_mode(struct instruction *insn, struct rng *rng)
{
	insn->length_mode = random_length_mode(rng, insn->op);
	insn->b = random_b(rng, insn->length_mode);
}

static void tweak_entry(struct instruction *insn, struct rng *rng)
{
	insn->entry = random_entry(rng);
}

static void tweak_count(struct instruction *insn, struct rng *rng)
{
	insn->count = rng_one_in(rng, 2) ? random_count(rng, insn->op) : tweak_number(insn->count, rng);
}

static void tweak_stride(struct instruction *insn, struct rng *rng)
{
	insn->stride = rng_one_in(rng, 2) ? random_stride(rng) : tweak_number(insn->stride, rng);
}

static void tweak_a(struct instruction *insn, struct rng *rng)
{
	insn->a = rng_one_in(rng, 2) ? random_a(rng, insn->index_mode) : tweak_number(insn->a, rng);
}

static void tweak_b(struct instruction *insn, struct rng *rng)
{
	insn->b = rng_one_in(rng, 2) ? random_b(rng, insn->length_mode) : tweak_number(insn->b, rng);
}

/* Each tweak, and the operands of which an operation must take one for it to mean anything. */
static const struct tweak {
	void (*apply)(struct instruction *insn, struct rng *rng);
	unsigned int operands;
} tweaks[] = {
	{ tweak_op, ~0u },
	{ tweak_tree, OPERAND_TREE },
	{ tweak_tree2, OPERAND_SOURCE | OPERAND_ATTRIBUTES },
	{ tweak_flags, OPERAND_SOURCE | OPERAND_DOWN | OPERAND_SAME | OPERAND_NULLS },
	{ tweak_index_mode, OPERAND_INDEX | OPERAND_RANGE },
	{ tweak_length_mode, OPERAND_RANGE },
	{ tweak_entry, OPERAND_ENTRY },
	{ tweak_count, OPERAND_COUNT },
	{ tweak_stride, OPERAND_STRIDE },
	{ tweak_a, OPERAND_INDEX | OPERAND_RANGE },
	{ tweak_b, OPERAND_RANGE },
};

static bool mutate_tweak(struct sequence *s, struct rng *rng)
{
	const struct tweak *tweak;
	struct instruction *insn;

	if (!s->count)
		return false;
	insn = &s->insns[rng_below(rng, s->count)];
	tweak = &tweaks[rng_below(rng, sizeof(tweaks) / sizeof(tweaks[0]))];
	if (!(opcode_infos[insn->op].operands & tweak->operands))
		return false;
	tweak->apply(insn, rng);
	return true;
}

typedef bool mutation(struct sequence *s, struct rng *rng);

static mutation *const mutations[] = {
	mutate_tweak, mutate_insert, mutate_delete, mutate_idiom, mutate_duplicate,
	mutate_swap, mutate_move, mutate_replace, mutate_retarget, mutate_header,
	mutate_phase, mutate_generate,
};

static const char *const mutation_names[] = {
	"tweak", "insert", "delete", "idiom", "duplicate",
	"swap", "move", "replace", "retarget", "header",
	"phase", "generate",
};

static const uint8_t mutation_weights[] = { 16, 8, 6, 4, 4, 2, 2, 1, 1, 1, 4, 2 };

#define MUTATIONS (sizeof(mutations) / sizeof(mutations[0]))

_Static_assert(sizeof(mutation_names) / sizeof(mutation_names[0]) == MUTATIONS, "a name for each mutation");
_Static_assert(sizeof(mutation_weights) == MUTATIONS, "a weight for each mutation");

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
