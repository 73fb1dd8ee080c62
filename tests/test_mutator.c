// SPDX-License-Identifier: GPL-2.0-or-later
/* The mutator: what it makes is canonical, in bounds, the same each time, and of every kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

#include "call.h"
#include "generate.h"
#include "mutate.h"
#include "operands.h"
#include "random_program.h"
#include "sequence.h"

#define SEEDS 50000

/* A program of some size: decoding and encoding it changes no byte. */
static void check_canonical(const uint8_t *data, size_t size, size_t max_size)
{
	uint8_t again[INSTRUCTION_SIZE];
	struct instruction insn;
	struct header header;

	assert_true(size <= max_size);
	assert_true(size >= HEADER_SIZE && size <= MAX_PROGRAM_SIZE);
	assert_int_equal((size - HEADER_SIZE) % INSTRUCTION_SIZE, 0);
	header_decode(data, size, &header);
	header_encode(&header, again);
	assert_memory_equal(again, data, HEADER_SIZE);
	for (size_t n = 0; n < instruction_count(size); n++) {
		instruction_decode(data, size, &header, n, &insn);
		instruction_encode(&insn, again);
		assert_memory_equal(again, data + HEADER_SIZE + n * INSTRUCTION_SIZE, INSTRUCTION_SIZE);
	}
}

/* In a block of exactly max_size, so that ASan sees a byte written too many. */
static void test_mutate_stays_canonical_and_in_bounds(void **state)
{
	static const size_t sizes[] = { 4, 5, 27, 28, 29, 52, 100, 1000, 4096, MAX_PROGRAM_SIZE, 20000 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t max_size = sizes[i], size = 0;
		uint8_t *data = malloc(max_size);

		assert_non_null(data);
		for (uint64_t seed = 0; seed < 2000; seed++) {
			size = mutate(data, size, max_size, seed);
			check_canonical(data, size, max_size);
		}
		free(data);
	}
}

static void test_mutate_any_bytes(void **state)
{
	uint8_t data[300];

	(void)state;
	for (uint64_t seed = 0; seed < 20000; seed++) {
		size_t size = seed % sizeof(data);

		for (size_t i = 0; i < size; i++)
			data[i] = (seed * 0x9e3779b97f4a7c15 >> 32) + i * i * 31;
		size = mutate(data, size, sizeof(data), seed);
		check_canonical(data, size, sizeof(data));
	}
}

static void test_no_room(void **state)
{
	uint8_t data[HEADER_SIZE - 1] = { 0 };

	(void)state;
	for (size_t max_size = 0; max_size < HEADER_SIZE; max_size++) {
		assert_int_equal(mutate(data, max_size, max_size, 1), 0);
		assert_int_equal(crossover(data, max_size, data, max_size, data, max_size, 1), 0);
		assert_int_equal(generate(data, max_size, 10, 1), 0);
	}
}

static void test_same_seed_same_result(void **state)
{
	uint8_t a[4096], b[4096], c[4096], d[4096];

	(void)state;
	for (uint64_t seed = 0; seed < 1000; seed++) {
		size_t size = generate(a, sizeof(a), 100, seed), mutated;

		memset(b, 0xee, sizeof(b));
		assert_int_equal(generate(b, sizeof(b), 100, seed), size);
		assert_memory_equal(a, b, size);
		mutated = mutate(a, size, sizeof(a), seed);
		assert_int_equal(mutate(b, size, sizeof(b), seed), mutated);
		assert_memory_equal(a, b, mutated);
		size = crossover(a, mutated, b, mutated, c, sizeof(c), seed);
		assert_int_equal(crossover(a, mutated, b, mutated, d, sizeof(d), seed), size);
		assert_memory_equal(c, d, size);
	}
}

/*
 * Every compiler and machine must generate alike, or a run can't be told again from its seed. Of the first operations only: which one is
 * taken changes with each new one.
 */
