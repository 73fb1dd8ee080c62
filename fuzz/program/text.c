// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The assembler. A line is scanned into tokens: words, the signs [ ] and , and
 * an empty token at its end. Every parse_*() takes its tokens from the line,
 * and on failure has said in error why, with the place of the offending token.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "text.h"

struct token {
	const char *at;
	int length;
};

struct line {
	const char *begin;
	const char *end;
	const char *at;
	unsigned int number;
	struct text_error *error;
};

struct assembly {
	struct header header;
	uint8_t *data;
	size_t calls;
};

static const char *const nowait_names[NOWAIT_COUNT] = { "succeed", "fail", "sometimes" };

/* Tokens */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static struct token peek(struct line *line)
{
	struct token token;

	while (line->at < line->end && (*line->at == ' ' || *line->at == '\t' || *line->at == '\r'))
		line->at++;
	token.at = line->at;
	token.length = 0;
	if (line->at == line->end || *line->at == '#')
		return token;
	while (token.at + token.length < line->end && is_word(token.at[token.length]))
		token.length++;
	if (!token.length)
		token.length = 1;
	return token;
}

static struct token take(struct line *line)
{
	struct token token = peek(line);

	line->at += token.length;
	return token;
}

static bool is(struct token token, const char *word)
{
	return token.length == (int)strlen(word) && !memcmp(token.at, word, token.length);
}

static bool take_if(struct line *line, const char *word)
{
	if (!is(peek(line), word))
		return false;
	take(line);
	return true;
}

/* Errors */

static bool fail(struct line *line, struct token token, const char *format, ...)
{
	struct text_error *error = line->error;
	va_list args;

	error->line = line->number;
	error->column = token.at - line->begin + 1;
	va_start(args, format);
	vsnprintf(error->message, sizeof(error->message), format, args);
	va_end(args);
	return false;
}

/* How much of a token a message quotes. */
static int quoted(struct token token)
{
	return token.length < 40 ? token.length : 40;
}

static bool fail_expected(struct line *line, struct token token, const char *what)
{
	if (!token.length)
		return fail(line, token, "missing operand: %s is expected here", what);
	return fail(line, token, "'%.*s' where %s is expected", quoted(token), token.at, what);
}

static bool expect(struct line *line, const char *word, const char *what)
{
	struct token token = take(line);

	return is(token, word) || fail_expected(line, token, what);
}

/* Operands */

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return INT_MAX;
}

enum number_error { NUMBER_GOOD, NUMBER_BAD, NUMBER_LARGE };

static enum number_error read_number(struct token token, unsigned long *number)
{
	int base = 10, i = 0;

	if (token.length > 2 && token.at[0] == '0' && token.at[1] == 'x') {
		base = 16;
		i = 2;
	}
	*number = 0;
	if (i == token.length)
		return NUMBER_BAD;
	for (; i < token.length; i++) {
		int digit = digit_value(token.at[i]);

		if (digit >= base)
			return NUMBER_BAD;
		if (*number > (ULONG_MAX - digit) / base)
			return NUMBER_LARGE;
		*number = *number * base + digit;
	}
	return NUMBER_GOOD;
}

static bool parse_number(struct line *line, const char *what, unsigned long *number)
{
	struct token token = take(line);

	switch (read_number(token, number)) {
	case NUMBER_BAD:
		return fail_expected(line, token, what);
	case NUMBER_LARGE:
		return fail(line, token, "number too large: the largest is 0x%lx", ULONG_MAX);
	default:
		return true;
	}
}

static bool parse_tree(struct line *line, uint8_t *tree)
{
	struct token token = take(line);

	if (token.length != 2 || token.at[0] != 't' || token.at[1] < '0' || token.at[1] >= '0' + MAX_TREES)
		return fail_expected(line, token, "a tree, t0 to t7,");
	*tree = token.at[1] - '0';
	return true;
}

