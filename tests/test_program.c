// SPDX-License-Identifier: GPL-2.0-or-later
/* The input language: bytes and instructions. What files of every generation mean never changes. */
#include <stdio.h>

#include "bytes_fixture.h"
#include "call.h"

/* Bytes and instructions */

static void check_in_range(const struct instruction *insn)
{
	assert_true(insn->op < OP_COUNT);
	assert_true(insn->tree < MAX_TREES);
	assert_true(insn->tree2 < MAX_TREES);
	assert_true(insn->flags < 4);
	assert_true(insn->index_mode < INDEX_MODES);
	assert_true(insn->length_mode < LENGTH_MODES);
}

/* Field by field: there is padding between them. */
static void check_equal(const struct instruction *a, const struct instruction *b)
{
	assert_int_equal(a->op, b->op);
	assert_int_equal(a->tree, b->tree);
	assert_int_equal(a->tree2, b->tree2);
	assert_int_equal(a->flags, b->flags);
	assert_int_equal(a->index_mode, b->index_mode);
	assert_int_equal(a->length_mode, b->length_mode);
	assert_int_equal(a->entry, b->entry);
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->stride, b->stride);
	assert_int_equal(a->a, b->a);
	assert_int_equal(a->b, b->b);
}

static void check_decodes(const uint8_t *bytes, size_t size)
{
	uint8_t *data = exact_copy(bytes, size);
	struct instruction insn, again;
	struct header header, newest = { .generation = newest_generation() };
	uint8_t record[HEADER_SIZE + INSTRUCTION_SIZE] = { 0 };

	header_decode(data, size, &header);
	assert_true(header.generation <= newest_generation());
	assert_true(header.attributes <= ATTRIBUTES_ALL);
	assert_true(header.nowait < NOWAIT_COUNT);
	for (size_t n = 0; n < instruction_count(size); n++) {
		instruction_decode(data, size, &header, n, &insn);
		check_in_range(&insn);
		instruction_encode(&insn, record + HEADER_SIZE);
		instruction_decode(record, sizeof(record), &newest, 0, &again);
		instruction_renew(&insn);
		check_equal(&insn, &again);
	}
	free(data);
}

static void test_every_byte_string_decodes(void **state)
{
	static uint8_t data[MAX_PROGRAM_SIZE + 1000];

	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		random_bytes(data, sizeof(data), seed);
		check_decodes(data, seed);
	}
	for (size_t size = MAX_PROGRAM_SIZE - 30; size <= sizeof(data); size += 10)
		check_decodes(data, size);
	memset(data, 0xff, sizeof(data));
	check_decodes(data, sizeof(data));
}

static void test_instruction_count(void **state)
{
	(void)state;
	assert_int_equal(instruction_count(0), 0);
	assert_int_equal(instruction_count(HEADER_SIZE), 0);
	assert_int_equal(instruction_count(HEADER_SIZE + 1), 1);
	assert_int_equal(instruction_count(HEADER_SIZE + INSTRUCTION_SIZE), 1);
	assert_int_equal(instruction_count(HEADER_SIZE + INSTRUCTION_SIZE + 1), 2);
	assert_int_equal(instruction_count(MAX_PROGRAM_SIZE), MAX_INSTRUCTIONS);
	assert_int_equal(instruction_count(MAX_PROGRAM_SIZE + 1), MAX_INSTRUCTIONS);
	assert_int_equal(instruction_count(SIZE_MAX), MAX_INSTRUCTIONS);
}

static void test_missing_bytes_are_zeros(void **state)
{
	uint8_t full[HEADER_SIZE + INSTRUCTION_SIZE], *cut;
	struct instruction want, got;
	struct header header;

	(void)state;
	for (size_t size = HEADER_SIZE + 1; size <= sizeof(full); size++) {
		random_bytes(full, sizeof(full), size);
		cut = exact_copy(full, size);
		memset(full + size, 0, sizeof(full) - size);
		header_decode(full, sizeof(full), &header);
		instruction_decode(full, sizeof(full), &header, 0, &want);
		instruction_decode(cut, size, &header, 0, &got);
		check_equal(&want, &got);
		free(cut);
	}
	header_decode(NULL, 0, &header);
	assert_int_equal(header.swarm, 0);
	assert_int_equal(header.attributes, 0);
	assert_int_equal(header.nowait, NOWAIT_SUCCEED);
}

