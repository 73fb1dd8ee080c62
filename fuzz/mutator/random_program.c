// SPDX-License-Identifier: GPL-2.0-or-later
#include "random_program.h"

/*
 * Random numbers. No expression draws two that the compiler may draw in
 * either order: a seed means the same under every compiler.
 */

uint64_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

unsigned int rng_below(struct rng *rng, unsigned int n)
{
	return (rng_next(rng) >> 32) * n >> 32;
}

bool rng_one_in(struct rng *rng, unsigned int n)
{
	return !rng_below(rng, n);
}

unsigned int rng_pick(struct rng *rng, const uint8_t *weights, unsigned int n)
{
	unsigned int sum = 0, i, at;

	for (i = 0; i < n; i++)
		sum += weights[i];
	at = rng_below(rng, sum);
	for (i = 0; at >= weights[i]; i++)
		at -= weights[i];
	return i;
}

/* Operations */

static const uint8_t op_weights[PROFILES][OP_COUNT] = {
	[PROFILE_MIXED] = {
		[OP_INIT] = 2, [OP_STORE] = 6, [OP_STORE_RANGE] = 14, [OP_INSERT] = 3, [OP_INSERT_RANGE] = 5,
		[OP_ERASE] = 6, [OP_STORE_NULL] = 6, [OP_LOAD] = 2, [OP_FIND] = 3, [OP_NEXT] = 2, [OP_PREV] = 2,
		[OP_FILL] = 8, [OP_CARVE] = 5, [OP_DUP] = 8, [OP_DUP_LOCKED] = 5, [OP_DESTROY] = 4,
		[OP_DESTROY_LOCKED] = 3, [OP_MAS_STORE] = 8, [OP_MAS_ERASE] = 4, [OP_FAIL_ALLOC] = 3,
		[OP_ALLOC_BUDGET] = 2, [OP_SCAN] = 2, [OP_OVERTAKE] = 6, [OP_DUMP] = 2,
	},
	[PROFILE_GROW] = {
		[OP_STORE] = 6, [OP_STORE_RANGE] = 12, [OP_INSERT] = 6, [OP_INSERT_RANGE] = 10,
		[OP_ERASE] = 1, [OP_FIND] = 1, [OP_FILL] = 12, [OP_MAS_STORE] = 8, [OP_FAIL_ALLOC] = 1,
		[OP_OVERTAKE] = 2,
	},
	[PROFILE_SHRINK] = {
		[OP_STORE_RANGE] = 4, [OP_ERASE] = 10, [OP_STORE_NULL] = 12, [OP_PREV] = 1, [OP_CARVE] = 10,
		[OP_MAS_STORE] = 4, [OP_MAS_ERASE] = 8, [OP_ALLOC_BUDGET] = 1,
		[OP_OVERTAKE] = 2,
	},
	[PROFILE_COPY] = {
		[OP_INIT] = 1, [OP_STORE_RANGE] = 4, [OP_ERASE] = 2, [OP_STORE_NULL] = 2, [OP_FILL] = 3,
		[OP_DUP] = 12, [OP_DUP_LOCKED] = 8, [OP_DESTROY] = 6, [OP_DESTROY_LOCKED] = 4,
		[OP_MAS_STORE] = 3, [OP_FAIL_ALLOC] = 4, [OP_ALLOC_BUDGET] = 4,
	},
	[PROFILE_READ] = {
		[OP_LOAD] = 4, [OP_FIND] = 6, [OP_NEXT] = 6, [OP_PREV] = 6, [OP_SCAN] = 4, [OP_DUMP] = 1,
	},
};

enum profile random_profile(struct rng *rng)
{
	return rng_below(rng, PROFILES);
}

uint8_t random_op(struct rng *rng, enum profile profile)
{
	return rng_pick(rng, op_weights[profile], OP_COUNT);
}

/* Operands */

/* Few trees, so that they grow and meet. */
uint8_t random_tree(struct rng *rng)
{
	return rng_below(rng, rng_one_in(rng, 8) ? MAX_TREES : 3);
}

static uint8_t random_attributes(struct rng *rng)
{
	return rng_below(rng, ATTRIBUTES_ALL + 1);
}

