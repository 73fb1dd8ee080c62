// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program is decoded, changed as a sequence of instructions, and encoded
 * anew, so what comes out is canonical: whole records of the newest generation.
 */
#include <string.h>

#include "mutate.h"
#include "random_program.h"

/* A program taken apart. @limit: how many instructions it may have. */
struct sequence {
	struct header header;
	struct instruction insns[MAX_INSTRUCTIONS];
	size_t count;
	size_t limit;
};

static size_t minimum(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many instructions fit @max_size bytes, which have room for a header. */
static size_t capacity(size_t max_size)
{
	return minimum((max_size - HEADER_SIZE) / INSTRUCTION_SIZE, MAX_INSTRUCTIONS);
}

static void sequence_decode(struct sequence *s, const uint8_t *data, size_t size, size_t limit)
{
	header_decode(data, size, &s->header);
	s->limit = limit;
	s->count = minimum(instruction_count(size), limit);
	for (size_t i = 0; i < s->count; i++)
		instruction_decode(data, size, &s->header, i, &s->insns[i]);
}

static size_t sequence_encode(const struct sequence *s, uint8_t *data)
{
	header_encode(&s->header, data);
	for (size_t i = 0; i < s->count; i++)
		instruction_encode(&s->insns[i], data + HEADER_SIZE + i * INSTRUCTION_SIZE);
	return HEADER_SIZE + s->count * INSTRUCTION_SIZE;
}

/* Editing */

/* Put @n instructions in front of position @at, or as many as there is room for. */
static bool insert(struct sequence *s, size_t at, const struct instruction *insns, size_t n)
{
	n = minimum(n, s->limit - s->count);
	memmove(&s->insns[at + n], &s->insns[at], (s->count - at) * sizeof(*insns));
	memcpy(&s->insns[at], insns, n * sizeof(*insns));
	s->count += n;
	return n > 0;
}

static void cut(struct sequence *s, size_t at, size_t n)
{
	memmove(&s->insns[at], &s->insns[at + n], (s->count - at - n) * sizeof(s->insns[0]));
	s->count -= n;
}

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
		run.length += rng_below(rng, rng_one_in(rng, 8) ? room : minimum(room, 8));
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
	return insert(s, random_place(s, rng), &insn, 1);
}

static bool mutate_idiom(struct sequence *s, struct rng *rng)
{
	struct instruction insns[IDIOM_MAX];
	size_t n = random_idiom(rng, insns);

	return insert(s, random_place(s, rng), insns, n);
}

static bool mutate_delete(struct sequence *s, struct rng *rng)
{
	struct run run;

	if (!s->count)
		return false;
	run = random_run(s, rng);
	cut(s, run.at, run.length);
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
	return insert(s, random_place(s, rng), copy, run.length);
}

static bool mutate_move(struct sequence *s, struct rng *rng)
{
	struct instruction copy[MAX_INSTRUCTIONS];
	struct run run;

	if (s->count < 2)
		return false;
	run = random_run(s, rng);
	memcpy(copy, &s->insns[run.at], run.length * sizeof(copy[0]));
	cut(s, run.at, run.length);
	return insert(s, random_place(s, rng), copy, run.length);
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

/* The engines' hooks */

typedef bool mutation(struct sequence *s, struct rng *rng);

static mutation *const mutations[] = {
	mutate_tweak, mutate_insert, mutate_delete, mutate_idiom, mutate_duplicate,
	mutate_swap, mutate_move, mutate_replace, mutate_retarget, mutate_header,
};

static const uint8_t mutation_weights[] = { 16, 8, 6, 4, 4, 2, 2, 1, 1, 1 };

#define MUTATIONS (sizeof(mutations) / sizeof(mutations[0]))

_Static_assert(sizeof(mutation_weights) == MUTATIONS, "a weight for each mutation");

#define STACKED_MAX 4

size_t mutate(uint8_t *data, size_t size, size_t max_size, uint64_t seed)
{
	struct rng rng = { seed };
	struct sequence s;
	int left = 1;

	if (max_size < HEADER_SIZE)
		return 0;
	sequence_decode(&s, data, size, capacity(max_size));
	while (left < STACKED_MAX && rng_one_in(&rng, 2))
		left++;
	/* This ends: mutate_header() always changes something. */
	while (left > 0)
		left -= mutations[rng_pick(&rng, mutation_weights, MUTATIONS)](&s, &rng);
	return sequence_encode(&s, data);
}

/* Append up to @n instructions of @from, from @at on. */
static void append(struct sequence *to, const struct sequence *from, size_t at, size_t n)
{
	insert(to, to->count, &from->insns[at], minimum(n, from->count - at));
}

/* The beginning of one, the end of the other. */
static void splice(struct sequence *out, const struct sequence *a, const struct sequence *b, struct rng *rng)
{
	append(out, a, 0, rng_below(rng, a->count + 1));
	append(out, b, rng_below(rng, b->count + 1), b->count);
}

/* Runs of both in turn, some of them left out. */
static void interleave(struct sequence *out, const struct sequence *a, const struct sequence *b, struct rng *rng)
{
	const struct sequence *from[2] = { a, b };
	size_t at[2] = { 0, 0 };

	for (int turn = rng_below(rng, 2); at[0] < a->count || at[1] < b->count; turn = !turn) {
		size_t n = minimum(1 + rng_below(rng, 8), from[turn]->count - at[turn]);

		if (!rng_one_in(rng, 4))
			append(out, from[turn], at[turn], n);
		at[turn] += n;
	}
}

size_t crossover(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
		 uint8_t *out, size_t max_size, uint64_t seed)
{
	struct rng rng = { seed };
	struct sequence first, second, result;

	if (max_size < HEADER_SIZE)
		return 0;
	sequence_decode(&first, a, a_size, MAX_INSTRUCTIONS);
	sequence_decode(&second, b, b_size, MAX_INSTRUCTIONS);
	result.header = rng_one_in(&rng, 2) ? first.header : second.header;
	result.count = 0;
	result.limit = capacity(max_size);
	if (rng_one_in(&rng, 2))
		splice(&result, &first, &second, &rng);
	else
		interleave(&result, &first, &second, &rng);
	return sequence_encode(&result, out);
}

static void append_idiom(struct sequence *s, struct rng *rng)
{
	struct instruction insns[IDIOM_MAX];
	size_t n = random_idiom(rng, insns);

	insert(s, s->count, insns, n);
}

/* Idioms, and phases of a random length, each with a profile of its own. */
size_t generate(uint8_t *data, size_t max_size, size_t instructions, uint64_t seed)
{
	struct rng rng = { seed };
	struct sequence s = { .count = 0 };

	if (max_size < HEADER_SIZE)
		return 0;
	random_header(&rng, &s.header);
	s.limit = minimum(instructions, capacity(max_size));
	if (s.limit)
		s.limit = 1 + rng_below(&rng, s.limit);
	while (s.count < s.limit) {
		enum profile profile = random_profile(&rng);

		if (rng_one_in(&rng, 3)) {
			append_idiom(&s, &rng);
			continue;
		}
		for (size_t n = 1 + rng_below(&rng, 12); n && s.count < s.limit; n--)
			random_instruction(&rng, profile, &s.insns[s.count++]);
	}
	return sequence_encode(&s, data);
}