static void test_seeds_mean_the_same_everywhere(void **state)
{
	const unsigned int operations = 24;
	uint64_t digest = 0xcbf29ce484222325;

	(void)state;
	for (uint64_t seed = 0; seed < 100 * operations; seed++) {
		struct instruction insn = { .op = seed % operations };
		uint8_t data[INSTRUCTION_SIZE];
		struct rng rng = { seed };

		for (const uint8_t *operand = operation_infos[insn.op].operands; *operand; operand++) {
			random_operands[*operand].generate(&rng, &insn);
			random_operands[*operand].tweak(&rng, &insn);
		}
		instruction_encode(&insn, data);
		for (size_t i = 0; i < sizeof(data); i++)
			digest = (digest ^ data[i]) * 0x100000001b3;
	}
	/* A changed weight changes this: then take over the new number, if all compilers agree on it. */
	assert_int_equal(digest, 0x266112f84db4a131);
}

static void test_generate_covers_the_language(void **state)
{
	unsigned int ops[OP_COUNT] = { 0 }, index_modes[INDEX_MODES] = { 0 }, length_modes[LENGTH_MODES] = { 0 };
	uint8_t data[MAX_PROGRAM_SIZE];

	(void)state;
	for (uint64_t seed = 0; seed < 1000; seed++) {
		size_t size = generate(data, sizeof(data), 60, seed);
		struct header header;

		check_canonical(data, size, sizeof(data));
		assert_true(instruction_count(size) >= 1 && instruction_count(size) <= 60);
		header_decode(data, size, &header);
		for (size_t n = 0; n < instruction_count(size); n++) {
			struct instruction insn;

			instruction_decode(data, size, &header, n, &insn);
			ops[insn.op]++;
			index_modes[insn.index_mode]++;
			length_modes[insn.length_mode]++;
		}
	}
	for (int i = 0; i < OP_COUNT; i++)
		assert_true(ops[i] > 50);
	for (int i = 0; i < INDEX_MODES; i++)
		assert_true(index_modes[i] > 50);
	for (int i = 0; i < LENGTH_MODES; i++)
		assert_true(length_modes[i] > 50);
}

/* Operations by the swarm */

/* Has the swarm of @header left an operation that @phase has? */
static bool any_left(const struct header *header, enum phase phase)
{
	for (unsigned int op = 0; op < OP_COUNT; op++)
		if (operation_infos[op].weights[phase] && swarm_weight(header, op))
			return true;
	return false;
}

static void test_what_is_off_is_not_made(void **state)
{
	struct header header = { .generation = newest_generation() };
	struct rng rng = { 1 };
	struct instruction insn;
	unsigned int off = 0;

	(void)state;
	for (unsigned int n = 0; n < 100000; n++) {
		enum phase phase = random_phase(&rng);

		header.swarm = random_swarm(&rng);
		random_instruction(&rng, &header, phase, &insn);
		assert_true(operation_infos[insn.op].weights[phase] > 0);
		if (!swarm_weight(&header, insn.op)) {
			assert_false(any_left(&header, phase));
			off++;
		}
	}
	assert_true(off < 100000 / 1000);
}

/* How often the operation @op comes in programs whose swarm gives it @weight. */
static unsigned int times_made(uint8_t op, unsigned int weight)
{
	struct header header = { .generation = newest_generation() };
	struct rng rng = { 1 };
	struct instruction insn;
	unsigned int times = 0;

	for (unsigned int n = 0; n < 20000; n++) {
		do {
			header.swarm = random_swarm(&rng);
		} while (swarm_weight(&header, op) != weight);
		random_instruction(&rng, &header, PHASE_MIXED, &insn);
		times += insn.op == op;
	}
	return times;
}

static void test_swarm_weighs(void **state)
{
	unsigned int seldom = times_made(OP_DUP, 1), usual = times_made(OP_DUP, SWARM_USUAL), often = times_made(OP_DUP, 8);

	(void)state;
	assert_int_equal(times_made(OP_DUP, 0), 0);
	assert_true(seldom > 0);
	assert_in_range(usual, seldom * 3 / 2, seldom * 3);
	assert_in_range(often, usual * 2, usual * 5);
}

