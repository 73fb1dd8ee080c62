// SPDX-License-Identifier: GPL-2.0-or-later
#include "opcode.h"

#define ONE_INDEX (OPERAND_TREE | OPERAND_INDEX)
#define ONE_RANGE (OPERAND_TREE | OPERAND_RANGE)
#define BULK (ONE_RANGE | OPERAND_STRIDE | OPERAND_COUNT)
#define TWO_TREES (OPERAND_SOURCE | OPERAND_TREE)

/* Destroying is in SWARM_ERASE: without that group an input only grows its trees. */
const struct opcode_info opcode_infos[OP_COUNT] = {
	[OP_INIT] = { "init", OPERAND_TREE | OPERAND_ATTRIBUTES, SWARM_CONTROL },
	[OP_STORE] = { "store", ONE_INDEX | OPERAND_ENTRY, SWARM_STORE },
	[OP_STORE_RANGE] = { "store_range", ONE_RANGE | OPERAND_ENTRY, SWARM_STORE },
	[OP_INSERT] = { "insert", ONE_INDEX | OPERAND_ENTRY, SWARM_INSERT },
	[OP_INSERT_RANGE] = { "insert_range", ONE_RANGE | OPERAND_ENTRY, SWARM_INSERT },
	[OP_ERASE] = { "erase", ONE_INDEX, SWARM_ERASE },
	[OP_STORE_NULL] = { "store_null", ONE_RANGE, SWARM_ERASE },
	[OP_LOAD] = { "load", ONE_INDEX, SWARM_READ },
	[OP_FIND] = { "find", ONE_RANGE, SWARM_READ },
	[OP_NEXT] = { "next", ONE_RANGE, SWARM_READ },
	[OP_PREV] = { "prev", ONE_RANGE, SWARM_READ },
	[OP_FILL] = { "fill", BULK | OPERAND_ENTRY | OPERAND_DOWN | OPERAND_SAME, SWARM_BULK },
	[OP_CARVE] = { "carve", BULK | OPERAND_NULLS, SWARM_BULK },
	[OP_DUP] = { "dup", TWO_TREES, SWARM_DUP },
	[OP_DUP_LOCKED] = { "dup_locked", TWO_TREES, SWARM_DUP },
	[OP_DESTROY] = { "destroy", OPERAND_TREE, SWARM_ERASE },
	[OP_DESTROY_LOCKED] = { "destroy_locked", OPERAND_TREE, SWARM_ERASE },
	[OP_MAS_STORE] = { "mas_store", ONE_RANGE | OPERAND_ENTRY, SWARM_STORE },
	[OP_MAS_ERASE] = { "mas_erase", ONE_INDEX, SWARM_ERASE },
	[OP_FAIL_ALLOC] = { "fail_alloc", OPERAND_COUNT, SWARM_FAULT },
	[OP_ALLOC_BUDGET] = { "alloc_budget", OPERAND_COUNT, SWARM_FAULT },
	[OP_SCAN] = { "scan", ONE_RANGE, SWARM_READ },
	[OP_OVERTAKE] = { "overtake", ONE_RANGE | OPERAND_ENTRY | OPERAND_DOWN, SWARM_STORE },
	[OP_DUMP] = { "dump", OPERAND_TREE, SWARM_READ },
};
