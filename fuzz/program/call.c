// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "call.h"

const char *const attribute_names[ATTRIBUTE_COUNT] = { "alloc", "rcu", "extern" };

/* Where the bytes of each kind of entry begin, and how many of the kind they name. */
#define VALUE_BYTE 0x00
#define VALUES 192
#define POINTER_BYTE 0xc0
#define POINTERS 48
#define ZERO_BYTE 0xf0
#define RESERVED_BYTE 0xf8
#define RESERVEDS 7
#define NULL_BYTE 0xff

struct entry entry_of_byte(uint8_t b)
{
	if (b < POINTER_BYTE)
		return (struct entry){ ENTRY_VALUE, b - VALUE_BYTE };
	if (b < ZERO_BYTE)
		return (struct entry){ ENTRY_POINTER, b - POINTER_BYTE };
	if (b < RESERVED_BYTE)
		return (struct entry){ ENTRY_ZERO, 0 };
	if (b < NULL_BYTE)
		return (struct entry){ ENTRY_RESERVED, b - RESERVED_BYTE };
	return (struct entry){ ENTRY_NULL, 0 };
}

int byte_of_entry(struct entry entry)
{
	switch (entry.kind) {
	case ENTRY_VALUE:
		return entry.id < VALUES ? VALUE_BYTE + entry.id : -1;
	case ENTRY_POINTER:
		return entry.id < POINTERS ? POINTER_BYTE + entry.id : -1;
	case ENTRY_ZERO:
		return ZERO_BYTE;
	case ENTRY_RESERVED:
		return entry.id < RESERVEDS ? RESERVED_BYTE + entry.id : -1;
	default:
		return NULL_BYTE;
	}
}

int call_encode(const struct call *call, struct instruction *insn)
{
	unsigned int operands = opcode_infos[call->op].operands;

	*insn = (struct instruction){
		.op = call->op,
		.tree = call->tree,
		.index_mode = INDEX_ABSOLUTE,
		.length_mode = LENGTH_ABSOLUTE,
		.count = call->count,
		.stride = call->stride,
		.a = call->first,
		.b = call->last,
	};
	if (operands & OPERAND_SOURCE) {
		insn->tree = call->source;
		insn->tree2 = call->tree;
		insn->flags = FLAG_DUP_EXACT;
	}
	if (operands & OPERAND_ATTRIBUTES)
		insn->tree2 = call->attributes;
	if (call->flags & CALL_DOWN)
		insn->flags |= FLAG_DOWN;
	if (call->flags & CALL_NULLS)
		insn->flags |= FLAG_NULLS;
	if (call->flags & CALL_SAME)
		insn->flags |= FLAG_SAME;
	if (operands & OPERAND_ENTRY) {
		if (byte_of_entry(call->entry) < 0)
			return -1;
		insn->entry = byte_of_entry(call->entry);
	}
	return 0;
}

void call_decode(const struct instruction *insn, struct call *call)
{
	unsigned int operands = opcode_infos[insn->op].operands;

	*call = (struct call){ .op = insn->op };
	if (operands & OPERAND_TREE)
		call->tree = insn->tree;
	if (operands & OPERAND_SOURCE) {
		call->source = insn->tree;
		call->tree = insn->tree2;
	}
	if (operands & OPERAND_ATTRIBUTES)
		call->attributes = insn->tree2;
	if (operands & (OPERAND_INDEX | OPERAND_RANGE)) {
		call->first = insn->a;
		call->last = operands & OPERAND_RANGE ? insn->b : insn->a;
	}
	if (operands & OPERAND_ENTRY)
		call->entry = entry_of_byte(insn->entry);
	if (operands & OPERAND_COUNT)
		call->count = insn->count;
	if (operands & OPERAND_STRIDE)
		call->stride = insn->stride;
	if (operands & OPERAND_DOWN && insn->flags & FLAG_DOWN)
		call->flags |= CALL_DOWN;
	if (operands & OPERAND_SAME && insn->flags & FLAG_SAME)
		call->flags |= CALL_SAME;
	if (operands & OPERAND_NULLS && insn->flags & FLAG_NULLS)
		call->flags |= CALL_NULLS;
}

static void append(char *text, const char *format, ...)
{
	size_t length = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + length, CALL_TEXT_SIZE - length, format, args);
	va_end(args);
}

static void append_number(char *text, unsigned long number)
{
	append(text, number < 10 ? "%lu" : "0x%lx", number);
}

static void append_range(char *text, unsigned long first, unsigned long last)
{
	append(text, " [");
	append_number(text, first);
	if (first != last) {
		append(text, ", ");
		append_number(text, last);
	}
	append(text, "]");
}

static void append_entry(char *text, struct entry entry)
{
	static const char letters[] = {
		[ENTRY_VALUE] = 'v', [ENTRY_POINTER] = 'p', [ENTRY_RESERVED] = 'r',
	};

	if (entry.kind == ENTRY_NULL)
		append(text, " null");
	else if (entry.kind == ENTRY_ZERO)
		append(text, " zero");
	else
		append(text, " %c%u", letters[entry.kind], entry.id);
}

void attributes_format(unsigned int attributes, char *text)
{
	strcpy(text, attributes ? "" : "plain");
	for (int i = 0; i < ATTRIBUTE_COUNT; i++) {
		if (!(attributes >> i & 1))
			continue;
		if (*text)
			strcat(text, ",");
		strcat(text, attribute_names[i]);
	}
}

void call_format(const struct call *call, char *text)
{
	const struct opcode_info *info = &opcode_infos[call->op];
	char attributes[ATTRIBUTES_TEXT_SIZE];

	*text = '\0';
	append(text, "%s", info->name);
	if (info->operands & OPERAND_SOURCE)
		append(text, " t%u", call->source);
	if (info->operands & OPERAND_TREE)
		append(text, " t%u", call->tree);
	if (info->operands & OPERAND_ATTRIBUTES) {
		attributes_format(call->attributes, attributes);
		append(text, " %s", attributes);
	}
	if (info->operands & (OPERAND_INDEX | OPERAND_RANGE))
		append_range(text, call->first, call->last);
	if (info->operands & OPERAND_ENTRY)
		append_entry(text, call->entry);
	if (info->operands & OPERAND_STRIDE)
		append(text, " stride %u", call->stride);
	if (info->operands & OPERAND_COUNT)
		append(text, " count %u", call->count);
	if (call->flags & CALL_DOWN)
		append(text, " down");
	if (call->flags & CALL_SAME)
		append(text, " same");
	if (call->flags & CALL_NULLS)
		append(text, " nulls");
}