/* The operands */

/* Which flags of an instruction an operand may touch: its own, of those that stand beside others. */
static unsigned int flags_of(enum operand operand)
{
	switch (operand) {
	case OPERAND_DOWN:
		return FLAG_DOWN;
	case OPERAND_SAME:
		return FLAG_SAME;
	case OPERAND_NULLS:
		return FLAG_NULLS;
	default:
		return operand_fields(operand) & FIELD_FLAGS ? UINT8_MAX : 0;
	}
}

/* Every field is something that no operand is made as. */
static const struct instruction untouched = {
	.tree = 0x77, .tree2 = 0x77, .flags = 0x74, .index_mode = 0x77, .length_mode = 0x77, .entry = 0x77,
	.count = 0x7777, .stride = 0x7777, .a = 0x7777777777777777, .b = 0x7777777777777777,
};

/* Field by field: there is padding between them. */
static bool same(const struct instruction *a, const struct instruction *b)
{
	return a->op == b->op && a->tree == b->tree && a->tree2 == b->tree2 && a->flags == b->flags &&
	       a->index_mode == b->index_mode && a->length_mode == b->length_mode && a->entry == b->entry &&
	       a->count == b->count && a->stride == b->stride && a->a == b->a && a->b == b->b;
}

/* @insn, which was untouched but for one operand, has the rest as it was. */
static void check_rest(const struct instruction *insn, enum operand operand)
{
	struct instruction rest = *insn;

	assert_int_equal((insn->flags ^ untouched.flags) & ~flags_of(operand), 0);
	instruction_copy(&untouched, operand_fields(operand), &rest);
	rest.op = untouched.op;
	assert_true(same(&rest, &untouched));
}

/* Nothing that is made has to be brought into bounds, and all of it can be written as text. */
static void check_in_bounds(const struct instruction *insn)
{
	struct instruction again;
	struct call call;

	assert_true(insn->tree < MAX_TREES && insn->tree2 < MAX_TREES && insn->flags < 4);
	assert_true(insn->index_mode < INDEX_MODES && insn->length_mode < LENGTH_MODES);
	call_decode(insn, &call);
	assert_int_equal(call_encode(&call, &again), 0);
	if (operation_takes(insn->op, OPERAND_COUNT))
		assert_int_equal(call.count, insn->count);
	if (operation_takes(insn->op, OPERAND_STRIDE))
		assert_int_equal(call.stride, insn->stride);
	if (operation_takes(insn->op, OPERAND_AT))
		assert_int_equal(call.at, insn->count);
}

/* Does the operand @operand, made and tweaked, ever become another one? */
static void check_operand(uint8_t op, enum operand operand, struct rng *rng)
{
	unsigned int made = 0, tweaked = 0;
	struct instruction first = untouched, insn;

	first.op = op;
	random_operands[operand].generate(rng, &first);
	for (unsigned int n = 0; n < 200; n++) {
		insn = untouched;
		insn.op = op;
		random_operands[operand].generate(rng, &insn);
		check_rest(&insn, operand);
		made += !same(&insn, &first);
		insn = first;
		random_operands[operand].tweak(rng, &insn);
		check_rest(&insn, operand);
		tweaked += !same(&insn, &first);
	}
	if (made < 10 || tweaked < 10)
		fail_msg("operand %u of %s: %u others are made, %u tweaked", operand, operation_infos[op].name, made,
			 tweaked);
}

static void test_operands_vary_and_keep_to_their_fields(void **state)
{
	struct rng rng = { 1 };

	(void)state;
	for (unsigned int op = 0; op < OP_COUNT; op++)
		for (const uint8_t *operand = operation_infos[op].operands; *operand; operand++)
			check_operand(op, *operand, &rng);
}

static void test_generated_operands_are_in_bounds(void **state)
{
	struct header header = { .generation = newest_generation() };
	struct rng rng = { 1 };
	struct instruction insn;

	(void)state;
	for (unsigned int n = 0; n < 50000; n++) {
		random_instruction(&rng, &header, random_phase(&rng), &insn);
		check_in_bounds(&insn);
	}
}

