// SPDX-License-Identifier: GPL-2.0-or-later
/* The tables of operations and operands: numbers, names, and what rows may not share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

#include "call.h"
#include "operand.h"

static void test_numbers_are_dense_and_in_order(void **state)
{
	static const unsigned int numbers[] = {
#define OP(generation, id, number, ...) number,
#include "operations.def"
#undef OP
	};

	(void)state;
	assert_int_equal(sizeof(numbers) / sizeof(numbers[0]), OP_COUNT);
	for (unsigned int i = 0; i < OP_COUNT; i++)
		assert_int_equal(numbers[i], i);
}

static void test_generations_of_rows(void **state)
{
	(void)state;
	assert_int_equal(operation_infos[0].generation, 0);
	for (unsigned int op = 1; op < OP_COUNT; op++)
		assert_in_range(operation_infos[op].generation, operation_infos[op - 1].generation, newest_generation());
	for (unsigned int operand = 1; operand < OPERANDS; operand++)
		assert_true(operand_kinds[operand].generation <= newest_generation());
}

/* A word of the text, and of other commands' options. */
static void check_name(const char *name)
{
	assert_true(strlen(name) > 0);
	assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_"), strlen(name));
	assert_string_not_equal(name, "trees");
	assert_string_not_equal(name, "nowait");
}

static void test_names_are_words_of_their_own(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < OP_COUNT; i++) {
		check_name(operation_infos[i].name);
		for (unsigned int j = 0; j < i; j++)
			assert_string_not_equal(operation_infos[i].name, operation_infos[j].name);
	}
}

/* Which of the flags of an instruction an operand of the kind @operand has. */
static unsigned int flag_bits(enum operand operand)
{
	const struct call call = { .flags = UINT8_MAX };
	struct instruction insn = { 0 };

	if (!(operand_kinds[operand].fields & FIELD_FLAGS))
		return 0;
	if (operand == OPERAND_NEW)
		return 3;
	operand_kinds[operand].pack(&call, &insn);
	return insn.flags;
}

/* Flags are shared bit by bit, everything else belongs to one operand. */
static void test_operands_share_nothing(void **state)
{
	(void)state;
	for (unsigned int op = 0; op < OP_COUNT; op++) {
		unsigned int fields = 0, flags = 0;

		for (const uint8_t *operand = operation_infos[op].operands; *operand; operand++) {
			assert_int_equal(operand_kinds[*operand].fields & fields & ~FIELD_FLAGS, 0);
			assert_int_equal(flag_bits(*operand) & flags, 0);
			fields |= operand_kinds[*operand].fields;
			flags |= flag_bits(*operand);
		}
	}
}

static void test_every_kind_is_used(void **state)
{
	bool taken[OPERANDS] = { [OPERAND_NONE] = true }, given[GIVES] = { [GIVE_NOTHING] = true };

	(void)state;
	for (unsigned int op = 0; op < OP_COUNT; op++) {
		for (const uint8_t *operand = operation_infos[op].operands; *operand; operand++)
			taken[*operand] = true;
		for (const uint8_t *give = operation_infos[op].gives; *give; give++)
			given[*give] = true;
	}
	for (unsigned int operand = 0; operand < OPERANDS; operand++)
		assert_true(taken[operand]);
	for (unsigned int give = 0; give < GIVES; give++)
		assert_true(given[give]);
}

/* The shrinker comes to an end. */
static void test_plainer_operations(void **state)
{
	(void)state;
	for (unsigned int op = 0; op < OP_COUNT; op++) {
		unsigned int steps = 0;

		for (unsigned int at = op; operation_infos[at].plainer != OP_NONE; at = operation_infos[at].plainer) {
			assert_true(operation_infos[at].plainer < OP_COUNT);
			assert_true(++steps < OP_COUNT);
		}
	}
}

static void test_selections(void **state)
{
	const struct selection all = { 0 }, reads = { .effects = EFFECT(READ) },
			       dups = { .effects = EFFECT(DUP), .groups = GROUP(TREES) },
			       none = { .effects = EFFECT(DUP), .groups = GROUP(BULK) };

	(void)state;
	for (unsigned int op = 0; op < OP_COUNT; op++) {
		assert_true(selection_has(&all, op));
		assert_int_equal(selection_has(&reads, op), operation_infos[op].effect == EFFECT_READ);
		assert_int_equal(selection_has(&dups, op), op == OP_DUP || op == OP_DUP_LOCKED);
		assert_false(selection_has(&none, op));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_are_dense_and_in_order),
		cmocka_unit_test(test_generations_of_rows),
		cmocka_unit_test(test_names_are_words_of_their_own),
		cmocka_unit_test(test_operands_share_nothing),
		cmocka_unit_test(test_every_kind_is_used),
		cmocka_unit_test(test_plainer_operations),
		cmocka_unit_test(test_selections),
	};

	return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
