/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions: what the bytes of an input say, before anybody looks at a tree.
 *
 * An input is a header of HEADER_SIZE bytes and records of INSTRUCTION_SIZE
 * bytes. Every byte string is a program: missing bytes read as zeros, a record
 * that is begun counts, an operation or a mode out of range is taken modulo the number there are.
 * Zeros mean the plainest thing: all operations, plain trees, allocations succeed.
 *
 *	header		0 generation   1 swarm, bits 0-7
 *			2 attributes in bits 0-2, bits 8-12 of swarm in bits 3-7
 *			3 nowait in bits 0-2, bits 13-17 of swarm in bits 3-7
 *	record		0 op   1 trees   2 modes   3 entry   4-5 count   6-7 stride
 *			8-15 a   16-23 b				(little endian)
 *
 * Generations. The header's first byte says how many operations, modes and kinds of operands the
 * writer knew: `op` is taken modulo that number, and an operand of a younger kind is absent. A file therefore
 * means the same for ever, and no byte value of `op` is wasted. A new operation or kind of operand names its generation in its
 * table (operations.def, operands.def). A generation that is not known is read as generation 0, so
 * that a new one changes no file but those whose first byte happens to be its number.
 *
 * Swarm. A random subset of the operations finds more than all of them at once: a program that never
 * erases grows its trees. The number says how often a program has each operation, each by itself: not at all, seldom,
 * as usual, or often (see swarm_weight()). What it has not at all is passed over; the rest is for who writes programs.
 * In generations 0 and 1 it is a set of groups that are off (legacy.c).
 */
#ifndef PROGRAM_INSTRUCTION_H
#define PROGRAM_INSTRUCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bounds.h"
#include "operation.h"

#define HEADER_SIZE 4
#define INSTRUCTION_SIZE 24
#define MAX_PROGRAM_SIZE (HEADER_SIZE + MAX_INSTRUCTIONS * INSTRUCTION_SIZE)

/**
 * enum attribute - Attributes of a tree, as a set of bits.
 * @ATTRIBUTE_ALLOC: tracks gaps (MT_FLAGS_ALLOC_RANGE).
 * @ATTRIBUTE_RCU: in RCU mode (MT_FLAGS_USE_RCU).
 * @ATTRIBUTE_EXTERN: has an external lock (MT_FLAGS_LOCK_EXTERN).
 * @ATTRIBUTES_ALL: those that all trees can begin with.
 * @ATTRIBUTE_IRQ: its own lock is taken with interrupts off (MT_FLAGS_LOCK_IRQ).
 * @ATTRIBUTE_BH: its own lock is taken with bottom halves off (MT_FLAGS_LOCK_BH).
 * @ATTRIBUTE_SPIN: the external lock is a spinlock, not a semaphore.
 * @ATTRIBUTE_WRAPPED: a cyclic allocation has used the last index (MT_FLAGS_ALLOC_WRAPPED); comes and goes by itself.
 */
enum attribute {
	ATTRIBUTE_ALLOC = 1 << 0,
	ATTRIBUTE_RCU = 1 << 1,
	ATTRIBUTE_EXTERN = 1 << 2,
	ATTRIBUTES_ALL = 7,
	ATTRIBUTE_IRQ = 1 << 3,
	ATTRIBUTE_BH = 1 << 4,
	ATTRIBUTE_SPIN = 1 << 5,
	ATTRIBUTE_WRAPPED = 1 << 7,
};

/* The lock is the caller's affair: the mtree_*() functions, which take the tree's own as it is, are not to be called. */
#define ATTRIBUTES_CALLERS_LOCK (ATTRIBUTE_EXTERN | ATTRIBUTE_IRQ | ATTRIBUTE_BH)

/* Nobody may sleep under the lock, and nobody lets go of it: allocations must not block. */
#define ATTRIBUTES_ATOMIC (ATTRIBUTE_IRQ | ATTRIBUTE_BH | ATTRIBUTE_SPIN)

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

/**
 * enum call_gfp - How a call allocates.
 * @CALL_GFP_KERNEL: GFP_KERNEL. Nothing is written.
 * @CALL_GFP_NOWAIT: GFP_NOWAIT. Written `nowait`.
 * @CALL_GFP_ATOMIC: GFP_ATOMIC. Written `atomic`.
 * @CALL_GFP_NOFAIL: GFP_KERNEL | __GFP_NOFAIL. Written `nofail`.
 */
enum call_gfp {
	CALL_GFP_KERNEL,
	CALL_GFP_NOWAIT,
	CALL_GFP_ATOMIC,
	CALL_GFP_NOFAIL,
	CALL_GFPS
};

/** call_gfp_blocks() - May an allocation of the enum call_gfp @gfp wait for memory? */
static inline bool call_gfp_blocks(uint8_t gfp)
{
	return gfp == CALL_GFP_KERNEL || gfp == CALL_GFP_NOFAIL;
}