/* Old files */

/* A program of every operation that the files of @generation know, with the swarm byte @swarm. */
static size_t make_old_file(uint8_t *data, uint8_t generation, uint8_t swarm, unsigned int operations)
{
	memset(data, 0, HEADER_SIZE + operations * INSTRUCTION_SIZE);
	data[0] = generation;
	data[1] = swarm;
	for (unsigned int op = 0; op < operations; op++)
		data[HEADER_SIZE + op * INSTRUCTION_SIZE] = op;
	return HEADER_SIZE + operations * INSTRUCTION_SIZE;
}

/* A swarm byte can't be said in the newest generation: what it switches off is left out. */
static void test_old_swarms_become_programs(void **state)
{
	uint8_t data[HEADER_SIZE + OP_COUNT * INSTRUCTION_SIZE];

	(void)state;
	for (unsigned int swarm = 0; swarm < 256; swarm++) {
		size_t size = make_old_file(data, 1, swarm, OP_DUMP + 1);
		struct header header;
		struct sequence s;
		size_t at = 0;

		header_decode(data, size, &header);
		sequence_decode(&s, data, size, MAX_INSTRUCTIONS);
		assert_int_equal(s.header.generation, newest_generation());
		assert_int_equal(s.header.swarm, 0);
		for (unsigned int op = 0; op <= OP_DUMP; op++)
			if (swarm_weight(&header, op))
				assert_int_equal(s.insns[at++].op, op);
		assert_int_equal(s.count, at);
	}
}

static void test_swarm_numbers_stay(void **state)
{
	struct header header = { .swarm = 0x2a5c3 };
	uint8_t data[HEADER_SIZE + OP_COUNT * INSTRUCTION_SIZE];
	size_t size = make_old_file(data, newest_generation(), 0, OP_COUNT);
	struct sequence s;

	(void)state;
	header_encode(&header, data);
	sequence_decode(&s, data, size, MAX_INSTRUCTIONS);
	assert_int_equal(s.header.swarm, 0x2a5c3);
	assert_int_equal(s.count, OP_COUNT);
}

/* Kinds of mutation, told by what they do to a program of different instructions. */

#define BASE 8

static uint8_t base[HEADER_SIZE + BASE * INSTRUCTION_SIZE];

static void make_base(void)
{
	struct instruction insn = { 0 };

	memset(base, 0, sizeof(base));
	for (int i = 0; i < BASE; i++) {
		insn.op = i == 3 ? OP_DUP : OP_FILL;
		insn.entry = i;
		insn.count = 20 + i;
		insn.a = 1000 * i;
		insn.b = 1000 * i + 5;
		instruction_encode(&insn, base + HEADER_SIZE + i * INSTRUCTION_SIZE);
	}
}

/* A mutant beside the base: from[i] is where instruction i stands in the base, or -1. */
struct mutant {
	uint8_t data[4096];
	struct header header;
	struct instruction insns[170];
	int from[170];
	int count;
};

static void make_mutant(struct mutant *m, uint64_t seed)
{
	size_t size;

	memcpy(m->data, base, sizeof(base));
	size = mutate(m->data, sizeof(base), sizeof(m->data), seed);
	header_decode(m->data, size, &m->header);
	m->count = instruction_count(size);
	for (int i = 0; i < m->count; i++) {
		const uint8_t *record = m->data + HEADER_SIZE + i * INSTRUCTION_SIZE;

		instruction_decode(m->data, size, &m->header, i, &m->insns[i]);
		m->from[i] = -1;
		for (int j = 0; j < BASE; j++)
			if (!memcmp(record, base + HEADER_SIZE + j * INSTRUCTION_SIZE, INSTRUCTION_SIZE))
				m->from[i] = j;
	}
}

