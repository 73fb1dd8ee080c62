// SPDX-License-Identifier: GPL-2.0-or-later
/* The record of a run: what it says of every operation, in which order, and that nobody pays for it who did not ask. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ground.h"
#include "harness_fixture.h"
#include "identity.h"
#include "recorder.h"

/**
 * struct told - What the record has said so far.
 * @call: the program's call in progress.
 * @unit: the single call in progress.
 * @calls: records of calls.
 * @ended: the record of the end has come.
 * @open: a single call has begun.
 * @attempt: what follows may be made again.
 * @statements: of the single call: statements, those for the ground among them.
 * @expectations: of the single call.
 * @names_tree: a statement of the single call names its tree.
 * @names_source: and one the tree that is duplicated.
 * @units: single calls.
 * @attempts: how many attempts there were.
 */
struct told {
	struct call call;
	struct call unit;
	unsigned int calls;
	bool ended;
	bool open;
	bool attempt;
	unsigned int statements;
	unsigned int expectations;
	bool names_tree;
	bool names_source;
	unsigned int units;
	unsigned int attempts;
};

/* Does @text have the name of tree @tree, its state or its lock in it, as a word? */
static bool names(const char *text, int tree)
{
	static const char *const words[] = { "t", "mas", "lock", "reader" };
	char name[16];

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t length = snprintf(name, sizeof(name), "%s%d", words[i], tree);

		for (const char *at = strstr(text, name); at; at = strstr(at + 1, name))
			if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[length]))
				return true;
	}
	return false;
}

static void begin_call(struct told *told, const struct record *record)
{
	char text[CALL_TEXT_SIZE];

	assert_false(told->open);
	if (!strcmp(record->text, "the end")) {
		told->ended = true;
		return;
	}
	call_format(&told->call, text);
	assert_string_equal(record->text, text);
	told->calls++;
}

static void begin_unit(struct told *told, const struct record *record)
{
	const struct operation_info *info = &operation_infos[told->unit.op];

	assert_false(told->open);
	told->open = true;
	told->statements = told->expectations = 0;
	told->names_tree = told->names_source = false;
	if (told->ended)
		return;
	assert_int_equal(record->effect, info->effect);
	assert_int_equal(record->tree, operation_has_tree(told->unit.op) || operation_takes(told->unit.op, OPERAND_CURSOR) ?
				       told->unit.tree : -1);
	assert_int_equal(record->source, operation_takes(told->unit.op, OPERAND_SOURCE) ? told->unit.source : -1);
	assert_string_equal(record->text, c_number(told->unit.first));
}

/* Is this how what was held for cursors is given back behind the last call? */
static bool gives_back(const char *statement)
{
	static const char *const begins[] = { "mas_pause(&cursor", "mtree_unlock(", "up_write(", "spin_unlock", "section_close(" };

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (!strncmp(statement, begins[i], strlen(begins[i])))
			return true;
	return false;
}

static void note_statement(struct told *told, const struct record *record)
{
	/* The trees begin before the first call, and leave RCU mode after the last one. */
	assert_true(told->open || !told->calls || told->ended || gives_back(record->text));
	assert_true(strlen(record->text) > 0 && strlen(record->text) < RECORD_TEXT_SIZE - 1);
	assert_int_equal(record->text[strlen(record->text) - 1], ';');
	told->statements++;
	told->names_tree |= names(record->text, told->unit.tree);
	told->names_source |= names(record->text, told->unit.source);
}

static void note_expectation(struct told *told, const struct record *record)
{
	assert_true(told->open && !told->attempt && told->statements > 0);
	assert_true(strlen(record->text) > 0 && strlen(record->want) > 0);
	assert_int_equal(strlen(record->high) > 0, record->kind == RECORD_BETWEEN);
	told->expectations++;
}

static void end_unit(struct told *told)
{
	assert_true(told->open && !told->attempt);
	told->open = false;
	told->units += !told->ended;
}

/* Does the contract promise anything of @give? */
static bool promised(enum give give, const struct outcome *want)
{
	switch (give) {
	case GIVE_INDEX:
		return want->index_low > 0 || want->index < ULONG_MAX;
	case GIVE_LAST:
		return want->last > 0 || want->last_high < ULONG_MAX;
	case GIVE_STATUS:
		return want->status != STATUS_ANY;
	default:
		return true;
	}
}

