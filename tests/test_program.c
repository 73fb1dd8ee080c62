// SPDX-License-Identifier: GPL-2.0-or-later
/* The input language: bytes, instructions, calls, text. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "text.h"

static uint64_t random_state;

static uint8_t random_byte(void)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return random_state >> 56;
}

static void random_bytes(uint8_t *data, size_t size, uint64_t seed)
{
	random_state = seed;
	for (size_t i = 0; i < size; i++)
		data[i] = random_byte();
}

/* A copy of exactly the size, so that ASan sees a byte read too many. */
static uint8_t *exact_copy(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	memcpy(copy, data, size);
	return copy;
}

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

static void test_header_round_trip(void **state)
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
		assert_int_equal(again.swarm, byte);
		assert_int_equal(again.attributes, header.attributes);
		assert_int_equal(again.nowait, header.nowait);
	}
	assert_int_equal(succeed, 256 * 6 / 8);
}

static void test_swarm(void **state)
{
	struct instruction insn = { 0 };
	struct header all = { 0 }, none = { .swarm = 0xff }, no_dup = { .swarm = 1 << SWARM_DUP };

	(void)state;
	for (insn.op = 0; insn.op < OP_COUNT; insn.op++) {
		assert_true(instruction_enabled(&insn, &all));
		assert_int_equal(instruction_enabled(&insn, &none), insn.op == OP_INIT);
		assert_int_equal(instruction_enabled(&insn, &no_dup),
				 insn.op != OP_DUP && insn.op != OP_DUP_LOCKED);
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

/* And the enums' numbers, in which the digest is blind to an exchange of two names. */
static void test_numbers_of_names(void **state)
{
	(void)state;
	assert_string_equal(opcode_infos[0].name, "init");
	assert_string_equal(opcode_infos[1].name, "store");
	assert_string_equal(opcode_infos[2].name, "store_range");
	assert_string_equal(opcode_infos[3].name, "insert");
	assert_string_equal(opcode_infos[4].name, "insert_range");
	assert_string_equal(opcode_infos[5].name, "erase");
	assert_string_equal(opcode_infos[6].name, "store_null");
	assert_string_equal(opcode_infos[7].name, "load");
	assert_string_equal(opcode_infos[8].name, "find");
	assert_string_equal(opcode_infos[9].name, "next");
	assert_string_equal(opcode_infos[10].name, "prev");
	assert_string_equal(opcode_infos[11].name, "fill");
	assert_string_equal(opcode_infos[12].name, "carve");
	assert_string_equal(opcode_infos[13].name, "dup");
	assert_string_equal(opcode_infos[14].name, "dup_locked");
	assert_string_equal(opcode_infos[15].name, "destroy");
	assert_string_equal(opcode_infos[16].name, "destroy_locked");
	assert_string_equal(opcode_infos[17].name, "mas_store");
	assert_string_equal(opcode_infos[18].name, "mas_erase");
	assert_string_equal(opcode_infos[19].name, "fail_alloc");
	assert_string_equal(opcode_infos[20].name, "alloc_budget");
	assert_string_equal(opcode_infos[21].name, "scan");
	assert_string_equal(opcode_infos[22].name, "overtake");
	assert_string_equal(opcode_infos[23].name, "dump");
	assert_int_equal(INDEX_HIGH, 4);
	assert_int_equal(INDEX_FIRST_EDGE, 5);
	assert_int_equal(INDEX_PREVIOUS, 8);
	assert_int_equal(INDEX_LEAF_EDGE, 9);
	assert_int_equal(LENGTH_SMALL, 2);
	assert_int_equal(LENGTH_TO_EDGE, 5);
	assert_int_equal(LENGTH_OVER, 6);
	assert_int_equal(LENGTH_TO_END, 7);
}

/* Calls */

static void test_entries(void **state)
{
	(void)state;
	for (int b = 0; b < 256; b++) {
		struct entry entry = entry_of_byte(b);

		if (entry.kind == ENTRY_ZERO)
			assert_int_equal(byte_of_entry(entry), 0xf0);
		else
			assert_int_equal(byte_of_entry(entry), b);
	}
	assert_int_equal(byte_of_entry((struct entry){ ENTRY_VALUE, 192 }), -1);
	assert_int_equal(byte_of_entry((struct entry){ ENTRY_POINTER, 48 }), -1);
	assert_int_equal(byte_of_entry((struct entry){ ENTRY_RESERVED, 7 }), -1);
}

static void test_call_without_a_byte(void **state)
{
	struct call call = { .op = OP_STORE, .entry = { ENTRY_VALUE, 1000 } };
	struct instruction insn;

	(void)state;
	assert_int_equal(call_encode(&call, &insn), -1);
	call.entry.id = 100;
	assert_int_equal(call_encode(&call, &insn), 0);
}

/* Any bytes, read as absolute: the call survives bytes and text, and takes only what it takes. */
static void test_any_call_round_trips(void **state)
{
	uint8_t bytes[HEADER_SIZE + INSTRUCTION_SIZE], data[MAX_PROGRAM_SIZE];
	char text[CALL_TEXT_SIZE], again[CALL_TEXT_SIZE];
	struct header header = { .generation = newest_generation() };
	struct instruction insn;
	struct text_error error;
	struct call call;
	size_t size;

	(void)state;
	for (uint64_t seed = 0; seed < 20000; seed++) {
		random_bytes(bytes, sizeof(bytes), seed);
		instruction_decode(bytes, sizeof(bytes), &header, 0, &insn);
		insn.count |= 1;
		insn.stride |= 1;
		call_decode(&insn, &call);
		call_format(&call, text);
		assert_true(strlen(text) < CALL_TEXT_SIZE - 1);
		if (text_assemble(text, strlen(text), data, &size, &error))
			fail_msg("%s: %u:%u: %s", text, error.line, error.column, error.message);
		assert_int_equal(size, sizeof(bytes));
		instruction_decode(data, size, &header, 0, &insn);
		call_decode(&insn, &call);
		call_format(&call, again);
		assert_string_equal(text, again);
	}
}

/* Text */

static const char canonical[] =
	"trees alloc,rcu\n"
	"nowait fail\n"
	"init t0 alloc,rcu,extern\n"
	"init t7 plain\n"
	"store t0 [5] v1\n"
	"store_range t0 [1, 9] p47\n"
	"insert t0 [0xffffffffffffffff] zero\n"
	"insert_range t0 [9, 1] r6\n"
	"erase t0 [0]\n"
	"store_null t0 [1, 9]\n"
	"load t0 [0x10]\n"
	"find t0 [5, 0x5a]\n"
	"next t0 [5, 0x5a]\n"
	"prev t0 [5]\n"
	"fill t0 [0x10, 0x1f] v1 stride 2 count 100\n"
	"fill t0 [0x10, 0x1f] v1 stride 2 count 100 down\n"
	"fill t0 [0x10, 0x1f] v1 stride 65535 count 65535 down same\n"
	"carve t0 [0, 0xffff] stride 3 count 40\n"
	"carve t0 [0, 0xffff] stride 3 count 40 nulls\n"
	"dup t0 t1\n"
	"dup_locked t1 t2\n"
	"destroy t0\n"
	"destroy_locked t1\n"
	"mas_store t0 [1, 9] null\n"
	"mas_erase t0 [5]\n"
	"fail_alloc count 3\n"
	"alloc_budget count 3\n"
	"scan t0 [5, 0x5a]\n"
	"overtake t0 [1, 9] v1\n"
	"overtake t0 [1, 9] null down\n"
	"dump t0\n";

static void disassemble(const uint8_t *data, size_t size, char *text)
{
	struct instruction insn;
	struct header header;
	struct call call;

	header_decode(data, size, &header);
	header_format(&header, text);
	for (size_t n = 0; n < instruction_count(size); n++) {
		instruction_decode(data, size, &header, n, &insn);
		assert_int_equal(insn.index_mode, INDEX_ABSOLUTE);
		assert_int_equal(insn.length_mode, LENGTH_ABSOLUTE);
		call_decode(&insn, &call);
		call_format(&call, text + strlen(text));
		strcat(text, "\n");
	}
}

static void check_assembles(const char *text, const char *want)
{
	uint8_t data[MAX_PROGRAM_SIZE];
	struct text_error error;
	char again[4096];
	size_t size;

	if (text_assemble(text, strlen(text), data, &size, &error))
		fail_msg("%u:%u: %s", error.line, error.column, error.message);
	disassemble(data, size, again);
	assert_string_equal(again, want);
}

static void test_canonical_text_round_trips(void **state)
{
	(void)state;
	check_assembles(canonical, canonical);
	check_assembles("", "");
}

static void test_other_ways_to_write_it(void **state)
{
	(void)state;
	check_assembles("# nothing\n\n \t\r\n", "");
	check_assembles("store t0 [5] v1", "store t0 [5] v1\n");
	check_assembles("store t0 [5] v1 # why\r\n", "store t0 [5] v1\n");
	check_assembles("\tstore_range\tt0[16,0x1F]v0x10", "store_range t0 [0x10, 0x1f] v16\n");
	check_assembles("init t0 extern,alloc", "init t0 alloc,extern\n");
	check_assembles("trees plain\nnowait succeed\n", "");
	check_assembles("nowait sometimes\ntrees extern\n", "trees extern\nnowait sometimes\n");
}

static void test_dup_operands(void **state)
{
	static const char text[] = "dup t3 t5\n";
	uint8_t data[MAX_PROGRAM_SIZE];
	struct text_error error;
	struct header header;
	struct instruction insn;
	struct call call;
	size_t size;

	(void)state;
	assert_int_equal(text_assemble(text, strlen(text), data, &size, &error), 0);
	header_decode(data, size, &header);
	instruction_decode(data, size, &header, 0, &insn);
	assert_int_equal(insn.tree, 3);
	assert_int_equal(insn.tree2, 5);
	assert_int_equal(insn.flags, FLAG_DUP_EXACT);
	call_decode(&insn, &call);
	assert_int_equal(call.source, 3);
	assert_int_equal(call.tree, 5);
}

static void test_text_errors(void **state)
{
	static const struct {
		const char *text;
		unsigned int line, column;
		const char *message;
	} errors[] = {
		{ "frobnicate t0", 1, 1, "unknown operation 'frobnicate'" },
		{ "\n  stor t0 [1] v1", 2, 3, "unknown operation 'stor'" },
		{ "$", 1, 1, "unknown operation '$'" },
		{ "destroy t8", 1, 9, "'t8' where a tree, t0 to t7, is expected" },
		{ "destroy 0", 1, 9, "'0' where a tree" },
		{ "destroy", 1, 8, "missing operand: a tree" },
		{ "dup t0 # t1", 1, 8, "missing operand: a tree" },
		{ "destroy t0 t1", 1, 12, "superfluous operand 't1'" },
		{ "destroy t0 $", 1, 12, "superfluous operand '$'" },
		{ "erase t0 5", 1, 10, "'5' where an index, [5], is expected" },
		{ "erase t0 [1, 9]", 1, 12, "',' where a ']', as this operation takes a single index" },
		{ "find t0 [1 9]", 1, 12, "'9' where a ',' or ']' is expected" },
		{ "find t0 [1, 9", 1, 14, "missing operand: a ']'" },
		{ "find t0", 1, 8, "missing operand: a range, [1, 9]" },
		{ "erase t0 [x]", 1, 11, "'x' where a number" },
		{ "erase t0 [12ab]", 1, 11, "'12ab' where a number" },
		{ "erase t0 [0x]", 1, 11, "'0x' where a number" },
		{ "erase t0 [0xg]", 1, 11, "'0xg' where a number" },
		{ "erase t0 []", 1, 11, "']' where a number" },
		{ "erase t0 [18446744073709551616]", 1, 11, "number too large" },
		{ "erase t0 [0x10000000000000000]", 1, 11, "number too large" },
		{ "store t0 [1]", 1, 13, "missing operand: an entry" },
		{ "store t0 [1] q1", 1, 14, "'q1' where an entry" },
		{ "store t0 [1] v", 1, 14, "'v' where an entry" },
		{ "store t0 [1] vx", 1, 14, "'vx' where an entry" },
		{ "store t0 [1] v192", 1, 14, "entry out of range" },
		{ "store t0 [1] p48", 1, 14, "entry out of range" },
		{ "store t0 [1] r7", 1, 14, "entry out of range" },
		{ "store t0 [1] v65536", 1, 14, "entry out of range" },
		{ "store t0 [1] v18446744073709551617", 1, 14, "entry out of range" },
		{ "store t0 v1 [1]", 1, 10, "'v1' where an index" },
		{ "fail_alloc", 1, 11, "missing operand: 'count' and a number" },
		{ "fail_alloc 3", 1, 12, "'3' where 'count' and a number" },
		{ "fail_alloc count", 1, 17, "missing operand: a number" },
		{ "fail_alloc count 0", 1, 18, "count out of range: 1 to 65535" },
		{ "fail_alloc count 65536", 1, 18, "count out of range" },
		{ "carve t0 [1] count 3 stride 3", 1, 14, "'count' where 'stride' and a number" },
		{ "carve t0 [1] stride 0 count 3", 1, 21, "stride out of range" },
		{ "carve t0 [1] stride 1 count 3 down", 1, 31, "superfluous operand 'down'" },
		{ "fill t0 [1] v1 stride 1 count 3 same down", 1, 38, "superfluous operand 'down'" },
		{ "init t0", 1, 8, "missing operand: an attribute" },
		{ "init t0 blue", 1, 9, "'blue' where an attribute" },
		{ "init t0 alloc,", 1, 15, "missing operand: an attribute" },
		{ "init t0 plain,rcu", 1, 14, "superfluous operand ','" },
		{ "nowait never", 1, 8, "'never' where succeed, fail or sometimes" },
		{ "nowait fail fail", 1, 13, "superfluous operand 'fail'" },
		{ "trees rcu\ndestroy t0\nnowait fail", 3, 1, "'nowait' after a call" },
		{ "destroy t0\n trees rcu", 2, 2, "'trees' after a call" },
	};
	uint8_t data[MAX_PROGRAM_SIZE];
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		struct text_error error = { 0 };

		assert_int_equal(text_assemble(errors[i].text, strlen(errors[i].text), data, &size, &error), -1);
		assert_int_equal(error.line, errors[i].line);
		assert_int_equal(error.column, errors[i].column);
		assert_ptr_equal(strstr(error.message, errors[i].message), error.message);
	}
}

static void test_too_many_calls(void **state)
{
	static const char line[] = "destroy t0\n";
	static char text[(MAX_INSTRUCTIONS + 1) * sizeof(line)];
	uint8_t data[MAX_PROGRAM_SIZE];
	struct text_error error;
	size_t size;

	(void)state;
	for (int i = 0; i < MAX_INSTRUCTIONS; i++)
		strcpy(text + i * strlen(line), line);
	assert_int_equal(text_assemble(text, strlen(text), data, &size, &error), 0);
	assert_int_equal(size, MAX_PROGRAM_SIZE);
	strcat(text, line);
	assert_int_equal(text_assemble(text, strlen(text), data, &size, &error), -1);
	assert_int_equal(error.line, MAX_INSTRUCTIONS + 1);
	assert_int_equal(error.column, 1);
	assert_non_null(strstr(error.message, "too many calls"));
}

/* Any text at all gives a program or an error with a place in it. */
static void test_any_text_is_answered(void **state)
{
	uint8_t data[MAX_PROGRAM_SIZE];
	char text[sizeof(canonical)];
	struct text_error error;
	size_t size;

	(void)state;
	for (uint64_t seed = 0; seed < 20000; seed++) {
		size_t length = seed % sizeof(canonical);
		char *cut;

		memcpy(text, canonical, sizeof(text));
		random_state = seed;
		for (int i = 0; length && i < 3; i++)
			text[(random_byte() | random_byte() << 8) % length] = random_byte();
		cut = (char *)exact_copy((uint8_t *)text, length);
		if (text_assemble(cut, length, data, &size, &error)) {
			assert_true(error.line >= 1 && error.column >= 1);
			assert_true(strlen(error.message) > 0);
		} else {
			assert_true(size <= MAX_PROGRAM_SIZE);
		}
		free(cut);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_byte_string_decodes),
		cmocka_unit_test(test_instruction_count),
		cmocka_unit_test(test_missing_bytes_are_zeros),
		cmocka_unit_test(test_header_round_trip),
		cmocka_unit_test(test_swarm),
		cmocka_unit_test(test_old_files_keep_their_meaning),
		cmocka_unit_test(test_numbers_of_names),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_call_without_a_byte),
		cmocka_unit_test(test_any_call_round_trips),
		cmocka_unit_test(test_canonical_text_round_trips),
		cmocka_unit_test(test_other_ways_to_write_it),
		cmocka_unit_test(test_dup_operands),
		cmocka_unit_test(test_text_errors),
		cmocka_unit_test(test_too_many_calls),
		cmocka_unit_test(test_any_text_is_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
