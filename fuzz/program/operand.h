/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of operands: how each goes into an instruction and into text, and back. Private to this room. */
#ifndef PROGRAM_OPERAND_H
#define PROGRAM_OPERAND_H

#include "call.h"
#include "scan.h"

/**
 * struct operand_kind - A row of operands.def.
 * @word: what stands in front of it in the text, or is all of it.
 * @generation: the first generation of the format that has it.
 * @fields: which parts of an instruction it has: set of FIELD_*.
 * @pack: write it from a call into an instruction.
 * @unpack: write it from an instruction into a call, in bounds.
 * @parse: take it from the tokens of a line. Return: false after an error.
 * @print: append it to a text of CALL_TEXT_SIZE bytes, with a space in front; nothing if it is absent.
 */
struct operand_kind {
	const char *word;
	uint8_t generation;
	uint8_t fields;
	void (*pack)(const struct call *call, struct instruction *insn);
	void (*unpack)(const struct instruction *insn, struct call *call);
	bool (*parse)(struct scan *scan, struct call *call);
	void (*print)(const struct call *call, char *text);
};

extern const struct operand_kind operand_kinds[OPERANDS];

#define OPERAND(id, name, generation, word, fields, as)				\
	void pack_##name(const struct call *call, struct instruction *insn);	\
	void unpack_##name(const struct instruction *insn, struct call *call);	\
	bool parse_##as(struct scan *scan, struct call *call);		\
	void print_##as(const struct call *call, char *text);
#include "operands.def"
#undef OPERAND

/** text_append() - Append to a text of CALL_TEXT_SIZE bytes, as printf() does. */
void text_append(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** parse_attribute_set() - Take a set of enum attribute: `alloc,rcu` or `plain`. Return: false after an error. */
bool parse_attribute_set(struct scan *scan, uint8_t *attributes);

#endif