uint8_t random_flags(struct rng *rng, uint8_t op)
{
	uint8_t flags = 0;

	switch (op) {
	case OP_DUP:
	case OP_DUP_LOCKED:
		/* An exact destination is mostly taken, and the dup refused. */
		return rng_one_in(rng, 4) ? FLAG_DUP_EXACT : 1 + rng_below(rng, 3);
	case OP_FILL:
		if (rng_one_in(rng, 4))
			flags |= FLAG_DOWN;
		if (rng_one_in(rng, 8))
			flags |= FLAG_SAME;
		return flags;
	case OP_CARVE:
		return rng_one_in(rng, 3) ? FLAG_NULLS : 0;
	default:
		return 0;
	}
}

uint8_t random_index_mode(struct rng *rng)
{
	static const uint8_t weights[INDEX_MODES] = {
		[INDEX_ABSOLUTE] = 1, [INDEX_SMALL] = 5, [INDEX_16BIT] = 3, [INDEX_PAGE] = 3, [INDEX_HIGH] = 2,
		[INDEX_FIRST_EDGE] = 8, [INDEX_LAST_EDGE] = 8, [INDEX_INSIDE] = 6, [INDEX_PREVIOUS] = 6,
		[INDEX_LEAF_EDGE] = 3,
	};

	return rng_pick(rng, weights, INDEX_MODES);
}

uint8_t random_length_mode(struct rng *rng, uint8_t op)
{
	static const uint8_t any[LENGTH_MODES] = {
		[LENGTH_ABSOLUTE] = 1, [LENGTH_ONE] = 6, [LENGTH_SMALL] = 6, [LENGTH_16BIT] = 2, [LENGTH_PAGES] = 3,
		[LENGTH_TO_EDGE] = 8, [LENGTH_OVER] = 10, [LENGTH_TO_END] = 1,
	};
	static const uint8_t fill[LENGTH_MODES] = {
		[LENGTH_ONE] = 8, [LENGTH_SMALL] = 8, [LENGTH_16BIT] = 1, [LENGTH_PAGES] = 6,
		[LENGTH_TO_EDGE] = 1, [LENGTH_OVER] = 1,
	};
	static const uint8_t carve[LENGTH_MODES] = {
		[LENGTH_SMALL] = 1, [LENGTH_16BIT] = 4, [LENGTH_PAGES] = 2, [LENGTH_OVER] = 4, [LENGTH_TO_END] = 8,
	};

	switch (op) {
	case OP_FILL:
		return rng_pick(rng, fill, LENGTH_MODES);
	case OP_CARVE:
		return rng_pick(rng, carve, LENGTH_MODES);
	default:
		return rng_pick(rng, any, LENGTH_MODES);
	}
}

/* Values, a quarter pointers, and now and then what is special. */
uint8_t random_entry(struct rng *rng)
{
	if (rng_one_in(rng, 24))
		return 0xf0 + rng_below(rng, 16);
	return rng_one_in(rng, 4) ? 0xc0 + rng_below(rng, 48) : rng_below(rng, 192);
}

uint16_t random_count(struct rng *rng, uint8_t op)
{
	static const uint16_t most[] = { 4, 16, 16, 16, 64, 64, 256, MAX_FILL };
	/* Allocations until one fails: most calls make one or two, a dup of a large tree many. */
	static const uint8_t failing[] = { 2, 2, 2, 8, 8, 8, 64, 64 };

	if (op == OP_FAIL_ALLOC || op == OP_ALLOC_BUDGET)
		return 1 + rng_below(rng, failing[rng_below(rng, 8)]);
	return 1 + rng_below(rng, most[rng_below(rng, 8)]);
}

uint16_t random_stride(struct rng *rng)
{
	return 1 + rng_below(rng, rng_one_in(rng, 8) ? 64 : 4);
}

uint64_t random_index(struct rng *rng)
{
	uint64_t aside = rng_below(rng, 3) - 1ull;

	switch (rng_below(rng, 7)) {
	case 0:
		return rng_below(rng, 2);
	case 1:
		return UINT64_MAX - rng_below(rng, 4);
	case 2:
		return (1ull << rng_below(rng, 64)) + aside;
	case 3:
		return rng_below(rng, 256) * 4096ull + aside;
	case 4:
		return rng_below(rng, 64);
	case 5:
		return rng_below(rng, 0x10000);
	default:
		return rng_next(rng);
	}
}

/* By how much an edge is moved, in the place that instruction.h gives it. */
static uint64_t random_move(struct rng *rng)
{
	return (uint64_t)rng_below(rng, 3) << 16;
}

