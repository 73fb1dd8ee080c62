/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operations of the input language, as the tables operations.def, operands.def and gives.def have them.
 */
#ifndef PROGRAM_OPERATION_H
#define PROGRAM_OPERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opcode {
#define OP(generation, id, number, ...) OP_##id = number,
#include "operations.def"
#undef OP
	OP_NONE = UINT8_MAX
};

/* How many operations there are: one more than the highest number. */
enum {
#define OP(generation, id, ...) OP_COUNTED_##id,
#include "operations.def"
#undef OP
	OP_COUNT
};

enum operand {
	OPERAND_NONE,
#define OPERAND(id, ...) OPERAND_##id,
#include "operands.def"
#undef OPERAND
	OPERANDS
};

enum give {
	GIVE_NOTHING,
#define GIVE(id, ...) GIVE_##id,
#include "gives.def"
#undef GIVE
	GIVES
};

/**
 * enum effect - What an operation does to its tree.
 * @EFFECT_READ: nothing; the tree is looked at.
 * @EFFECT_WRITE: changes what it holds.
 * @EFFECT_DUP: makes it a duplicate of another.
 * @EFFECT_EMPTY: destroys it.
 * @EFFECT_FAULT: nothing; allocations of later calls will fail.
 * @EFFECT_PROCESS: nothing; the memory map of a process changes.
 */
enum effect {
	EFFECT_READ,
	EFFECT_WRITE,
	EFFECT_DUP,
	EFFECT_EMPTY,
	EFFECT_FAULT,
	EFFECT_PROCESS,
};

/** effect_changes_tree() - Does an operation of @effect change a tree? */
static inline bool effect_changes_tree(enum effect effect)
{
	return effect == EFFECT_WRITE || effect == EFFECT_DUP || effect == EFFECT_EMPTY;
}

/**
 * enum group - The families of operations; each has a file in fuzz/harness/ops.
 * @GROUP_MTREE: the API that takes the lock itself: one call, one answer.
 * @GROUP_ITERATE: from range to range.
 * @GROUP_MAS: stores and erases through an iterator state.
 * @GROUP_BULK: many stores or erases in one instruction.
 * @GROUP_TREES: what is done to a tree as a whole.
 * @GROUP_READERS: readers under RCU beside a writer.
 * @GROUP_FAULTS: allocations that fail.
 * @GROUP_CURSORS: iterator states that live from operation to operation.
 * @GROUP_GAPS: looking for room.
 * @GROUP_PREALLOC: memory that is had before it is needed.
 * @GROUP_PROCESSES: the memory maps of processes, which have trees of their own.
 */
enum group {
	GROUP_MTREE,
	GROUP_ITERATE,
	GROUP_MAS,
	GROUP_BULK,
	GROUP_TREES,
	GROUP_READERS,
	GROUP_FAULTS,
	GROUP_CURSORS,
	GROUP_GAPS,
	GROUP_PREALLOC,
	GROUP_PROCESSES,
};

/**
 * enum phase - What a stretch of a random program is after.
 * @PHASE_MIXED: everything.
 * @PHASE_GROW: trees that grow.
 * @PHASE_SHRINK: trees that shrink.
 * @PHASE_COPY: duplicating, destroying, changing in between, failing allocations.
 * @PHASE_READ: what a tree holds, asked for in every way.
 */
enum phase {
	PHASE_MIXED,
	PHASE_GROW,
	PHASE_SHRINK,
	PHASE_COPY,
	PHASE_READ,
	PHASES
};

/* Operands of an operation, and things it gives, at most. */
#define MAX_OPERANDS 8
#define MAX_GIVES 8

/**
 * struct operation_info - A row of operations.def.
 * @name: its name in the text form.
 * @generation: the first generation of the format that has it.
 * @effect: enum effect.
 * @group: enum group.
 * @plainer: enum opcode; OP_NONE if there is none.
 * @operands: enum operand, in the order of the text, up to OPERAND_NONE.
 * @gives: enum give, up to GIVE_NOTHING.
 * @weights: by enum phase.
 */
struct operation_info {
	const char *name;
	uint8_t generation;
	uint8_t effect;
	uint8_t group;
	uint8_t plainer;
	uint8_t operands[MAX_OPERANDS + 1];
	uint8_t gives[MAX_GIVES + 1];
	uint8_t weights[PHASES];
};

extern const struct operation_info operation_infos[OP_COUNT];

/** operation_find() - The enum opcode of the operation whose name the @length bytes at @name are; OP_NONE if there is none. */
uint8_t operation_find(const char *name, size_t length);

/** operation_takes() - Does the operation @op take an operand of the kind @operand? */
static inline bool operation_takes(uint8_t op, enum operand operand)
{
	const uint8_t *at = operation_infos[op].operands;

	while (*at && *at != operand)
		at++;
	return *at;
}

/** operation_gives() - Does the operation @op give @give? */
static inline bool operation_gives(uint8_t op, enum give give)
{
	const uint8_t *at = operation_infos[op].gives;

	while (*at && *at != give)
		at++;
	return *at;
}

/** operation_has_tree() - Is the operation @op done to a tree? */
static inline bool operation_has_tree(uint8_t op)
{
	return operation_takes(op, OPERAND_TREE) || operation_takes(op, OPERAND_NEW);
}

/** operation_has_process() - Is the operation @op done to a process, not to a tree? */
static inline bool operation_has_process(uint8_t op)
{
	return operation_takes(op, OPERAND_PROCESS);
}

/** operation_takes_indices() - Does the operation @op take an index, a range or a leaf? */
static inline bool operation_takes_indices(uint8_t op)
{
	return operation_takes(op, OPERAND_INDEX) || operation_takes(op, OPERAND_RANGE) || operation_takes(op, OPERAND_LEAF);
}

/** operation_holds_back() - Does the operation @op hold back the call behind it, for somebody else to make it in the middle of another one? */
static inline bool operation_holds_back(uint8_t op)
{
	return operation_infos[op].effect == EFFECT_FAULT && operation_takes(op, OPERAND_AT);
}

/**
 * struct selection - Some of the operations.
 * @effects: set of enum effect, a bit each; 0 means all.
 * @groups: set of enum group, likewise.
 *
 * An operation belongs to it if both its effect and its group do.
 */
struct selection {
	unsigned int effects;
	unsigned int groups;
};

/* An effect or a group as a member of these sets. */
#define EFFECT(effect) (1u << EFFECT_##effect)
#define GROUP(group) (1u << GROUP_##group)

/** selection_has() - Does the operation @op belong to @selection? */
static inline bool selection_has(const struct selection *selection, uint8_t op)
{
	const struct operation_info *info = &operation_infos[op];

	return (!selection->effects || selection->effects >> info->effect & 1) &&
	       (!selection->groups || selection->groups >> info->group & 1);
}

#endif
