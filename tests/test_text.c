// SPDX-License-Identifier: GPL-2.0-or-later
/* The input language: calls and text. */
#include <limits.h>

#include "bytes_fixture.h"
#include "call.h"
#include "quote.h"
#include "text.h"

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

/* Whatever size the bytes of an instruction mean can be written as bytes again. */
static void test_sizes(void **state)
{
	static const uint16_t numbers[] = { 0, 1, 2, 3, 0x7fff, 0x8000, 0x8001, 0xfffe, 0xffff };
	uint16_t count, stride;

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		for (unsigned int bits = 0; bits < 0x10000; bits++) {
			unsigned long size = size_decode(numbers[i], bits);

			assert_int_equal(size_encode(size, &count, &stride), 0);
			assert_int_equal(size_decode(count, stride), size);
		}
	}
	assert_int_equal(size_decode(3, 12), 0x3000);
	assert_int_equal(size_decode(3, 12 | 1 << 6), 0x2fff);
	assert_int_equal(size_decode(3, 12 | 2 << 6), 0x3001);
	assert_int_equal(size_decode(0, 1 << 6), ULONG_MAX);
	assert_int_equal(size_encode(0x1234567, &count, &stride), -1);
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
		call_decode(&insn, &call);
		/* Running it makes another tree of it. */
		if (operation_takes(call.op, OPERAND_NEW) && call.tree == call.source)
			continue;
		if (operation_takes(call.op, OPERAND_CHILD) && call.child == call.process)
			continue;
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
	"fill t0 [0x10, 0x1f] v1 stride 65535 count 1024 down same\n"
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
	"overtake t0 [1, 9] v1 at 1\n"
	"overtake t0 [1, 9] p0 at 255 down\n"
	"dump t0\n"
	"proc_exec p0\n"
	"proc_fork p0 p7 mark\n"
	"proc_fork p0 p7 insert\n"
	"proc_mmap p0 [0x10, 0x1f] none\n"
	"proc_mmap p0 [0x10, 0x1f] r,w,x,dontcopy,locked,file7 fixed\n"
	"proc_fill p0 [0x10, 0x1f] file1 stride 2 count 100\n"
	"proc_mremap p0 [0x10, 0x1f] size 0x20\n"
	"proc_lookup p0 [5]\n"
	"proc_lookup p0 [5] at 3\n";

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
	check_assembles("load t0 [ULONG_MAX]", "load t0 [0xffffffffffffffff]\n");
	check_assembles("find t0 [ 0XA , ULONG_MAX - 0x5 ]", "find t0 [0xa, 0xfffffffffffffffa]\n");
	check_assembles("load t0 [18446744073709551615]\r\nload t0 [010]\r\n", "load t0 [0xffffffffffffffff]\nload t0 [0xa]\n");
	check_assembles("nowait sometimes\ntrees extern\n", "trees extern\nnowait sometimes\n");
}