static void test_any_header_becomes_a_new_one(void **state)
{
	struct header header, again;
	uint8_t data[HEADER_SIZE];
	unsigned int succeed = 0;

	(void)state;
	for (unsigned int byte = 0; byte < 256; byte++) {
		memset(data, byte, sizeof(data));
		header_decode(data, sizeof(data), &header);
		succeed += header.nowait == NOWAIT_SUCCEED;
		header_encode(&header, data);
		header_decode(data, sizeof(data), &again);
		assert_int_equal(again.generation, newest_generation());
		assert_int_equal(again.swarm, header.swarm);
		assert_int_equal(again.attributes, header.attributes);
		assert_int_equal(again.nowait, header.nowait);
	}
	assert_int_equal(succeed, 256 * 6 / 8);
}

#define SWARMS (1u << SWARM_BITS)

static bool header_survives(const struct header *header)
{
	struct header again;
	uint8_t data[HEADER_SIZE];

	header_encode(header, data);
	header_decode(data, sizeof(data), &again);
	return again.generation == newest_generation() && again.swarm == header->swarm &&
	       again.attributes == header->attributes && again.nowait == header->nowait;
}

static void test_header_round_trip(void **state)
{
	struct header header;

	(void)state;
	for (header.swarm = 0; header.swarm < SWARMS; header.swarm++)
		for (header.attributes = 0; header.attributes <= ATTRIBUTES_ALL; header.attributes++)
			for (header.nowait = 0; header.nowait < NOWAIT_COUNT; header.nowait++)
				if (!header_survives(&header))
					fail_msg("swarm 0x%x, attributes %u, nowait %u", header.swarm,
						 header.attributes, header.nowait);
}

/* Swarm */

#define SWARM_SELDOM 1
#define SWARM_OFTEN 8

/* Is @n, of all swarm numbers, one in @parts, with a tenth to spare? */
static bool about(unsigned int n, unsigned int parts)
{
	return n > SWARMS / parts * 9 / 10 && n < SWARMS / parts * 11 / 10;
}

/* How many swarm numbers give an operation each weight, and how many switch two of them off. */
static struct {
	unsigned int weight[OP_COUNT][SWARM_OFTEN + 1];
	unsigned int both_off[OP_COUNT][OP_COUNT];
} counted;

static void count_swarm(const struct header *header)
{
	unsigned int off[OP_COUNT], n = 0;

	for (unsigned int op = 0; op < OP_COUNT; op++) {
		unsigned int weight = swarm_weight(header, op);

		assert_true(weight <= SWARM_OFTEN);
		counted.weight[op][weight]++;
		if (!weight)
			off[n++] = op;
	}
	for (unsigned int i = 0; i < n; i++)
		for (unsigned int j = 0; j < i; j++)
			counted.both_off[off[i]][off[j]]++;
}

/* Each operation is off in a quarter of all swarms, whatever else is; seldom, as usual and often share the rest. */
static void test_swarm_weights(void **state)
{
	static const unsigned int weights[] = { 0, SWARM_SELDOM, SWARM_USUAL, SWARM_OFTEN };
	struct header header = { .generation = newest_generation() };

	(void)state;
	memset(&counted, 0, sizeof(counted));
	for (header.swarm = 0; header.swarm < SWARMS; header.swarm++)
		count_swarm(&header);
	for (unsigned int i = 0; i < OP_COUNT; i++) {
		for (unsigned int j = 0; j < sizeof(weights) / sizeof(weights[0]); j++)
			if (!about(counted.weight[i][weights[j]], 4))
				fail_msg("%s has the weight %u in %u swarms", operation_infos[i].name, weights[j],
					 counted.weight[i][weights[j]]);
		for (unsigned int j = 0; j < i; j++)
			if (!about(counted.both_off[i][j], 16))
				fail_msg("%s and %s are both off in %u swarms", operation_infos[i].name,
					 operation_infos[j].name, counted.both_off[i][j]);
	}
}