static bool parse_attribute(struct line *line, uint8_t *attributes)
{
	struct token token = take(line);

	for (int i = 0; i < ATTRIBUTE_COUNT; i++) {
		if (!is(token, attribute_names[i]))
			continue;
		*attributes |= 1 << i;
		return true;
	}
	return fail_expected(line, token, "an attribute, alloc, rcu or extern, or 'plain' alone,");
}

static bool parse_attributes(struct line *line, uint8_t *attributes)
{
	*attributes = 0;
	if (take_if(line, "plain"))
		return true;
	do {
		if (!parse_attribute(line, attributes))
			return false;
	} while (take_if(line, ","));
	return true;
}

static bool parse_index(struct line *line, struct call *call)
{
	if (!expect(line, "[", "an index, [5],") || !parse_number(line, "a number", &call->first))
		return false;
	call->last = call->first;
	return expect(line, "]", "a ']', as this operation takes a single index,");
}

static bool parse_range(struct line *line, struct call *call)
{
	if (!expect(line, "[", "a range, [1, 9],") || !parse_number(line, "a number", &call->first))
		return false;
	call->last = call->first;
	if (take_if(line, "]"))
		return true;
	return expect(line, ",", "a ',' or ']'") && parse_number(line, "a number", &call->last) &&
	       expect(line, "]", "a ']'");
}

static bool entry_kind_of_letter(char letter, uint8_t *kind)
{
	switch (letter) {
	case 'v':
		*kind = ENTRY_VALUE;
		return true;
	case 'p':
		*kind = ENTRY_POINTER;
		return true;
	case 'r':
		*kind = ENTRY_RESERVED;
		return true;
	default:
		return false;
	}
}

static bool parse_entry(struct line *line, struct entry *entry)
{
	struct token token = take(line), digits = { token.at + 1, token.length - 1 };
	unsigned long id;

	*entry = (struct entry){ is(token, "zero") ? ENTRY_ZERO : ENTRY_NULL, 0 };
	if (is(token, "zero") || is(token, "null"))
		return true;
	if (token.length < 2 || !entry_kind_of_letter(token.at[0], &entry->kind) ||
	    read_number(digits, &id) == NUMBER_BAD)
		return fail_expected(line, token, "an entry, v7, p7, r0, zero or null,");
	entry->id = id < ENTRY_IDS ? id : ENTRY_IDS;
	if (byte_of_entry(*entry) < 0)
		return fail(line, token, "entry out of range: v0 to v191, p0 to p47 and r0 to r6 can be written");
	return true;
}

/* `count 3`, `stride 2`: a word and a number of 16 bits that is not 0. */
static bool parse_times(struct line *line, const char *word, uint16_t *times)
{
	char what[32];
	struct token token;
	unsigned long number;

	snprintf(what, sizeof(what), "'%s' and a number", word);
	if (!expect(line, word, what))
		return false;
	token = peek(line);
	if (!parse_number(line, "a number", &number))
		return false;
	if (!number || number > UINT16_MAX)
		return fail(line, token, "%s out of range: 1 to %d can be written", word, UINT16_MAX);
	*times = number;
	return true;
}

static void parse_flags(struct line *line, unsigned int operands, struct call *call)
{
	if (operands & OPERAND_DOWN && take_if(line, "down"))
		call->flags |= CALL_DOWN;
	if (operands & OPERAND_SAME && take_if(line, "same"))
		call->flags |= CALL_SAME;
	if (operands & OPERAND_NULLS && take_if(line, "nulls"))
		call->flags |= CALL_NULLS;
}