enum kind {
	KIND_INSERT, KIND_IDIOM, KIND_PHASE, KIND_GENERATE, KIND_DELETE, KIND_DELETE_RUN, KIND_DUPLICATE, KIND_DUPLICATE_RUN,
	KIND_SWAP, KIND_MOVE, KIND_REPLACE, KIND_RETARGET, KIND_SWARM, KIND_ATTRIBUTES, KIND_NOWAIT,
	KIND_OP, KIND_TREE, KIND_TREE2, KIND_FLAGS, KIND_INDEX_MODE, KIND_LENGTH_MODE, KIND_ENTRY,
	KIND_COUNT, KIND_STRIDE, KIND_A, KIND_B, KINDS
};

/* How the instructions of the base are gone or doubled, and how many are new. */
static void see_structure(const struct mutant *m, unsigned int *seen)
{
	int fresh = 0, doubled = 0, missing = 0, displaced = 0, copies[BASE] = { 0 };

	for (int i = 0; i < m->count; i++) {
		if (m->from[i] < 0)
			fresh++;
		else
			copies[m->from[i]]++;
		displaced += m->from[i] != i;
	}
	for (int j = 0; j < BASE; j++) {
		missing += !copies[j];
		doubled += copies[j] > 1;
	}
	seen[KIND_INSERT] += fresh == 1 && !missing && !doubled;
	seen[KIND_IDIOM] += fresh >= 5 && !missing && !doubled;
	/* No idiom is so long, and no phase is longer. */
	seen[KIND_PHASE] += fresh >= 7 && fresh <= RUN_MAX && !missing && !doubled;
	seen[KIND_GENERATE] += missing == BASE && fresh > STACKED_MAX * RUN_MAX;
	seen[KIND_DELETE] += missing == 1 && !fresh && !doubled;
	seen[KIND_DELETE_RUN] += missing >= 5 && !fresh && !doubled;
	seen[KIND_DUPLICATE] += doubled == 1 && !fresh && !missing;
	seen[KIND_DUPLICATE_RUN] += doubled >= 5 && !fresh && !missing;
	if (m->count != BASE)
		return;
	seen[KIND_SWAP] += !fresh && displaced == 2;
	seen[KIND_MOVE] += !fresh && displaced > 5;
	seen[KIND_REPLACE] += fresh >= 5 && fresh == missing && displaced == fresh;
}

/* Of a program whose instructions all stand where they stood: what changed in them. */
static void see_fields(const struct mutant *m, unsigned int *seen)
{
	struct header header = { 0 };
	struct instruction old;
	const struct instruction *new;
	int changed = 0, retargeted = 0, at = 0;

	if (m->count != BASE)
		return;
	for (int i = 0; i < BASE; i++) {
		instruction_decode(base, sizeof(base), &header, i, &old);
		retargeted += m->insns[i].tree != 0 && m->insns[i].a == old.a;
		if (m->from[i] != i) {
			changed++;
			at = i;
		}
	}
	seen[KIND_RETARGET] += retargeted == BASE;
	if (changed != 1)
		return;
	instruction_decode(base, sizeof(base), &header, at, &old);
	new = &m->insns[at];
	seen[KIND_OP] += new->op != old.op && new->b == old.b;
	if (new->op != old.op)
		return;
	seen[KIND_TREE] += new->tree != old.tree;
	seen[KIND_TREE2] += new->tree2 != old.tree2;
	seen[KIND_FLAGS] += new->flags != old.flags;
	seen[KIND_INDEX_MODE] += new->index_mode != old.index_mode;
	seen[KIND_LENGTH_MODE] += new->length_mode != old.length_mode;
	seen[KIND_ENTRY] += new->entry != old.entry;
	seen[KIND_COUNT] += new->count != old.count;
	seen[KIND_STRIDE] += new->stride != old.stride;
	seen[KIND_A] += new->a != old.a && new->index_mode == old.index_mode;
	seen[KIND_B] += new->b != old.b && new->length_mode == old.length_mode;
}