static void test_no_swarm(void **state)
{
	struct header header = { 0 };

	(void)state;
	for (header.generation = 0; header.generation <= newest_generation(); header.generation++)
		for (unsigned int op = 0; op < OP_COUNT; op++)
			assert_int_equal(swarm_weight(&header, op), SWARM_USUAL);
}

static unsigned int legacy_weight(uint8_t generation, uint8_t swarm, uint8_t op)
{
	const uint8_t data[HEADER_SIZE] = { generation, swarm };
	struct header header;

	header_decode(data, sizeof(data), &header);
	return swarm_weight(&header, op);
}

/* A bit for each operation of generation 1 that the swarm byte @swarm leaves on. */
static uint32_t legacy_operations(uint8_t generation, uint8_t swarm)
{
	uint32_t on = 0;

	for (unsigned int op = 0; op <= OP_DUMP; op++)
		on |= (uint32_t)(legacy_weight(generation, swarm, op) == SWARM_USUAL) << op;
	return on;
}

static void test_swarm_of_old_files(void **state)
{
	const uint32_t all = (2u << OP_DUMP) - 1;
	const uint8_t no_dup = 1 << 6, control = 1 << 0;

	(void)state;
	for (uint8_t generation = 0; generation < SWARM_GENERATION; generation++) {
		assert_int_equal(legacy_operations(generation, 0xff), 1 << OP_INIT);
		assert_int_equal(legacy_operations(generation, no_dup), all & ~(1u << OP_DUP | 1u << OP_DUP_LOCKED));
		assert_int_equal(legacy_operations(generation, control), all);
	}
}

/* Digests */

static uint64_t digest_add(uint64_t digest, uint64_t number)
{
	for (int i = 0; i < 8; i++)
		digest = (digest ^ (number >> 8 * i & 0xff)) * 0x100000001b3;
	return digest;
}

static uint64_t digest(const uint8_t *data, size_t size)
{
	uint64_t digest = 0xcbf29ce484222325;
	struct header header;

	header_decode(data, size, &header);
	digest = digest_add(digest, header.swarm);
	digest = digest_add(digest, header.attributes);
	digest = digest_add(digest, header.nowait);
	for (size_t n = 0; n < instruction_count(size); n++) {
		struct instruction insn;
		struct entry entry;

		instruction_decode(data, size, &header, n, &insn);
		entry = entry_of_byte(insn.entry);
		digest = digest_add(digest, insn.op);
		digest = digest_add(digest, insn.tree | insn.tree2 << 8 | insn.flags << 16);
		digest = digest_add(digest, insn.index_mode | insn.length_mode << 8);
		digest = digest_add(digest, entry.kind | entry.id << 8);
		digest = digest_add(digest, insn.count | (uint32_t)insn.stride << 16);
		digest = digest_add(digest, insn.a);
		digest = digest_add(digest, insn.b);
	}
	return digest;
}

/*
 * Corpora outlive this code. These files were written by generation 0, and
 * what they decode to must never change: whoever sees this test fail has given
 * other people's corpora another meaning. The cure is a new generation, never
 * a new digest; a new generation adds files of its own below.
 */
static void test_old_files_keep_their_meaning(void **state)
{
	static const struct {
		size_t size;
		uint64_t seed;
		uint64_t digest;
	} files[] = {
		{ 0, 0, 0x81d23fd7003c2305 },
		{ 3, 1, 0x97ffc344d09baf02 },
		{ 4, 2, 0x2d28a182c891c76f },
		{ 28, 3, 0x5deec11046867d3c },
		{ 50, 4, 0x041ef224ad0d9a12 },
		{ 1000, 5, 0x2803cdfe39c7b3e2 },
		{ 4096, 6, 0x1e1e6e33cdab08bc },
	};
	uint8_t data[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		random_bytes(data, files[i].size, files[i].seed);
		data[0] = 0; /* the generation */
		assert_int_equal(digest(data, files[i].size), files[i].digest);
	}
}

/*
 * What a file means: what is passed over, and of its numbers only what the operation takes. Generation 2 gave overtake an
 * operand in bytes that it had not looked at.
 */
