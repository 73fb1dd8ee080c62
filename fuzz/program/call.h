/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls: operations with absolute operands. A call is what a person sees, one
 * line of text each; it means the same whatever the trees hold.
 *
 *	store_range t0 [0x1000, 0x1fff] v7
 *	dup t0 t1
 */
#ifndef PROGRAM_CALL_H
#define PROGRAM_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "instruction.h"
#include "operation.h"

/**
 * enum entry_kind - What an entry is.
 * @ENTRY_NULL: nothing. Written `null`.
 * @ENTRY_VALUE: a value entry, xa_mk_value(). Written `v7`.
 * @ENTRY_POINTER: the address of an object. Written `p7`.
 * @ENTRY_ZERO: XA_ZERO_ENTRY. Written `zero`.
 * @ENTRY_RESERVED: an internal entry, which the ordinary API refuses. Written `r0`.
 */
enum entry_kind {
	ENTRY_NULL,
	ENTRY_VALUE,
	ENTRY_POINTER,
	ENTRY_ZERO,
	ENTRY_RESERVED,
};

/**
 * struct entry - The name of an entry.
 * @kind: enum entry_kind.
 * @id: which one of the kind, below ENTRY_IDS; 0 for kinds that have only one.
 *
 * Fills number their entries on from the one they are given, modulo ENTRY_IDS.
 */
struct entry {
	uint8_t kind;
	uint16_t id;
};

#define ENTRY_IDS 4096

/**
 * entry_of_byte() - The entry that byte @b of an instruction names.
 *
 * 0x00-0xbf: values 0 to 191; 0xc0-0xef: pointers 0 to 47; 0xf0-0xf7: the zero
 * entry; 0xf8-0xfe: reserved 0 to 6; 0xff: NULL.
 */
struct entry entry_of_byte(uint8_t b);

/** byte_of_entry() - The lowest byte that names @entry; -1 if none does (its id is too large). */
int byte_of_entry(struct entry entry);

/**
 * size_decode() - The size that the two numbers of an instruction name.
 * @count: n.
 * @stride: k in bits 0-5; in bits 6-7 what is added: 1 is -1, 2 is +1, else 0.
 *
 * Return: n * 2^k and that; modulo 2^64, or what an unsigned long has.
 */
unsigned long size_decode(uint16_t count, uint16_t stride);

/**
 * size_encode() - The numbers that name @size, the inverse.
 *
 * Return: 0; -1 if none do.
 */
int size_encode(unsigned long size, uint16_t *count, uint16_t *stride);

/* Flags of calls. */
#define CALL_DOWN 1	/* towards lower indices. Written `down`. */
#define CALL_SAME 2	/* fill: the same entry in each range. Written `same`. */
#define CALL_MOVED 8	/* prealloc_store: the state goes elsewhere and comes back. Written `moved`. */
#define CALL_ANY 32	/* window: the next call is held back, whichever it is. Written `any`. */
#define CALL_NULLS 4	/* carve: store NULL over each range instead of erasing it. Written `nulls`. */
#define CALL_FIXED 16	/* proc_mmap: there, and what is there is unmapped. Written `fixed`. */

/* What may be done with pages, and what becomes of them, as a set; and the file that they are of, 0 for none. Written `r,w,file2` or `none`. */
#define ACCESS_READ (1 << 0)		/* Written `r`. */
#define ACCESS_WRITE (1 << 1)		/* Written `w`. */
#define ACCESS_EXEC (1 << 2)		/* Written `x`. */
#define ACCESS_DONTCOPY (1 << 3)	/* a child does not get them. Written `dontcopy`. */
#define ACCESS_LOCKED (1 << 4)		/* a child gets them without it. Written `locked`. */
#define ACCESS_FLAGS 0x1f
#define ACCESS_FILE_SHIFT 5

/**
 * enum call_way - How proc_fork gives the child its VMAs: see enum fork_way in src/mm.
 * @CALL_WAY_MARK: the tree is duplicated; where a copy fails, a marker stays. Written `mark`.
 * @CALL_WAY_CUT: the tree is duplicated; where a copy fails, it is destroyed. Written `cut`.
 * @CALL_WAY_INSERT: copy by copy. Written `insert`.
 */
enum call_way {
	CALL_WAY_MARK,
	CALL_WAY_CUT,
	CALL_WAY_INSERT,
	CALL_WAYS
};

