/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operations of the input language.
 *
 * The order of enum opcode is the file format: an opcode keeps its number for
 * ever. A new one goes at the end, and begins a new generation (see instruction.h),
 * so that old files keep their meaning.
 */
#ifndef PROGRAM_OPCODE_H
#define PROGRAM_OPCODE_H

#include <stdint.h>

/* Room for 64 operations, so that a set of them fits a word. */
enum opcode {
	OP_INIT,
	OP_STORE,
	OP_STORE_RANGE,
	OP_INSERT,
	OP_INSERT_RANGE,
	OP_ERASE,
	OP_STORE_NULL,
	OP_LOAD,
	OP_FIND,
	OP_NEXT,
	OP_PREV,
	OP_FILL,
	OP_CARVE,
	OP_DUP,
	OP_DUP_LOCKED,
	OP_DESTROY,
	OP_DESTROY_LOCKED,
	OP_MAS_STORE,
	OP_MAS_ERASE,
	OP_FAIL_ALLOC,
	OP_ALLOC_BUDGET,
	/* Generation 1. */
	OP_SCAN,
	OP_OVERTAKE,
	OP_DUMP,
	OP_COUNT
};

/**
 * enum operand - What a call of an operation takes, as a set of bits.
 * @OPERAND_TREE: a tree.
 * @OPERAND_SOURCE: another tree in front: `dup SOURCE TREE`. See struct call.
 * @OPERAND_INDEX: one index; the call has first == last.
 * @OPERAND_RANGE: first and last.
 * @OPERAND_ENTRY: an entry.
 * @OPERAND_COUNT: a number of times, 1 or more.
 * @OPERAND_STRIDE: a distance, 1 or more.
 * @OPERAND_ATTRIBUTES: a set of attributes.
 * @OPERAND_DOWN: the flag CALL_DOWN.
 * @OPERAND_SAME: the flag CALL_SAME.
 * @OPERAND_NULLS: the flag CALL_NULLS.
 */
enum operand {
	OPERAND_TREE = 1 << 0,
	OPERAND_SOURCE = 1 << 1,
	OPERAND_INDEX = 1 << 2,
	OPERAND_RANGE = 1 << 3,
	OPERAND_ENTRY = 1 << 4,
	OPERAND_COUNT = 1 << 5,
	OPERAND_STRIDE = 1 << 6,
	OPERAND_ATTRIBUTES = 1 << 7,
	OPERAND_DOWN = 1 << 8,
	OPERAND_SAME = 1 << 9,
	OPERAND_NULLS = 1 << 10,
};

/**
 * enum swarm_group - The groups of operations that the swarm byte of a header switches off, a bit each.
 */
enum swarm_group {
	SWARM_CONTROL,		/* init: never off, the bit has no effect */
	SWARM_STORE,
	SWARM_INSERT,
	SWARM_ERASE,
	SWARM_READ,
	SWARM_BULK,
	SWARM_DUP,
	SWARM_FAULT,
};

/**
 * struct opcode_info - What there is to know of an operation.
 * @name: its name in the text form.
 * @operands: set of enum operand.
 * @group: the swarm group that it belongs to.
 */
struct opcode_info {
	const char *name;
	unsigned int operands;
	enum swarm_group group;
};

extern const struct opcode_info opcode_infos[OP_COUNT];

#endif