/* How a dup picks its new tree, in the flags of an instruction. */
#define FLAG_DUP_EXACT 0	/* tree2 as it stands; 1, 2, 3: an empty tree of equal attributes if there is one */

/* Flags of other operations. */
#define FLAG_DOWN 1		/* fill, overtake: towards lower indices; CALL_DOWN */
#define FLAG_NULLS 1		/* carve: store NULL instead of erase; CALL_NULLS */
#define FLAG_ANY 1		/* window: any call is held back; CALL_ANY */
#define FLAG_MOVED 1		/* prealloc_store: the state goes elsewhere and comes back; CALL_MOVED */
#define FLAG_SAME 2		/* fill: one entry for all; CALL_SAME */
#define FLAG_FIXED 1		/* proc_mmap: there, whatever is there; CALL_FIXED */

/**
 * struct instruction - One record, decoded. Every field is in range.
 * @op: enum opcode.
 * @absent: set of FIELD_*: parts that the writer of an old file had no meaning for. They are read as 0.
 * @tree: the tree it is done to; for dup, the source. 0 to MAX_TREES - 1.
 * @tree2: for dup, the destination; for init, the set of enum attribute. 0 to MAX_TREES - 1.
 * @flags: 0 to 3, FLAG_*; of the operand kind GFP, enum call_gfp.
 * @index_mode: enum index_mode.
 * @length_mode: enum length_mode.
 * @entry: which entry, see entry_of_byte() in call.h; of the operand kind ACCESS, any byte: ACCESS_* in bits 0-4, the file in bits 5-7.
 * @count: of the operand kinds COUNT and AT, any 16 bits. call_decode() brings it into bounds;
 *	what is in bounds stays as it is.
 * @stride: of the operand kind STRIDE; likewise. Of GFP_ASIDE, enum call_gfp, modulo 4.
 * @a: operand of the index mode.
 * @b: operand of the length mode.
 *
 * Packing: byte 1 (trees) has tree in bits 0-2, tree2 in bits 3-5, flags in
 * bits 6-7. Byte 2 (modes) has the index mode in bits 0-3, the length mode in bits 4-7.
 */
struct instruction {
	uint8_t op;
	uint8_t absent;
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

/* The parts of an instruction that operands have (operands.def). */
#define FIELD_TREE (1 << 0)
#define FIELD_TREE2 (1 << 1)
#define FIELD_FLAGS (1 << 2)
#define FIELD_A (1 << 3)		/* with the index mode */
#define FIELD_B (1 << 4)		/* with the length mode */
#define FIELD_ENTRY (1 << 5)
#define FIELD_COUNT (1 << 6)
#define FIELD_STRIDE (1 << 7)

/** operand_fields() - Which parts of an instruction an operand of the kind @operand has: set of FIELD_*. */
unsigned int operand_fields(enum operand operand);

/** instruction_copy() - Copy the parts @fields of @from to @to. */
void instruction_copy(const struct instruction *from, unsigned int fields, struct instruction *to);

/**
 * struct header - The header, decoded.
 * @generation: which operations, modes and kinds of operands the file knows.
 * @swarm: SWARM_BITS bits; 0 has every operation as usual. Of generations 0 and 1, 8 bits: see legacy.c.
 * @attributes: of all trees at the start; set of enum attribute.
 * @nowait: enum nowait.
 */
struct header {
	uint8_t generation;
	uint8_t attributes;
	uint8_t nowait;
	uint32_t swarm;
};

#define SWARM_BITS 18

/* From this generation on, swarm is such a number. */
#define SWARM_GENERATION 2

/* Of swarm_weight(): as usual. */
#define SWARM_USUAL 2

/** swarm_weight() - How often a program of @header has the operation @op: 0, 1, SWARM_USUAL or 8. */
unsigned int swarm_weight(const struct header *header, uint8_t op);

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
 * Decoding it gives @insn again, renewed.
 */
void instruction_encode(const struct instruction *insn, uint8_t *data);

/** instruction_renew() - Make @insn, of a file of any generation, one of the newest: what it means stays. */
void instruction_renew(struct instruction *insn);

/** instruction_structural() - Does @insn ask the subject when it is resolved? */
bool instruction_structural(const struct instruction *insn);

/**
 * header_renew() - Make @header one of the newest generation.
 *
 * The swarm of an old file, which switches off groups, can't be said there: it goes, and so do the instructions
 * that it switches off, see header_renewed_has(). That of a new one stays, and so does what it passes over.
 */
void header_renew(struct header *header);

/** header_renewed_has() - Does an instruction of @op stay in a program whose old @header is renewed? */
bool header_renewed_has(const struct header *header, uint8_t op);

/** newest_generation() - The generation that this build writes. */
uint8_t newest_generation(void);

#endif