uint64_t random_a(struct rng *rng, uint8_t index_mode)
{
	uint64_t a;

	switch (index_mode) {
	case INDEX_ABSOLUTE:
		return random_index(rng);
	case INDEX_SMALL:
		return rng_below(rng, 64);
	case INDEX_16BIT:
		return rng_below(rng, 0x10000);
	case INDEX_PAGE:
		return rng_below(rng, rng_one_in(rng, 4) ? 0x10000 : 256);
	case INDEX_HIGH:
		return rng_below(rng, 256);
	default:
		a = rng_below(rng, 0x10000);
		a |= random_move(rng);
		return a | (uint64_t)rng_below(rng, 2) << 24;
	}
}

uint64_t random_b(struct rng *rng, uint8_t length_mode)
{
	uint64_t ranges;

	switch (length_mode) {
	case LENGTH_ABSOLUTE:
		return random_index(rng);
	case LENGTH_SMALL:
		return rng_below(rng, 32);
	case LENGTH_16BIT:
		return rng_below(rng, 0x10000);
	case LENGTH_PAGES:
		return rng_below(rng, rng_one_in(rng, 4) ? 256 : 4);
	case LENGTH_TO_EDGE:
		return random_move(rng);
	case LENGTH_OVER:
		/* Within a leaf, over a few leaves, over a subtree. */
		ranges = rng_below(rng, rng_one_in(rng, 8) ? 256 : rng_one_in(rng, 3) ? 40 : 6);
		return ranges | random_move(rng);
	default:
		return 0;
	}
}

/* From the first index, to the last one, or both: each alone is not rare, both together would be. */
static void random_extreme(struct rng *rng, struct instruction *insn)
{
	if (rng_one_in(rng, 2)) {
		insn->index_mode = INDEX_SMALL;
		insn->a = 0;
	}
	if (rng_one_in(rng, 2)) {
		insn->length_mode = LENGTH_TO_END;
		insn->b = 0;
	}
}

/* Whatever its operation takes; the rest is zero, so that equal programs are equal bytes. */
static void random_operands(struct rng *rng, struct instruction *insn)
{
	unsigned int operands = opcode_infos[insn->op].operands;

	*insn = (struct instruction){ .op = insn->op, .flags = random_flags(rng, insn->op) };
	if (operands & OPERAND_TREE)
		insn->tree = random_tree(rng);
	if (operands & OPERAND_SOURCE)
		insn->tree2 = random_tree(rng);
	if (operands & OPERAND_ATTRIBUTES)
		insn->tree2 = random_attributes(rng);
	if (operands & (OPERAND_INDEX | OPERAND_RANGE)) {
		insn->index_mode = random_index_mode(rng);
		insn->a = random_a(rng, insn->index_mode);
	}
	if (operands & OPERAND_RANGE) {
		insn->length_mode = random_length_mode(rng, insn->op);
		insn->b = random_b(rng, insn->length_mode);
		if (rng_one_in(rng, 16))
			random_extreme(rng, insn);
	}
	if (operands & OPERAND_ENTRY)
		insn->entry = random_entry(rng);
	if (operands & OPERAND_COUNT)
		insn->count = random_count(rng, insn->op);
	if (operands & OPERAND_STRIDE)
		insn->stride = random_stride(rng);
}

void random_instruction(struct rng *rng, enum profile profile, struct instruction *insn)
{
	insn->op = random_op(rng, profile);
	random_operands(rng, insn);
}

size_t random_phase(struct rng *rng, struct instruction *insns)
{
	enum profile profile = random_profile(rng);
	size_t n = 1 + rng_below(rng, RUN_MAX);

	for (size_t i = 0; i < n; i++)
		random_instruction(rng, profile, &insns[i]);
	return n;
}

void random_header(struct rng *rng, struct header *header)
{
	*header = (struct header){
		.generation = newest_generation(),
		.attributes = random_attributes(rng),
	};
	if (rng_one_in(rng, 4))
		header->swarm = 1 << rng_below(rng, 8) | 1 << rng_below(rng, 8);
	if (rng_one_in(rng, 8))
		header->nowait = rng_below(rng, NOWAIT_COUNT);
}

/* Idioms */

/* The trees of an idiom, and operations that are chosen anew each time. */
enum { A, B, C, ROLES };
enum { ANY_CHANGE = OP_COUNT, ANY_READ, ANY_DUP, ANY_DESTROY, ANY_FAULT };

struct step {
	uint8_t op;
	uint8_t tree;
	uint8_t tree2;
};

#define IDIOM_MAX 6