/* What the operation gives has to be what the contract says; a list of ranges takes more than one line. */
static void check_expectations(const struct told *told, uint8_t op, const struct outcome *want)
{
	unsigned int given = 0;
	bool ranges = false;

	for (const uint8_t *give = operation_infos[op].gives; *give && !want->open; give++) {
		given += promised(*give, want);
		ranges |= *give == GIVE_RANGES;
	}
	if (told->expectations < given || (told->expectations > given && !ranges))
		fail_msg("%s gives %u things, %u are said", operation_infos[op].name, given, told->expectations);
}

/* The single call that the record has just told of. */
static void see_outcome(const struct call *call, const struct outcome *got, const struct outcome *want, void *arg)
{
	const struct told *told = arg;
	uint8_t op = call->op;

	assert_false(told->open);
	/* Only what is given back of cursors in front of it. */
	if (operation_has_process(op)) {
		assert_int_equal(told->expectations, 0);
		return;
	}
	if (got->not_made) {
		assert_int_equal(told->expectations, 0);
		/* Around a known issue of Linux, a tree may be brought to what the oracle holds. */
		if (!strcmp(harness_identity()->name, "embedded"))
			assert_int_equal(told->statements, 0);
		return;
	}
	assert_true(told->statements > 0);
	check_expectations(told, op, want);
	if (operation_has_tree(op) && !told->names_tree)
		fail_msg("no statement of %s names its tree", operation_infos[op].name);
	if (operation_takes(op, OPERAND_SOURCE) && !told->names_source)
		fail_msg("no statement of %s names its source", operation_infos[op].name);
}

static void see_record(const struct record *record, void *arg)
{
	struct told *told = arg;

	switch (record->kind) {
	case RECORD_CALL:
		begin_call(told, record);
		break;
	case RECORD_BEGIN:
		begin_unit(told, record);
		break;
	case RECORD_STATEMENT:
	case RECORD_GROUND:
	case RECORD_MEMORY:
	case RECORD_HINT:
		note_statement(told, record);
		break;
	case RECORD_CHECK:
		/* Of cursors, also between the calls of the program. */
		assert_true(strlen(record->text) > 0);
		break;
	case RECORD_ATTEMPT:
	case RECORD_RETRY:
		assert_true(told->open);
		assert_int_equal(told->attempt, record->kind == RECORD_RETRY);
		told->attempt = !told->attempt;
		told->attempts += told->attempt;
		break;
	case RECORD_SAME:
	case RECORD_BETWEEN:
		note_expectation(told, record);
		break;
	case RECORD_END:
		end_unit(told);
		break;
	default:
		fail_msg("a record of kind %u", record->kind);
	}
}

static void see_call(const struct call *call, void *arg)
{
	((struct told *)arg)->call = *call;
}

static void see_unit(const struct call *call, void *arg)
{
	((struct told *)arg)->unit = *call;
}

static struct told record(const struct program *program)
{
	struct run_options options = careful(false);
	struct told told = { .calls = 0 };
	struct run_result result;

	options.on_call = see_call;
	options.on_unit = see_unit;
	options.on_outcome = see_outcome;
	options.on_record = see_record;
	options.arg = &told;
	result = run_with(program, &options);
	assert_false(told.open);
	assert_true(told.ended);
	assert_int_equal(told.calls, result.lines);
	assert_int_equal(told.units, result.calls);
	/* What is told changes nothing. */
	assert_int_equal(result.digest, run(program, false).digest);
	return told;
}

/* One that holds the next call back makes no call itself, and has calls begin in another order than they stand in. */
static bool is_no_window(uint8_t op)
{
	return op != OP_WINDOW && op != OP_BESIDE && op != OP_AMID;
}

static void test_every_operation_is_recorded(void **state)
{
	struct program program;

	(void)state;
	for (uint8_t flags = 0; flags < 4; flags++) {
		every_operation(&program, flags, is_no_window);
		for (uint8_t attributes = 0; attributes <= ATTRIBUTES_ALL; attributes++) {
			program.data[2] = attributes;
			record(&program);
		}
	}
}

/* ---- Word for word ------------------------------------------------------------- */

static char transcript[1 << 14];