/* Schedules that come to nothing are no errors, but are told of: the first of them, by its place. */
static void test_idle_schedules(void **state)
{
	static const struct {
		const char *text;
		unsigned int idle;
		unsigned int line;
		unsigned int column;
	} programs[] = {
		{ "beside at 1\nload t0 [5]\nstore t0 [5] v1", 1, 2, 1 },
		{ "trees rcu\nbeside at 1\nload t0 [5]\nstore t0 [5] v1", 0, 0, 0 },
		{ "trees alloc\nenter_rcu t0\nbeside at 1\nload t0 [5]\namid at 1\n  store t1 [5] v1", 1, 6, 3 },
		{ "trees rcu\nleave_rcu t0\nbeside\nload t0 [5]\nbeside\nload t0 [5]", 2, 4, 1 },
		{ "trees rcu\ninit t2 alloc\namid at 1\nstore t2 [5] v1\ninit t2 alloc,rcu\namid at 1\nstore t2 [5] v1", 1, 4, 1 },
		{ "trees rcu\nleave_rcu t3\ncursor_set c1 t3 [5]\nbeside at 1\ncursor_next c1 [9]\nbeside at 1\ncursor_next c0 [9]", 1, 5, 1 },
		{ "beside at 1\nfail_alloc count 1\nload t0 [5]", 0, 0, 0 },
	};
	uint8_t data[MAX_PROGRAM_SIZE];
	struct text_error error;
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		if (text_assemble(programs[i].text, strlen(programs[i].text), data, &size, &error))
			fail_msg("%zu: %u:%u: %s", i, error.line, error.column, error.message);
		assert_int_equal(error.idle, programs[i].idle);
		if (!error.idle)
			continue;
		assert_int_equal(error.line, programs[i].line);
		assert_int_equal(error.column, programs[i].column);
		assert_non_null(strstr(error.message, "is not in RCU mode"));
	}
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
		{ "dup t3 t3", 1, 8, "t3 is the source: a tree can't be duplicated into itself" },
		{ "dup_locked t0 t0", 1, 15, "t0 is the source" },
		{ "proc_fork p3 p3 mark", 1, 14, "p3 is the parent" },
		{ "proc_fork p3 p4", 1, 16, "missing operand: mark, cut or insert" },
		{ "proc_exec p8", 1, 11, "'p8' where a process, p0 to p7," },
		{ "proc_mmap p0 [5] r,file8", 1, 20, "'file8' where r, w, x" },
		{ "proc_mmap p0 [5] none,r", 1, 22, "superfluous operand ','" },
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
		{ "erase t0 [ULONG_MAX-18446744073709551616]", 1, 21, "'18446744073709551616' where a number to be subtracted" },
		{ "erase t0 [ULONG_MAX-x]", 1, 21, "'x' where a number to be subtracted" },
		{ "erase t0 [ULONG_MAX-]", 1, 21, "']' where a number to be subtracted" },
		{ "erase t0 [ulong_max]", 1, 11, "'ulong_max' where a number" },
		{ "erase t0 [5-1]", 1, 12, "'-' where a ']'" },
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
		{ "fail_alloc count 0", 1, 18, "count out of range: 1 to 1024 can be written" },
		{ "fail_alloc count 1025", 1, 18, "count out of range: 1 to 1024 can be written" },
		{ "fail_alloc count 65537", 1, 18, "count out of range" },
		{ "carve t0 [1] count 3 stride 3", 1, 14, "'count' where 'stride' and a number" },
		{ "carve t0 [1] stride 0 count 3", 1, 21, "stride out of range" },
		{ "carve t0 [1] stride 65536 count 3", 1, 21, "stride out of range: 1 to 65535 can be written" },
		{ "carve t0 [1] stride 1 count 3 down nulls", 1, 36, "superfluous operand 'nulls'" },
		{ "tall t0 [1] v1 count 10241", 1, 22, "count out of range: 1 to 10240 can be written" },
		{ "fill t0 [1] v1 stride 1 count 3 same down", 1, 38, "superfluous operand 'down'" },
		{ "overtake t0 [1] v1 at", 1, 22, "missing operand: a number" },
		{ "overtake t0 [1] v1 at 0", 1, 23, "at out of range: 1 to 255 can be written" },
		{ "overtake t0 [1] v1 at 256", 1, 23, "at out of range" },
		{ "overtake t0 [1] v1 down at 3", 1, 25, "superfluous operand 'at'" },
		{ "init t0", 1, 8, "missing operand: an attribute" },
		{ "init t0 blue", 1, 9, "'blue' where an attribute" },
		{ "init t0 alloc,", 1, 15, "missing operand: an attribute" },
		{ "init t0 plain,rcu", 1, 14, "superfluous operand ','" },
		{ "nowait never", 1, 8, "'never' where succeed, fail or sometimes" },
		{ "nowait fail fail", 1, 13, "superfluous operand 'fail'" },
		{ "trees rcu\ndestroy t0\nnowait fail", 3, 1, "'nowait' after a call" },
		{ "destroy t0\n trees rcu", 2, 2, "'trees' after a call" },
		{ "trees rcu\n# and\ntrees alloc", 3, 1, "a second 'trees': the first is in line 1" },
		{ "nowait fail\nnowait fail", 2, 1, "a second 'nowait': the first is in line 1" },
		{ "\xef\xbb\xbf" "destroy t0", 1, 1, "a byte-order mark" },
		{ "\xff\xfe" "d", 1, 1, "a byte-order mark" },
		{ "destroy\x1b t0", 1, 8, "'\\x1b' where a tree" },
		{ "destroy t0 \xc3\xa9", 1, 12, "superfluous operand '\xc3\xa9'" },
		{ "destroy t0 \xc3", 1, 12, "superfluous operand '\\xc3'" },
		{ "destroy t0 \xc2\x9b", 1, 12, "superfluous operand '\\xc2\\x9b'" },
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

static void test_quotes(void **state)
{
	static const struct {
		const char *text;
		const char *quoted;
	} quotes[] = {
		{ "", "" },
		{ "t0 [1]", "t0 [1]" },
		{ "a\n\t\x7f", "a\\x0a\\x09\\x7f" },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8c\xb3", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8c\xb3" },
		{ "\xc0\x80", "\\xc0\\x80" },				/* longer than needed */
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },			/* half a character of UTF-16 */
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },		/* behind the last one */
		{ "\xe2\x82", "\\xe2\\x82" },
		{ "\xff", "\\xff" },
	};
	char quoted[QUOTE_SIZE(16)];

	(void)state;
	for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++)
		assert_string_equal(quote(quotes[i].text, strlen(quotes[i].text), quoted), quotes[i].quoted);
	assert_string_equal(quote("a\0b", 3, quoted), "a\\x00b");
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
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_call_without_a_byte),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_any_call_round_trips),
		cmocka_unit_test(test_canonical_text_round_trips),
		cmocka_unit_test(test_other_ways_to_write_it),
		cmocka_unit_test(test_idle_schedules),
		cmocka_unit_test(test_dup_operands),
		cmocka_unit_test(test_text_errors),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_too_many_calls),
		cmocka_unit_test(test_any_text_is_answered),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
