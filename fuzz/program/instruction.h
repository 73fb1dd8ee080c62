/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions: what the bytes of an input say, before anybody looks at a tree.
 *
 * An input is a header of HEADER_SIZE bytes and records of INSTRUCTION_SIZE
 * bytes. Every byte string is a program: missing bytes read as zeros, a record
 * that is begun counts, an operation or a mode out of range is taken modulo the number there are.
 * Zeros mean the plainest thing: all operations, plain trees, allocations succeed.
 *
 *	header		0 generation   1 swarm   2 attributes   3 nowait
 *	record		0 op   1 trees   2 modes   3 entry   4-5 count   6-7 stride
 *			8-15 a   16-23 b				(little endian)
 *
 * Generations. The header's first byte says how many operations and modes the
 * writer knew: `op` is taken modulo that number. A file therefore means the
 * same for ever, and no byte value of `op` is wasted. A new opcode or mode adds a row to the table
 * of generations. A generation that is not known is read as generation 0, so
 * that a new row changes no file but those whose first byte happens to be its number.
 */
#ifndef PROGRAM_INSTRUCTION_H
#define PROGRAM_INSTRUCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bounds.h"
#include "opcode.h"

#define HEADER_SIZE 4
#define INSTRUCTION_SIZE 24
#define MAX_PROGRAM_SIZE (HEADER_SIZE + MAX_INSTRUCTIONS * INSTRUCTION_SIZE)

/**
 * enum attribute - Attributes of a tree, as a set of bits.
 * @ATTRIBUTE_ALLOC: tracks gaps (MT_FLAGS_ALLOC_RANGE).
 * @ATTRIBUTE_RCU: in RCU mode (MT_FLAGS_USE_RCU).
 * @ATTRIBUTE_EXTERN: has an external lock (MT_FLAGS_LOCK_EXTERN).
 */
enum attribute {
	ATTRIBUTE_ALLOC = 1 << 0,
	ATTRIBUTE_RCU = 1 << 1,
	ATTRIBUTE_EXTERN = 1 << 2,
	ATTRIBUTES_ALL = 7,
};

/**
 * enum nowait - What becomes of allocations that may not block.
 *
 * The header's byte modulo 8: 1 is fail, 2 is sometimes, all others succeed,
 * so that random bytes mostly succeed.
 */
enum nowait {
	NOWAIT_SUCCEED,
	NOWAIT_FAIL,
	NOWAIT_SOMETIMES,
	NOWAIT_COUNT
};

/**
 * enum index_mode - How operand a gives the first index of a call.
 *
 * Where a mode speaks of a range or an edge: bits 0-15 of a say which range,
 * modulo their number; bits 16-23 modulo 3 by how much the index is moved: 0 is -1, 1 is 0, 2 is +1.
 *
 * @INDEX_ABSOLUTE: a itself.
 * @INDEX_SMALL: the low 6 bits of a.
 * @INDEX_16BIT: the low 16 bits of a.
 * @INDEX_PAGE: those, times 4096.
 * @INDEX_HIGH: ULONG_MAX less the low 8 bits of a.
 * @INDEX_FIRST_EDGE: the first index of a range of the tree, moved by -1, 0 or 1.
 * @INDEX_LAST_EDGE: the last index of a range of the tree, moved by -1, 0 or 1.
 * @INDEX_INSIDE: the middle of a range of the tree.
 * @INDEX_PREVIOUS: an edge of what the previous call touched, moved by -1, 0 or 1: the first one
 *	if bits 0-15 of a are even, else the last one.
 * @INDEX_LEAF_EDGE: an edge of the leaf that holds the index which INDEX_INSIDE
 *	would give, moved by -1, 0 or 1: the first index of the leaf if bit 24 of a is clear, else the last one.
 *	Structural: asks the subject.
 */
enum index_mode {
	INDEX_ABSOLUTE,
	INDEX_SMALL,
	INDEX_16BIT,
	INDEX_PAGE,
	INDEX_HIGH,
	INDEX_FIRST_EDGE,
	INDEX_LAST_EDGE,
	INDEX_INSIDE,
	INDEX_PREVIOUS,
	INDEX_LEAF_EDGE,
	INDEX_MODES
};