static const struct idiom {
	uint8_t length;
	struct step steps[IDIOM_MAX];
} idioms[] = {
	/* Change both sides of a dup, and lose one. */
	{ 6, { { OP_FILL, A, 0 }, { ANY_DESTROY, B, 0 }, { ANY_DUP, A, B },
	       { ANY_CHANGE, A, 0 }, { ANY_CHANGE, B, 0 }, { ANY_DESTROY, A, 0 } } },
	/* A dup that fails, and the same one again. */
	{ 4, { { ANY_DESTROY, B, 0 }, { ANY_FAULT, 0, 0 }, { ANY_DUP, A, B }, { ANY_DUP, A, B } } },
	/* A destroyed tree as the destination, and back. */
	{ 5, { { ANY_DESTROY, B, 0 }, { ANY_DUP, A, B }, { ANY_CHANGE, B, 0 },
	       { ANY_DESTROY, A, 0 }, { ANY_DUP, B, A } } },
	/* A dup of a dup. */
	{ 6, { { ANY_DESTROY, B, 0 }, { ANY_DESTROY, C, 0 }, { ANY_DUP, A, B }, { ANY_DUP, B, C },
	       { ANY_CHANGE, B, 0 }, { ANY_CHANGE, C, 0 } } },
	/* Refused, as the destination is taken; both go on. */
	{ 5, { { ANY_CHANGE, A, 0 }, { ANY_CHANGE, B, 0 }, { ANY_DUP, A, B },
	       { ANY_CHANGE, A, 0 }, { ANY_CHANGE, B, 0 } } },
	/* New attributes, then a dup. */
	{ 4, { { OP_INIT, A, 0 }, { OP_FILL, A, 0 }, { ANY_CHANGE, A, 0 }, { ANY_DUP, A, B } } },
	/* A change that fails, and goes on. */
	{ 3, { { ANY_FAULT, 0, 0 }, { ANY_CHANGE, A, 0 }, { ANY_CHANGE, A, 0 } } },
	/* What was changed is looked at. */
	{ 4, { { ANY_CHANGE, A, 0 }, { ANY_READ, A, 0 }, { ANY_CHANGE, A, 0 }, { ANY_READ, A, 0 } } },
	/* A tree that is small again: a lone entry, perhaps in the root pointer, a first node. */
	{ 5, { { ANY_DESTROY, A, 0 }, { ANY_CHANGE, A, 0 }, { ANY_READ, A, 0 }, { ANY_CHANGE, A, 0 }, { ANY_READ, A, 0 } } },
	/* A large tree made sparse, then rebalanced. */
	{ 5, { { OP_FILL, A, 0 }, { OP_FILL, A, 0 }, { OP_CARVE, A, 0 }, { ANY_CHANGE, A, 0 }, { ANY_CHANGE, A, 0 } } },
};

static uint8_t step_op(struct rng *rng, uint8_t op)
{
	switch (op) {
	case ANY_CHANGE:
		return random_op(rng, rng_one_in(rng, 2) ? PROFILE_GROW : PROFILE_SHRINK);
	case ANY_READ:
		return random_op(rng, PROFILE_READ);
	case ANY_DUP:
		return rng_one_in(rng, 2) ? OP_DUP : OP_DUP_LOCKED;
	case ANY_DESTROY:
		return rng_one_in(rng, 2) ? OP_DESTROY : OP_DESTROY_LOCKED;
	case ANY_FAULT:
		return rng_one_in(rng, 2) ? OP_FAIL_ALLOC : OP_ALLOC_BUDGET;
	default:
		return op;
	}
}

size_t random_idiom(struct rng *rng, struct instruction *insns)
{
	const struct idiom *idiom = &idioms[rng_below(rng, sizeof(idioms) / sizeof(idioms[0]))];
	uint8_t base = random_tree(rng), apart = 1 + rng_below(rng, 2);
	uint8_t trees[ROLES] = { base, (base + apart) % MAX_TREES, (base + 2 * apart) % MAX_TREES };

	for (size_t i = 0; i < idiom->length; i++) {
		const struct step *step = &idiom->steps[i];
		unsigned int operands;

		insns[i].op = step_op(rng, step->op);
		random_operands(rng, &insns[i]);
		operands = opcode_infos[insns[i].op].operands;
		if (operands & OPERAND_TREE)
			insns[i].tree = trees[step->tree];
		if (operands & OPERAND_SOURCE) {
			insns[i].tree2 = trees[step->tree2];
			insns[i].flags = FLAG_DUP_EXACT;
		}
	}
	return idiom->length;
}
