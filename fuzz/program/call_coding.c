// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls to and from instructions and text, operand by operand. */
#include "operand.h"

int call_encode(const struct call *call, struct instruction *insn)
{
	const uint8_t *operand;

	*insn = (struct instruction){
		.op = call->op, .index_mode = INDEX_ABSOLUTE, .length_mode = LENGTH_ABSOLUTE,
	};
	for (operand = operation_infos[call->op].operands; *operand; operand++)
		operand_kinds[*operand].pack(call, insn);
	return operation_takes(call->op, OPERAND_ENTRY) && byte_of_entry(call->entry) < 0 ? -1 : 0;
}

void call_decode(const struct instruction *insn, struct call *call)
{
	struct instruction renewed;
	const uint8_t *operand;

	if (insn->absent) {
		renewed = *insn;
		instruction_renew(&renewed);
		insn = &renewed;
	}
	*call = (struct call){ .op = insn->op };
	for (operand = operation_infos[insn->op].operands; *operand; operand++)
		operand_kinds[*operand].unpack(insn, call);
}

void call_format(const struct call *call, char *text)
{
	const uint8_t *operand;

	*text = '\0';
	text_append(text, "%s", operation_infos[call->op].name);
	for (operand = operation_infos[call->op].operands; *operand; operand++)
		operand_kinds[*operand].print(call, text);
}