/**
 * struct call - An operation with absolute operands.
 * @op: enum opcode.
 * @tree: the tree it is done to; for dup, the new tree.
 * @source: for dup, the tree that is duplicated.
 * @flags: CALL_*.
 * @attributes: for init, set of enum attribute.
 * @first: first index, inclusive.
 * @last: last index, inclusive; may be below @first, which the API refuses.
 * @entry: what is stored.
 * @count: how many ranges (fill, carve), stores (tall), slots (densify), which allocation (fail_alloc), how many objects (alloc_budget); 1 to
 *	MAX_FILL, of the operand kind MANY 1 to MAX_TALL.
 * @stride: fill: range i begins at first + i * stride * length; carve: every stride-th range.
 * @cursor: which cursor.
 * @size: how many indices are looked for, or preallocated for first (0: it is not done twice): n * 2^k, or one less or one more than that, with n below 2^16 and k below 64; see size_encode().
 * @gfp: enum call_gfp.
 * @fewer: build: how many more stores are expected than are made; 0 to MAX_FEWER.
 * @at: at which publication of the write somebody else acts, from 1; 0: when it is done. Of proc_lookup: in the middle of the next
 *	operation on a process; 0: at once.
 * @process: which process. Then @first, @last and @size are pages.
 * @child: proc_fork: the new process.
 * @access: set of ACCESS_*, and a file in the bits from ACCESS_FILE_SHIFT on.
 * @way: enum call_way.
 *
 * Operands that the operation does not take are 0 (operations.def).
 *
 * Text: the operation, then its operands in the order of operations.def; docs/language.md has an example of
 * each. Indices below 10 are decimal, from there on hexadecimal; all other numbers are decimal. A range of one index is [5].
 */
struct call {
	uint8_t op;
	uint8_t tree;
	uint8_t source;
	uint8_t flags;
	uint8_t attributes;
	unsigned long first;
	unsigned long last;
	struct entry entry;
	uint16_t count;
	uint16_t stride;
	uint8_t at;
	uint8_t cursor;
	uint8_t fewer;
	uint8_t gfp;
	uint8_t process;
	uint8_t child;
	uint8_t access;
	uint8_t way;
	unsigned long size;
};

/** call_trees() - Set of the trees that @call names, or its cursor stands in. */
static inline unsigned int call_trees(const struct call *call)
{
	unsigned int trees = 0;

	if (operation_has_tree(call->op) || operation_takes(call->op, OPERAND_CURSOR))
		trees |= 1u << call->tree;
	if (operation_takes(call->op, OPERAND_SOURCE))
		trees |= 1u << call->source;
	return trees;
}

/** calls_share_cursor() - Are both of one cursor? A state is used by one call at a time. */
static inline bool calls_share_cursor(const struct call *a, const struct call *b)
{
	return operation_takes(a->op, OPERAND_CURSOR) && operation_takes(b->op, OPERAND_CURSOR) && a->cursor == b->cursor;
}

/**
 * call_encode() - The instruction that means @call, with absolute operands.
 *
 * A dup's new tree is exact. Return: 0; -1 if byte_of_entry() is.
 */
int call_encode(const struct call *call, struct instruction *insn);

/**
 * call_decode() - The call that @insn means if all its operands are absolute.
 *
 * The inverse of call_encode(). Resolve begins with it and then replaces what
 * depends on the trees: first and last of relative modes, and a dup's new tree that is not exact.
 */
void call_decode(const struct instruction *insn, struct call *call);

/* The names of the attributes; bit i of a set is attribute_names[i]. */
#define ATTRIBUTE_COUNT 3
extern const char *const attribute_names[ATTRIBUTE_COUNT];

/* Enough for any set of attributes, and the final NUL. */
#define ATTRIBUTES_TEXT_SIZE 32

/**
 * attributes_format() - Write a set of enum attribute as text: `alloc,rcu` or `plain`.
 * @text: ATTRIBUTES_TEXT_SIZE bytes.
 */
void attributes_format(unsigned int attributes, char *text);

/* Enough for any call's text, and the final NUL. */
#define CALL_TEXT_SIZE 160

/**
 * call_format() - Write @call as text, without a newline.
 * @text: CALL_TEXT_SIZE bytes.
 */
void call_format(const struct call *call, char *text);

#endif