static uint64_t meaning(const uint8_t *data, size_t size)
{
	uint64_t digest = 0xcbf29ce484222325;
	struct header header;

	header_decode(data, size, &header);
	digest = digest_add(digest, header.attributes | header.nowait << 8);
	for (size_t n = 0; n < instruction_count(size); n++) {
		struct instruction insn;
		struct call call;
		struct entry entry;

		instruction_decode(data, size, &header, n, &insn);
		call_decode(&insn, &call);
		entry = entry_of_byte(insn.entry);
		digest = digest_add(digest, insn.op | swarm_weight(&header, insn.op) << 8);
		digest = digest_add(digest, insn.tree | insn.tree2 << 8 | insn.flags << 16);
		digest = digest_add(digest, insn.index_mode | insn.length_mode << 8);
		digest = digest_add(digest, entry.kind | entry.id << 8);
		digest = digest_add(digest, call.count | (uint64_t)call.stride << 16 | (uint64_t)call.at << 32);
		digest = digest_add(digest, insn.a);
		digest = digest_add(digest, insn.b);
		if (operation_takes(insn.op, OPERAND_CURSOR) || operation_takes(insn.op, OPERAND_SIZE))
			digest = digest_add(digest, call.size + call.cursor);
	}
	return digest;
}

/* Each line was written when its generation was the newest one; of generation 2, when it began. */
static void test_files_of_each_generation_keep_their_meaning(void **state)
{
	static const struct {
		uint8_t generation;
		size_t size;
		uint64_t seed;
		uint64_t meaning;
	} files[] = {
		{ 0, 28, 3, 0x31aa5ec24cfe26a9 },
		{ 0, 50, 4, 0x556fb7818faa56c2 },
		{ 0, 1000, 5, 0xe125b35465c4b0a4 },
		{ 0, 4096, 6, 0xa4f7a0b99ae76f3e },
		{ 0, 4096, 7, 0x4cc24a04a1b9c293 },
		{ 0, 4096, 8, 0x3b4bb86117d539db },
		{ 1, 3, 1, 0x0de21504f16dc720 },
		{ 1, 28, 3, 0xaf2a30026b718882 },
		{ 1, 50, 4, 0xadec951a768e354f },
		{ 1, 1000, 5, 0x856c2c22326f0870 },
		{ 1, 4096, 6, 0x3908037933522f9a },
		{ 1, 4096, 7, 0x968f44526d7a7c86 },
		{ 1, 4096, 8, 0x706e367b01dd67e6 },
		{ 2, 3, 1, 0x0de21504f16dc720 },
		{ 2, 28, 3, 0x6b6bd69ea27b37ee },
		{ 2, 50, 4, 0x072580c1b77759ad },
		{ 2, 1000, 5, 0xea051da785020bd3 },
		{ 2, 4096, 6, 0x1453497628992135 },
		{ 2, 4096, 7, 0x0f461cbb5922897a },
		{ 2, 4096, 8, 0xabf2f75c10fbbd63 },
	};
	uint8_t data[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		random_bytes(data, files[i].size, files[i].seed);
		data[0] = files[i].generation;
		if (meaning(data, files[i].size) != files[i].meaning)
			fail_msg("generation %u, %zu bytes of seed %lu: 0x%lx", files[i].generation, files[i].size,
				 files[i].seed, meaning(data, files[i].size));
	}
}

/* Which operations each swarm byte of generations 0 and 1 leaves on; the digest is that of the code that had just these. */
static void test_swarm_bytes_keep_their_meaning(void **state)
{
	uint64_t digest = 0xcbf29ce484222325;

	(void)state;
	for (uint8_t generation = 0; generation < SWARM_GENERATION; generation++)
		for (unsigned int swarm = 0; swarm < 256; swarm++)
			digest = digest_add(digest, legacy_operations(generation, swarm));
	assert_int_equal(digest, 0xf6e8da742eb282a5);
}

/* The call that @record means in a file of @generation. */
static struct call call_in(uint8_t generation, const uint8_t *record)
{
	uint8_t data[HEADER_SIZE + INSTRUCTION_SIZE] = { generation };
	struct instruction insn;
	struct header header;
	struct call call;