/**
 * enum length_mode - How operand b gives the last index of a call.
 *
 * Where a mode moves it: bits 16-23 of b as in a.
 *
 * @LENGTH_ABSOLUTE: b itself is the last index, even below the first.
 * @LENGTH_ONE: the first index.
 * @LENGTH_SMALL: the low 5 bits of b further on.
 * @LENGTH_16BIT: the low 16 bits of b further on.
 * @LENGTH_PAGES: up to the end of one page of 4096, or of as many as the low 8 bits of b say in addition.
 * @LENGTH_TO_EDGE: up to the end of the range or the emptiness that holds the first index, moved by -1, 0 or 1.
 * @LENGTH_OVER: up to the last index of the k-th range after it, k in bits 0-7 of b, moved by -1, 0 or 1.
 * @LENGTH_TO_END: ULONG_MAX.
 *
 * All but LENGTH_ABSOLUTE stop at ULONG_MAX and never end below the first index.
 */
enum length_mode {
	LENGTH_ABSOLUTE,
	LENGTH_ONE,
	LENGTH_SMALL,
	LENGTH_16BIT,
	LENGTH_PAGES,
	LENGTH_TO_EDGE,
	LENGTH_OVER,
	LENGTH_TO_END,
	LENGTH_MODES
};

/* How a dup picks its destination, in the flags of an instruction. */
#define FLAG_DUP_EXACT 0	/* tree2 as it stands; 1, 2, 3: an empty tree of equal attributes if there is one */

/* Flags of the bulk operations. */
#define FLAG_DOWN 1		/* fill: towards lower indices; CALL_DOWN */
#define FLAG_NULLS 1		/* carve: store NULL instead of erase; CALL_NULLS */
#define FLAG_SAME 2		/* fill: one entry for all; CALL_SAME */

/**
 * struct instruction - One record, decoded. Every field is in range.
 * @op: enum opcode.
 * @tree: the tree it is done to; for dup, the source. 0 to MAX_TREES - 1.
 * @tree2: for dup, the destination; for init, the set of enum attribute. 0 to MAX_TREES - 1.
 * @flags: 0 to 3, FLAG_*.
 * @index_mode: enum index_mode.
 * @length_mode: enum length_mode.
 * @entry: which entry, see entry_of_byte() in call.h.
 * @count: for bulk operations and faults, any 16 bits. Resolve brings it into bounds, 0 among them;
 *	what is in bounds stays as it is.
 * @stride: for bulk operations; likewise.
 * @a: operand of the index mode.
 * @b: operand of the length mode.
 *
 * Packing: byte 1 (trees) has tree in bits 0-2, tree2 in bits 3-5, flags in
 * bits 6-7. Byte 2 (modes) has the index mode in bits 0-3, the length mode in bits 4-7.
 */
struct instruction {
	uint8_t op;
	uint8_t tree;
	uint8_t tree2;
	uint8_t flags;
	uint8_t index_mode;
	uint8_t length_mode;
	uint8_t entry;
	uint16_t count;
	uint16_t stride;
	uint64_t a;
	uint64_t b;
};

/**
 * struct header - The header, decoded.
 * @generation: which operations and modes the file knows.
 * @swarm: a set bit switches off the enum swarm_group of that number.
 * @attributes: of all trees at the start; set of enum attribute.
 * @nowait: enum nowait.
 */
struct header {
	uint8_t generation;
	uint8_t swarm;
	uint8_t attributes;
	uint8_t nowait;
};

/** header_decode() - Read the header of the input @data of @size bytes. Total: never fails. */
void header_decode(const uint8_t *data, size_t size, struct header *header);

/**
 * header_encode() - Write @header to the HEADER_SIZE bytes at @data, for the newest generation.
 *
 * @header->generation is not looked at: instruction_encode() writes the newest, so the header has to say so.
 */
void header_encode(const struct header *header, uint8_t *data);

/** instruction_count() - How many instructions an input of @size bytes has; at most MAX_INSTRUCTIONS. */
size_t instruction_count(size_t size);

/**
 * instruction_decode() - Read instruction @n of the input @data of @size bytes.
 * @header: the input's header; its generation is used.
 * @n: below instruction_count(@size).
 */
void instruction_decode(const uint8_t *data, size_t size, const struct header *header,
			size_t n, struct instruction *insn);

/**
 * instruction_encode() - Write @insn as the INSTRUCTION_SIZE bytes at @data, for the newest generation.
 *
 * Decoding it gives @insn again.
 */
void instruction_encode(const struct instruction *insn, uint8_t *data);

/** instruction_enabled() - Is the operation of @insn left on by the swarm byte of @header? */
bool instruction_enabled(const struct instruction *insn, const struct header *header);

/** instruction_structural() - Does @insn ask the subject when it is resolved? */
bool instruction_structural(const struct instruction *insn);

/** newest_generation() - The generation that this build writes. */
uint8_t newest_generation(void);

#endif