static void test_each_kind_of_mutation_happens(void **state)
{
	unsigned int seen[KINDS] = { 0 };
	struct mutant m;

	(void)state;
	make_base();
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		make_mutant(&m, seed);
		see_structure(&m, seen);
		see_fields(&m, seen);
		seen[KIND_SWARM] += m.header.swarm != 0;
		seen[KIND_ATTRIBUTES] += m.header.attributes != 0;
		seen[KIND_NOWAIT] += m.header.nowait != NOWAIT_SUCCEED;
	}
	for (int kind = 0; kind < KINDS; kind++)
		if (seen[kind] < 20)
			fail_msg("kind %d happened %u times in %d", kind, seen[kind], SEEDS);
}

/* Crossover */

#define PARENT 20

static void make_parent(uint8_t *data, uint32_t swarm, uint8_t tree)
{
	struct header header = { .swarm = swarm };
	struct instruction insn = { .op = OP_STORE, .tree = tree };

	header_encode(&header, data);
	for (insn.a = 0; insn.a < PARENT; insn.a++)
		instruction_encode(&insn, data + HEADER_SIZE + insn.a * INSTRUCTION_SIZE);
}

static void test_crossover_keeps_order(void **state)
{
	uint8_t a[HEADER_SIZE + PARENT * INSTRUCTION_SIZE], b[sizeof(a)], out[sizeof(a) + 10];
	unsigned int mixed = 0, headers[2] = { 0 };

	(void)state;
	make_parent(a, 0x20102, 0);
	make_parent(b, 0x00402, 1);
	for (uint64_t seed = 0; seed < 5000; seed++) {
		size_t size = crossover(a, sizeof(a), b, sizeof(b), out, sizeof(out), seed);
		uint64_t next[2] = { 0, 0 };
		struct instruction insn;
		struct header header;

		check_canonical(out, size, sizeof(out));
		header_decode(out, size, &header);
		assert_true(header.swarm == 0x20102 || header.swarm == 0x00402);
		headers[header.swarm == 0x00402]++;
		for (size_t n = 0; n < instruction_count(size); n++) {
			instruction_decode(out, size, &header, n, &insn);
			assert_true(insn.tree < 2);
			assert_true(insn.a >= next[insn.tree]);
			next[insn.tree] = insn.a + 1;
		}
		mixed += next[0] && next[1];
	}
	assert_true(mixed > 3000);
	assert_true(headers[0] > 1000 && headers[1] > 1000);
}

static void test_crossover_of_little(void **state)
{
	uint8_t a[HEADER_SIZE + PARENT * INSTRUCTION_SIZE], out[sizeof(a)];

	(void)state;
	make_parent(a, 0, 0);
	for (uint64_t seed = 0; seed < 500; seed++) {
		check_canonical(out, crossover(a, 0, a, 0, out, sizeof(out), seed), sizeof(out));
		check_canonical(out, crossover(a, 3, a, sizeof(a), out, sizeof(out), seed), sizeof(out));
		check_canonical(out, crossover(a, sizeof(a), a, sizeof(a), out, 30, seed), 30);
		check_canonical(out, crossover(a, sizeof(a) - 7, a, 40, out, sizeof(out), seed), sizeof(out));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mutate_stays_canonical_and_in_bounds),
		cmocka_unit_test(test_mutate_any_bytes),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_same_seed_same_result),
		cmocka_unit_test(test_seeds_mean_the_same_everywhere),
		cmocka_unit_test(test_generate_covers_the_language),
		cmocka_unit_test(test_what_is_off_is_not_made),
		cmocka_unit_test(test_swarm_weighs),
		cmocka_unit_test(test_operands_vary_and_keep_to_their_fields),
		cmocka_unit_test(test_generated_operands_are_in_bounds),
		cmocka_unit_test(test_old_swarms_become_programs),
		cmocka_unit_test(test_swarm_numbers_stay),
		cmocka_unit_test(test_each_kind_of_mutation_happens),
		cmocka_unit_test(test_crossover_keeps_order),
		cmocka_unit_test(test_crossover_of_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