	memcpy(data + HEADER_SIZE, record, INSTRUCTION_SIZE);
	header_decode(data, sizeof(data), &header);
	instruction_decode(data, sizeof(data), &header, 0, &insn);
	call_decode(&insn, &call);
	return call;
}

static void test_what_an_old_file_could_not_say_is_absent(void **state)
{
	uint8_t record[INSTRUCTION_SIZE] = { OP_OVERTAKE };

	(void)state;
	for (unsigned int count = 0; count < 0x10000; count++) {
		record[4] = count;
		record[5] = count >> 8;
		assert_int_equal(call_in(1, record).op, OP_OVERTAKE);
		assert_int_equal(call_in(1, record).at, 0);
		assert_int_equal(call_in(2, record).op, OP_OVERTAKE);
		assert_int_equal(call_in(2, record).at, count % (MAX_AT + 1));
	}
	/* What it could say is not. */
	record[0] = OP_FILL;
	record[4] = 7;
	record[5] = 0;
	assert_int_equal(call_in(0, record).count, 7);
	assert_int_equal(call_in(1, record).count, 7);
}

/* And the enums' numbers, in which the digest is blind to an exchange of two names. */
static void test_numbers_of_names(void **state)
{
	(void)state;
	assert_string_equal(operation_infos[0].name, "init");
	assert_string_equal(operation_infos[1].name, "store");
	assert_string_equal(operation_infos[2].name, "store_range");
	assert_string_equal(operation_infos[3].name, "insert");
	assert_string_equal(operation_infos[4].name, "insert_range");
	assert_string_equal(operation_infos[5].name, "erase");
	assert_string_equal(operation_infos[6].name, "store_null");
	assert_string_equal(operation_infos[7].name, "load");
	assert_string_equal(operation_infos[8].name, "find");
	assert_string_equal(operation_infos[9].name, "next");
	assert_string_equal(operation_infos[10].name, "prev");
	assert_string_equal(operation_infos[11].name, "fill");
	assert_string_equal(operation_infos[12].name, "carve");
	assert_string_equal(operation_infos[13].name, "dup");
	assert_string_equal(operation_infos[14].name, "dup_locked");
	assert_string_equal(operation_infos[15].name, "destroy");
	assert_string_equal(operation_infos[16].name, "destroy_locked");
	assert_string_equal(operation_infos[17].name, "mas_store");
	assert_string_equal(operation_infos[18].name, "mas_erase");
	assert_string_equal(operation_infos[19].name, "fail_alloc");
	assert_string_equal(operation_infos[20].name, "alloc_budget");
	assert_string_equal(operation_infos[21].name, "scan");
	assert_string_equal(operation_infos[22].name, "overtake");
	assert_string_equal(operation_infos[23].name, "dump");
	assert_int_equal(INDEX_HIGH, 4);
	assert_int_equal(INDEX_FIRST_EDGE, 5);
	assert_int_equal(INDEX_PREVIOUS, 8);
	assert_int_equal(INDEX_LEAF_EDGE, 9);
	assert_int_equal(LENGTH_SMALL, 2);
	assert_int_equal(LENGTH_TO_EDGE, 5);
	assert_int_equal(LENGTH_OVER, 6);
	assert_int_equal(LENGTH_TO_END, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_byte_string_decodes),
		cmocka_unit_test(test_instruction_count),
		cmocka_unit_test(test_missing_bytes_are_zeros),
		cmocka_unit_test(test_any_header_becomes_a_new_one),
		cmocka_unit_test(test_header_round_trip),
		cmocka_unit_test(test_swarm_weights),
		cmocka_unit_test(test_no_swarm),
		cmocka_unit_test(test_swarm_of_old_files),
		cmocka_unit_test(test_old_files_keep_their_meaning),
		cmocka_unit_test(test_files_of_each_generation_keep_their_meaning),
		cmocka_unit_test(test_swarm_bytes_keep_their_meaning),
		cmocka_unit_test(test_what_an_old_file_could_not_say_is_absent),
		cmocka_unit_test(test_numbers_of_names),
	};

	return cmocka_run_group_tests_name("program", tests, NULL, NULL);
}