static void transcribe(const struct record *record, void *arg)
{
	static const char *const kinds[] = {
		[RECORD_CALL] = "call", [RECORD_BEGIN] = "begin", [RECORD_STATEMENT] = "", [RECORD_GROUND] = "ground", [RECORD_MEMORY] = "memory",
		[RECORD_HINT] = "hint", [RECORD_ATTEMPT] = "attempt", [RECORD_RETRY] = "retry", [RECORD_SAME] = "same",
		[RECORD_BETWEEN] = "between", [RECORD_END] = "end",
	};
	size_t length = strlen(transcript);

	(void)arg;
	snprintf(transcript + length, sizeof(transcript) - length, "%s|%s|%s|%s\n", kinds[record->kind], record->text,
		 record->want, record->high);
}

/* The record from the first call to the end, without what is done around known issues. */
static void check_transcript(const char *text, const char *want)
{
	struct run_options options = careful(false);
	struct program program;
	char *end;

	*transcript = '\0';
	options.strict = true;
	options.on_record = transcribe;
	assemble(&program, text);
	run_with(&program, &options);
	end = strstr(transcript, "call|the end|");
	assert_non_null(end);
	*end = '\0';
	assert_non_null(strstr(transcript, "call|"));
	assert_string_equal(strstr(transcript, "call|"), want);
}

static void test_transcript(void **state)
{
	(void)state;
	check_transcript("store t0 [5] v1\nload t0 [5]\n",
			 "call|store t0 [5] v1||\n"
			 "begin|5||\n"
			 "|error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);||\n"
			 "same|error|0|\n"
			 "end|||\n"
			 "call|load t0 [5]||\n"
			 "begin|5||\n"
			 "|entry = mtree_load(&t0, 5);||\n"
			 "same|entry|xa_mk_value(1)|\n"
			 "end|||\n");
	check_transcript("store t3 [0xffffffffffffffff] zero\nfind t3 [9, 0xffffffffffffffff]\n",
			 "call|store t3 [0xffffffffffffffff] zero||\n"
			 "begin|ULONG_MAX||\n"
			 "|error = mtree_store(&t3, ULONG_MAX, XA_ZERO_ENTRY, GFP_KERNEL);||\n"
			 "same|error|0|\n"
			 "end|||\n"
			 "call|find t3 [9, 0xffffffffffffffff]||\n"
			 "begin|9||\n"
			 "|index = 9;||\n"
			 "|entry = mt_find(&t3, &index, ULONG_MAX);||\n"
			 "|next_index = index;||\n"
			 "|next_entry = mt_find_after(&t3, &next_index, ULONG_MAX);||\n"
			 "same|entry|NULL|\n"
			 "same|index|9|\n"
			 "same|next_entry|NULL|\n"
			 "same|next_index|9|\n"
			 "end|||\n");
}

/* A state that may end in more than one place; a list of ranges. */
static void test_transcript_of_states(void **state)
{
	(void)state;
	check_transcript("trees extern\nmas_store t0 [0x20, 0x2f] p3\nmas_erase t0 [0x20]\n",
			 "call|mas_store t0 [0x20, 0x2f] p3||\n"
			 "begin|0x20||\n"
			 "|mas_set_range(&mas0, 0x20, 0x2f);||\n"
			 "|down_write(&lock0);||\n"
			 "|error = mas_store_gfp(&mas0, &objects[3], GFP_KERNEL);||\n"
			 "|up_write(&lock0);||\n"
			 "same|error|0|\n"
			 "same|mas0.index|0x20|\n"
			 "same|mas0.last|0x2f|\n"
			 "end|||\n"
			 "call|mas_erase t0 [0x20]||\n"
			 "begin|0x20||\n"
			 "|mas_set(&mas0, 0x20);||\n"
			 "|down_write(&lock0);||\n"
			 "|entry = mas_erase(&mas0);||\n"
			 "|error = mas_is_err(&mas0) ? xa_err(mas0.node) : 0;||\n"
			 "|up_write(&lock0);||\n"
			 "same|error|0|\n"
			 "same|entry|&objects[3]|\n"
			 "between|mas0.index|0|0x20\n"
			 "between|mas0.last|0x2f|ULONG_MAX\n"
			 "end|||\n");
	check_transcript("store_range t0 [5, 9] v1\nscan t0 [0, 7]\n",
			 "call|store_range t0 [5, 9] v1||\n"
			 "begin|5||\n"
			 "|error = mtree_store_range(&t0, 5, 9, xa_mk_value(1), GFP_KERNEL);||\n"
			 "same|error|0|\n"
			 "end|||\n"
			 "call|scan t0 [0, 7]||\n"
			 "begin|0||\n"
			 "|mas_set(&mas0, 0);||\n"
			 "|rcu_read_lock();||\n"
			 "|met_begin();||\n"
			 "|while ((entry = mas_find(&mas0, 7)) && met(&mas0, entry)) mas_pause(&mas0);||\n"
			 "|rcu_read_unlock();||\n"
			 "same|all_met.count|1|\n"
			 "same|all_met.range[0].first|5|\n"
			 "same|all_met.range[0].last|9|\n"
			 "same|all_met.range[0].entry|xa_mk_value(1)|\n"
			 "end|||\n");
}

