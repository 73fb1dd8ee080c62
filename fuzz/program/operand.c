// SPDX-License-Identifier: GPL-2.0-or-later
/* The rows of operands.def. */
#include "operand.h"

#define OPERAND(id, name, _generation, _word, _fields, as)	\
	[OPERAND_##id] = {				\
		.word = _word,				\
		.generation = _generation,		\
		.fields = _fields,			\
		.pack = pack_##name,			\
		.unpack = unpack_##name,		\
		.parse = parse_##as,			\
		.print = print_##as,			\
	},

const struct operand_kind operand_kinds[OPERANDS] = {
#include "operands.def"
};

unsigned int operand_fields(enum operand operand)
{
	return operand_kinds[operand].fields;
}
