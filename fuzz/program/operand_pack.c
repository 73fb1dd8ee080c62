// SPDX-License-Identifier: GPL-2.0-or-later
/* Operands in an instruction: which bits each kind has, see instruction.h. */
#include "operand.h"

/* 1 to @limit; what is in there already stays as it is. */
static uint16_t scale(uint16_t n, uint16_t limit)
{
	return n ? (n - 1) % limit + 1 : 1;
}

static void pack_flag(const struct call *call, unsigned int flag, struct instruction *insn, unsigned int bit)
{
	if (call->flags & flag)
		insn->flags |= bit;
}

static void unpack_flag(const struct instruction *insn, unsigned int bit, struct call *call, unsigned int flag)
{
	if (insn->flags & bit)
		call->flags |= flag;
}

void pack_tree(const struct call *call, struct instruction *insn)
{
	insn->tree = call->tree;
}

void unpack_tree(const struct instruction *insn, struct call *call)
{
	call->tree = insn->tree;
}

void pack_source(const struct call *call, struct instruction *insn)
{
	insn->tree = call->source;
}

void unpack_source(const struct instruction *insn, struct call *call)
{
	call->source = insn->tree;
}

void pack_new(const struct call *call, struct instruction *insn)
{
	insn->tree2 = call->tree;
	insn->flags = FLAG_DUP_EXACT;
}

void unpack_new(const struct instruction *insn, struct call *call)
{
	call->tree = insn->tree2;
}

void pack_index(const struct call *call, struct instruction *insn)
{
	insn->a = call->first;
}

void unpack_index(const struct instruction *insn, struct call *call)
{
	call->first = call->last = insn->a;
}

void pack_range(const struct call *call, struct instruction *insn)
{
	insn->a = call->first;
	insn->b = call->last;
}

void unpack_range(const struct instruction *insn, struct call *call)
{
	call->first = insn->a;
	call->last = insn->b;
}

void pack_entry(const struct call *call, struct instruction *insn)
{
	int byte = byte_of_entry(call->entry);

	insn->entry = byte < 0 ? 0 : byte;
}

void unpack_entry(const struct instruction *insn, struct call *call)
{
	call->entry = entry_of_byte(insn->entry);
}

void pack_stride(const struct call *call, struct instruction *insn)
{
	insn->stride = call->stride;
}

void unpack_stride(const struct instruction *insn, struct call *call)
{
	call->stride = scale(insn->stride, UINT16_MAX);
}

void pack_count(const struct call *call, struct instruction *insn)
{
	insn->count = call->count;
}

void unpack_count(const struct instruction *insn, struct call *call)
{
	call->count = scale(insn->count, MAX_FILL);
}

void pack_attributes(const struct call *call, struct instruction *insn)
{
	insn->tree2 = call->attributes & ATTRIBUTES_ALL;
}

void unpack_attributes(const struct instruction *insn, struct call *call)
{
	call->attributes = insn->tree2;
}

void pack_down(const struct call *call, struct instruction *insn)
{
	pack_flag(call, CALL_DOWN, insn, FLAG_DOWN);
}

void unpack_down(const struct instruction *insn, struct call *call)
{
	unpack_flag(insn, FLAG_DOWN, call, CALL_DOWN);
}

void pack_same(const struct call *call, struct instruction *insn)
{
	pack_flag(call, CALL_SAME, insn, FLAG_SAME);
}

void unpack_same(const struct instruction *insn, struct call *call)
{
	unpack_flag(insn, FLAG_SAME, call, CALL_SAME);
}

void pack_nulls(const struct call *call, struct instruction *insn)
{
	pack_flag(call, CALL_NULLS, insn, FLAG_NULLS);
}

void unpack_nulls(const struct instruction *insn, struct call *call)
{
	unpack_flag(insn, FLAG_NULLS, call, CALL_NULLS);
}

void pack_at(const struct call *call, struct instruction *insn)
{
	insn->count = call->at;
}

void unpack_at(const struct instruction *insn, struct call *call)
{
	call->at = insn->count % (MAX_AT + 1);
}

void pack_cursor(const struct call *call, struct instruction *insn)
{
	insn->tree2 = call->cursor;
}

void unpack_cursor(const struct instruction *insn, struct call *call)
{
	call->cursor = insn->tree2 % MAX_CURSORS;
}

void pack_size(const struct call *call, struct instruction *insn)
{
	if (size_encode(call->size, &insn->count, &insn->stride))
		insn->count = insn->stride = 0;
}

void unpack_size(const struct instruction *insn, struct call *call)
{
	call->size = size_decode(insn->count, insn->stride);
}

void pack_gfp(const struct call *call, struct instruction *insn)
{
	insn->flags = call->gfp;
}