/* A call that is refused with a warning; one that gives up, and is made again: that is not told twice. */
static void test_transcript_of_failures(void **state)
{
	(void)state;
	check_transcript("store t0 [5] r1\n",
			 "call|store t0 [5] r1||\n"
			 "begin|5||\n"
			 "hint|ground_expect_warning(true);||\n"
			 "|error = mtree_store(&t0, 5, xa_mk_internal(1), GFP_KERNEL);||\n"
			 "hint|ground_expect_warning(false);||\n"
			 "same|error|-EINVAL|\n"
			 "end|||\n");
	check_transcript("fail_alloc count 1\nstore t0 [5] v1\nstore t0 [5] v2\n",
			 "call|fail_alloc count 1||\n"
			 "begin|0||\n"
			 "memory|ground_fail_nth(1);||\n"
			 "end|||\n"
			 "call|store t0 [5] v1||\n"
			 "begin|5||\n"
			 "attempt|error == -ENOMEM||\n"
			 "|error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);||\n"
			 "retry|error == -ENOMEM||\n"
			 "same|error|0|\n"
			 "end|||\n"
			 "call|store t0 [5] v2||\n"
			 "begin|5||\n"
			 "|error = mtree_store(&t0, 5, xa_mk_value(2), GFP_KERNEL);||\n"
			 "same|error|0|\n"
			 "end|||\n");
}

static void test_attempts(void **state)
{
	struct program program;

	(void)state;
	assemble(&program, "trees rcu\nfill t0 [0x10] v1 stride 2 count 20\nfail_alloc count 1\nerase t0 [0x10]\nload t0 [0x12]\n");
	assert_int_equal(record(&program).attempts, 1);
	assert_int_equal(ground_counts()->blocking_failures, 1);
}

/* Random bytes: states, lists and failures of every kind, in the same order. */
static void test_random_programs_are_recorded(void **state)
{
	struct program program;
	uint64_t number = 1;

	(void)state;
	program.size = HEADER_SIZE + 20 * INSTRUCTION_SIZE;
	for (unsigned int n = 0; n < 300; n++) {
		for (size_t i = 0; i < program.size; i++) {
			number = number * 6364136223846793005u + 1442695040888963407u;
			program.data[i] = number >> 56;
		}
		program.data[0] = newest_generation();
		for (size_t i = HEADER_SIZE; i < program.size; i += INSTRUCTION_SIZE)
			while (!is_no_window(program.data[i] % OP_COUNT))
				program.data[i]++;
		record(&program);
	}
}

/* What is done only under a condition is recorded with it; what only the ground is told is not. */
static void note_text(const struct record *record, void *arg)
{
	strcpy(arg, record->text);
}

static void test_condition(void **state)
{
	char text[RECORD_TEXT_SIZE];
	struct subject s = { .on_record = note_text, .arg = text, .only_if = "error == -ENOMEM" };

	(void)state;
	RECORD(&s, 0, "mas_set(&mas0, %u);", 5u);
	assert_string_equal(text, "if (error == -ENOMEM) mas_set(&mas0, 5);");
	RECORD_HINT(&s, 0, "ground_clear_faults();");
	assert_string_equal(text, "ground_clear_faults();");
	s.only_if = NULL;
	RECORD(&s, 0, "mas_set(&mas0, %u);", 5u);
	assert_string_equal(text, "mas_set(&mas0, 5);");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_condition),
		cmocka_unit_test(test_every_operation_is_recorded),
		cmocka_unit_test(test_transcript),
		cmocka_unit_test(test_transcript_of_states),
		cmocka_unit_test(test_transcript_of_failures),
		cmocka_unit_test(test_attempts),
		cmocka_unit_test(test_random_programs_are_recorded),
	};

	return cmocka_run_group_tests_name("record", tests, set_up_harness, NULL);
}
