// SPDX-License-Identifier: GPL-2.0-or-later
/* The assembler: text to bytes, a line at a time. And the directives, both ways. */
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "idle.h"
#include "operand.h"
#include "scan.h"
#include "text.h"

enum directive { DIRECTIVE_TREES, DIRECTIVE_NOWAIT, DIRECTIVE_COUNT };

static const char *const directive_names[DIRECTIVE_COUNT] = { "trees", "nowait" };

/**
 * struct assembly - A program on its way from text to bytes.
 * @header: what its directives say.
 * @seen: the line of each directive; 0 for none.
 * @data: the bytes.
 * @calls: how many.
 * @modes: of the trees, behind the last call.
 */
struct assembly {
	struct header header;
	unsigned int seen[DIRECTIVE_COUNT];
	uint8_t *data;
	size_t calls;
	struct modes modes;
};

static const char *const nowait_names[NOWAIT_COUNT] = { "succeed", "fail", "sometimes" };

static bool expect_end(struct scan *scan)
{
	struct token token = scan_peek(scan);

	if (!token.length)
		return true;
	return scan_fail(scan, token, "superfluous operand '%s': the line should end here", token_text(token));
}

static bool parse_nowait(struct scan *scan, uint8_t *nowait)
{
	struct token token = scan_take(scan);

	for (*nowait = 0; *nowait < NOWAIT_COUNT; (*nowait)++)
		if (token_is(token, nowait_names[*nowait]))
			return true;
	return scan_expected(scan, token, "succeed, fail or sometimes");
}

static bool assemble_directive(struct scan *scan, struct assembly *assembly, enum directive directive)
{
	struct token name = scan_take(scan);

	if (assembly->calls)
		return scan_fail(scan, name, "'%s' after a call: directives come before the first call", token_text(name));
	if (assembly->seen[directive])
		return scan_fail(scan, name, "a second '%s': the first is in line %u", directive_names[directive],
				 assembly->seen[directive]);
	assembly->seen[directive] = scan->number;
	if (directive == DIRECTIVE_TREES)
		return parse_attribute_set(scan, &assembly->header.attributes);
	return parse_nowait(scan, &assembly->header.nowait);
}

static bool parse_operands(struct scan *scan, struct call *call)
{
	const uint8_t *operand = operation_infos[call->op].operands;

	while (*operand && operand_kinds[*operand].parse(scan, call))
		operand++;
	return !*operand;
}

/* A word on @call, whose name is @name, if it is to be made in the middle of another, and cannot. */
static void look_for_idle(struct scan *scan, struct assembly *assembly, struct token name, const struct call *call)
{
	unsigned int tree;

	if (!assembly->calls)
		modes_begin(&assembly->modes, &assembly->header);
	if (modes_follow(&assembly->modes, call, &tree) && !scan->error->idle++ && !scan->error->cuts)
		scan_fail(scan, name, "t%u is not in RCU mode here, where nobody acts in the middle of a call: '%s' is made at its own place", tree,
			  token_text(name));
}

static bool assemble_call(struct scan *scan, struct assembly *assembly)
{
	struct token name = scan_take(scan);
	uint8_t op = operation_find(name.at, (size_t)name.length);
	struct instruction insn;
	struct call call = { 0 };

	if (op == OP_NONE)
		return scan_fail(scan, name, "unknown operation '%s'", token_text(name));
	if (assembly->calls == MAX_INSTRUCTIONS)
		return scan_fail(scan, name, "too many calls: a program has at most %d", MAX_INSTRUCTIONS);
	call.op = op;
	if (!parse_operands(scan, &call))
		return false;
	look_for_idle(scan, assembly, name, &call);
	call_encode(&call, &insn);
	instruction_encode(&insn, assembly->data + HEADER_SIZE + assembly->calls * INSTRUCTION_SIZE);
	assembly->calls++;
	return true;
}

static bool assemble_line(struct scan *scan, struct assembly *assembly)
{
	struct token name = scan_peek(scan);

	if (!name.length)
		return true;
	for (int directive = 0; directive < DIRECTIVE_COUNT; directive++)
		if (token_is(name, directive_names[directive]))
			return assemble_directive(scan, assembly, directive) && expect_end(scan);
	return assemble_call(scan, assembly) && expect_end(scan);
}

/* Editors put one before the text, where nobody sees it. */
static bool has_mark(const char *text, size_t length)
{
	return (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) ||
	       (length >= 2 && (!memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2)));
}

static int complain_mark(struct text_error *error)
{
	*error = (struct text_error){ .line = 1, .column = 1, .message = "a byte-order mark: save the text as plain ASCII or as UTF-8 without one" };
	return -1;
}

int text_assemble(const char *text, size_t length, uint8_t *data, size_t *size,
		  struct text_error *error)
{
	struct assembly assembly = { .data = data };
	const char *end = text + length;
	struct scan line = { .error = error };

	error->cuts = error->idle = 0;
	if (has_mark(text, length))
		return complain_mark(error);
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
