// SPDX-License-Identifier: GPL-2.0-or-later
/* docs/language.md against the tables: it has each operation and each kind of operand, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "operand.h"
#include "text.h"

/* What has been read. */
static char language[1 << 16];

#define CELL_SIZE 400

/**
 * struct row - A row of one of its tables.
 * @next: where the row below it begins.
 * @cells: its first two cells.
 */
struct row {
	const char *next;
	char cells[2][CELL_SIZE];
};

/* Copy up to the next bar; return what is behind it. */
static const char *read_cell(const char *at, char *cell)
{
	const char *bar = strchr(at, '|');

	assert_non_null(bar);
	assert_true(bar - at < CELL_SIZE);
	memcpy(cell, at, bar - at);
	cell[bar - at] = '\0';
	return bar + 1;
}

/* The row at @row->next; false if the table has ended. */
static bool next_row(struct row *row)
{
	const char *at = row->next, *end = strchr(at, '\n');

	if (*at != '|')
		return false;
	assert_non_null(end);
	read_cell(read_cell(at + 1, row->cells[0]), row->cells[1]);
	row->next = end + 1;
	return true;
}

/* The first row of the table below the line @heading, past its two lines of head. */
static struct row table(const char *heading)
{
	struct row row = { .next = strstr(language, heading) };

	assert_non_null(row.next);
	row.next += strlen(heading);
	assert_true(next_row(&row));
	assert_true(next_row(&row));
	return row;
}

#define OPERATIONS "\nOperations:\n\n"
#define OPERANDS_TABLE "\nOperands:\n\n"

/* The call that is the example in a cell, `like this`; its text has to be that of the example again. */
static struct call example(const char *cell)
{
	uint8_t data[MAX_PROGRAM_SIZE];
	struct header header = { 0 };
	char text[CELL_SIZE], again[CALL_TEXT_SIZE];
	struct instruction insn;
	struct text_error error;
	struct call call;
	size_t size;

	if (sscanf(cell, " `%399[^`]` ", text) != 1)
		fail_msg("no `example` in '%s'", cell);
	if (text_assemble(text, strlen(text), data, &size, &error))
		fail_msg("%s: %u: %s", text, error.column, error.message);
	assert_int_equal(instruction_count(size), 1);
	header_decode(data, size, &header);
	instruction_decode(data, size, &header, 0, &insn);
	call_decode(&insn, &call);
	call_format(&call, again);
	assert_string_equal(text, again);
	return call;
}

static void test_each_operation_has_one_row(void **state)
{
	unsigned int rows[OP_COUNT] = { 0 };
	struct row row = table(OPERATIONS);

	(void)state;
	while (next_row(&row))
		rows[example(row.cells[0]).op]++;
	for (unsigned int op = 0; op < OP_COUNT; op++)
		if (rows[op] != 1)
			fail_msg("%s has %u rows", operation_infos[op].name, rows[op]);
}

/* Is @word one of the words of @text, with commas between them? */
static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (; *text; text += strcspn(text, " ,")) {
		text += strspn(text, " ,");
		if (strcspn(text, " ,") == length && !strncmp(text, word, length))
			return true;
	}
	return false;
}

static const char *const names[OPERANDS] = {
#define OPERAND(id, name, ...) [OPERAND_##id] = #name,
#include "operands.def"
#undef OPERAND
};

/* The row that has @operand in its first cell, which has to be the only one. */
static struct row operand_row(enum operand operand)
{
	struct row row = table(OPERANDS_TABLE), found = { .next = NULL };

	while (next_row(&row)) {
		if (!has_word(row.cells[0], names[operand]))
			continue;
		if (found.next)
			fail_msg("the operand %s has two rows", names[operand]);
		found = row;
	}
	if (!found.next)
		fail_msg("the operand %s has no row", names[operand]);
	return found;
}

static void test_each_kind_of_operand_has_one_row(void **state)
{
	(void)state;
	for (unsigned int operand = 1; operand < OPERANDS; operand++) {
		struct row row = operand_row(operand);
		const char *word = operand_kinds[operand].word;
		char form[CELL_SIZE];

		if (sscanf(row.cells[1], " `%399[^`]` ", form) != 1)
			fail_msg("the operand %s has no `form`", names[operand]);
		if (*word && !has_word(form, word))
			fail_msg("the operand %s is written '%s', not '%s'", names[operand], word, form);
	}
}

/* No row has a name that is none; one without a name belongs to the row above. */
static void test_each_row_is_a_kind_of_operand(void **state)
{
	struct row row = table(OPERANDS_TABLE);
	unsigned int words = 0;

	(void)state;
	while (next_row(&row))
		for (const char *at = row.cells[0]; *(at += strspn(at, " ,")); at += strcspn(at, " ,"))
			words++;
	assert_int_equal(words, OPERANDS - 1);
}

static int read_language(void **state)
{
	FILE *file = fopen(LANGUAGE_FILE, "r");
	size_t size;

	(void)state;
	if (!file) {
		perror(LANGUAGE_FILE);
		return -1;
	}
	size = fread(language, 1, sizeof(language) - 1, file);
	language[size] = '\0';
	fclose(file);
	return size == sizeof(language) - 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_operation_has_one_row),
		cmocka_unit_test(test_each_kind_of_operand_has_one_row),
		cmocka_unit_test(test_each_row_is_a_kind_of_operand),
	};

	return cmocka_run_group_tests_name("language", tests, read_language, NULL);
}