/* The order of these is the order of the text form. */
static bool parse_operands(struct line *line, struct call *call)
{
	unsigned int operands = opcode_infos[call->op].operands;

	if (operands & OPERAND_SOURCE && !parse_tree(line, &call->source))
		return false;
	if (operands & OPERAND_TREE && !parse_tree(line, &call->tree))
		return false;
	if (operands & OPERAND_ATTRIBUTES && !parse_attributes(line, &call->attributes))
		return false;
	if (operands & OPERAND_INDEX && !parse_index(line, call))
		return false;
	if (operands & OPERAND_RANGE && !parse_range(line, call))
		return false;
	if (operands & OPERAND_ENTRY && !parse_entry(line, &call->entry))
		return false;
	if (operands & OPERAND_STRIDE && !parse_times(line, "stride", &call->stride))
		return false;
	if (operands & OPERAND_COUNT && !parse_times(line, "count", &call->count))
		return false;
	parse_flags(line, operands, call);
	return true;
}

/* Lines */

static bool expect_end(struct line *line)
{
	struct token token = peek(line);

	if (!token.length)
		return true;
	return fail(line, token, "superfluous operand '%.*s': the line should end here", quoted(token), token.at);
}

static bool parse_nowait(struct line *line, uint8_t *nowait)
{
	struct token token = take(line);

	for (*nowait = 0; *nowait < NOWAIT_COUNT; (*nowait)++)
		if (is(token, nowait_names[*nowait]))
			return true;
	return fail_expected(line, token, "succeed, fail or sometimes");
}

static bool assemble_directive(struct line *line, struct assembly *assembly)
{
	struct token name = take(line);

	if (assembly->calls)
		return fail(line, name, "'%.*s' after a call: directives come before the first call",
			    quoted(name), name.at);
	if (is(name, "trees"))
		return parse_attributes(line, &assembly->header.attributes);
	return parse_nowait(line, &assembly->header.nowait);
}

static int opcode_of_name(struct token name)
{
	for (int op = 0; op < OP_COUNT; op++)
		if (is(name, opcode_infos[op].name))
			return op;
	return -1;
}

static bool assemble_call(struct line *line, struct assembly *assembly)
{
	struct token name = take(line);
	int op = opcode_of_name(name);
	struct instruction insn;
	struct call call = { 0 };

	if (op < 0)
		return fail(line, name, "unknown operation '%.*s'", quoted(name), name.at);
	if (assembly->calls == MAX_INSTRUCTIONS)
		return fail(line, name, "too many calls: a program has at most %d", MAX_INSTRUCTIONS);
	call.op = op;
	if (!parse_operands(line, &call))
		return false;
	call_encode(&call, &insn);
	instruction_encode(&insn, assembly->data + HEADER_SIZE + assembly->calls * INSTRUCTION_SIZE);
	assembly->calls++;
	return true;
}

static bool assemble_line(struct line *line, struct assembly *assembly)
{
	struct token name = peek(line);

	if (!name.length)
		return true;
	if (is(name, "trees") || is(name, "nowait"))
		return assemble_directive(line, assembly) && expect_end(line);
	return assemble_call(line, assembly) && expect_end(line);
}

int text_assemble(const char *text, size_t length, uint8_t *data, size_t *size,
		  struct text_error *error)
{
	struct assembly assembly = { .data = data };
	const char *end = text + length;
	struct line line = { .error = error };

	for (const char *next = text; next < end; next = line.end < end ? line.end + 1 : end) {
		line.begin = line.at = next;
		line.end = memchr(next, '\n', end - next);
		if (!line.end)
			line.end = end;
		line.number++;
		if (!assemble_line(&line, &assembly))
			return -1;
	}
	header_encode(&assembly.header, data);
	*size = HEADER_SIZE + assembly.calls * INSTRUCTION_SIZE;
	return 0;
}

void header_format(const struct header *header, char *text)
{
	char attributes[ATTRIBUTES_TEXT_SIZE];
	int length = 0;

	*text = '\0';
	if (header->attributes) {
		attributes_format(header->attributes, attributes);
		length = snprintf(text, HEADER_TEXT_SIZE, "trees %s\n", attributes);
	}
	if (header->nowait != NOWAIT_SUCCEED)
		snprintf(text + length, HEADER_TEXT_SIZE - length, "nowait %s\n", nowait_names[header->nowait]);
}