void unpack_gfp(const struct instruction *insn, struct call *call)
{
	call->gfp = insn->flags % CALL_GFPS;
}

/* The same, where the flags mean something else. */
void pack_gfp_aside(const struct call *call, struct instruction *insn)
{
	insn->stride = call->gfp;
}

void unpack_gfp_aside(const struct instruction *insn, struct call *call)
{
	call->gfp = insn->stride % CALL_GFPS;
}

/* Where an operation has neither the flags nor the stride free. */
void pack_gfp_apart(const struct call *call, struct instruction *insn)
{
	insn->tree2 = call->gfp;
}

void unpack_gfp_apart(const struct instruction *insn, struct call *call)
{
	call->gfp = insn->tree2 % CALL_GFPS;
}

/* In a field of its own, where a flag is taken already. */
void pack_down_aside(const struct call *call, struct instruction *insn)
{
	insn->entry = !!(call->flags & CALL_DOWN);
}

void unpack_down_aside(const struct instruction *insn, struct call *call)
{
	if (insn->entry & 1)
		call->flags |= CALL_DOWN;
}

/* What is not absolute is found out when it is resolved. */
void pack_leaf(const struct call *call, struct instruction *insn)
{
	pack_range(call, insn);
}

void unpack_leaf(const struct instruction *insn, struct call *call)
{
	unpack_range(insn, call);
}

void pack_many(const struct call *call, struct instruction *insn)
{
	pack_count(call, insn);
}

void unpack_many(const struct instruction *insn, struct call *call)
{
	call->count = scale(insn->count, MAX_TALL);
}

void pack_twice(const struct call *call, struct instruction *insn)
{
	pack_size(call, insn);
}

void unpack_twice(const struct instruction *insn, struct call *call)
{
	unpack_size(insn, call);
}

void pack_moved(const struct call *call, struct instruction *insn)
{
	pack_flag(call, CALL_MOVED, insn, FLAG_MOVED);
}

void unpack_moved(const struct instruction *insn, struct call *call)
{
	unpack_flag(insn, FLAG_MOVED, call, CALL_MOVED);
}

void pack_any(const struct call *call, struct instruction *insn)
{
	pack_flag(call, CALL_ANY, insn, FLAG_ANY);
}

void unpack_any(const struct instruction *insn, struct call *call)
{
	unpack_flag(insn, FLAG_ANY, call, CALL_ANY);
}

void pack_fewer(const struct call *call, struct instruction *insn)
{
	insn->tree2 = call->fewer;
}

void unpack_fewer(const struct instruction *insn, struct call *call)
{
	call->fewer = insn->tree2;
}

/* The kind of the lock; behind the attributes, which say whose it is. */
void pack_lock(const struct call *call, struct instruction *insn)
{
	if (call->attributes & ATTRIBUTE_SPIN)
		insn->flags = 3;
	else if (call->attributes & ATTRIBUTE_BH)
		insn->flags = 2;
	else
		insn->flags = call->attributes & ATTRIBUTE_IRQ ? 1 : 0;
}

void unpack_lock(const struct instruction *insn, struct call *call)
{
	static const uint8_t own[] = { 0, ATTRIBUTE_IRQ, ATTRIBUTE_BH, 0 };

	if (call->attributes & ATTRIBUTE_EXTERN)
		call->attributes |= insn->flags ? ATTRIBUTE_SPIN : 0;
	else
		call->attributes |= own[insn->flags & 3];
}

/* ---- Processes ---------------------------------------------------------------- */

void pack_process(const struct call *call, struct instruction *insn)
{
	insn->tree = call->process;
}

void unpack_process(const struct instruction *insn, struct call *call)
{
	call->process = insn->tree;
}

void pack_child(const struct call *call, struct instruction *insn)
{
	insn->tree2 = call->child;
}

void unpack_child(const struct instruction *insn, struct call *call)
{
	call->child = insn->tree2;
}

void pack_access(const struct call *call, struct instruction *insn)
{
	insn->entry = call->access;
}

void unpack_access(const struct instruction *insn, struct call *call)
{
	call->access = insn->entry;
}

void pack_fixed(const struct call *call, struct instruction *insn)
{
	pack_flag(call, CALL_FIXED, insn, FLAG_FIXED);
}

void unpack_fixed(const struct instruction *insn, struct call *call)
{
	unpack_flag(insn, FLAG_FIXED, call, CALL_FIXED);
}

void pack_way(const struct call *call, struct instruction *insn)
{
	insn->flags = call->way;
}

void unpack_way(const struct instruction *insn, struct call *call)
{
	call->way = insn->flags % CALL_WAYS;
}
