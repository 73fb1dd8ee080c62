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
#include "opcode.h"

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

/* Flags of calls. */
#define CALL_DOWN 1	/* fill, overtake: towards lower indices. Written `down`. */
#define CALL_SAME 2	/* fill: the same entry in each range. Written `same`. */
#define CALL_NULLS 4	/* carve: store NULL over each range instead of erasing it. Written `nulls`. */

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
 * @count: how many ranges (fill, carve), which allocation (fail_alloc), how many objects (alloc_budget).
 * @stride: fill: range i begins at first + i * stride * length; carve: every stride-th range.
 *
 * Operands that the operation does not take are 0 (opcode_infos[].operands).
 *
 * Text: the operation, trees (the source first), then what else it takes, in
 * the order of the examples. Indices below 10 are decimal, from there on
 * hexadecimal; all other numbers are decimal. A range of one index is [5].
 *
 * The operations:
 *	init t0 alloc,rcu,extern	destroy what there is, begin anew with these attributes (or `plain`)
 *	store t0 [5] v1			mtree_store()
 *	store_range t0 [1, 9] v1	mtree_store_range()
 *	insert t0 [5] v1		mtree_insert()
 *	insert_range t0 [1, 9] v1	mtree_insert_range()
 *	erase t0 [5]			mtree_erase()
 *	store_null t0 [1, 9]		mtree_store_range() of NULL
 *	load t0 [5]			mtree_load()
 *	find t0 [5, 0x5a]		mt_find() from 5, up to 90; then mt_find_after()
 *	next t0 [5, 0x5a]		mt_next() from 5, up to 90
 *	prev t0 [5, 0x5a]		mt_prev() from 90, down to 5
 *	fill t0 [0x10, 0x1f] v1 stride 2 count 100 [down] [same]
 *	carve t0 [0, 0xffff] stride 3 count 40 [nulls]
 *	dup t0 t1			mtree_dup() from t0 to t1
 *	dup_locked t0 t1		__mt_dup() with both locks held
 *	destroy t0			mtree_destroy()
 *	destroy_locked t0		__mt_destroy() with the lock held
 *	mas_store t0 [1, 9] v1		mas_store_gfp()
 *	mas_erase t0 [5]		mas_erase()
 *	fail_alloc count 3		the 3rd allocation from now fails
 *	scan t0 [5, 90]			mas_find() from 5, up to 90, with mas_pause() after each
 *	overtake t0 [1, 9] v1 [down]	mas_store_gfp() while a reader under RCU stands beside it, who then goes on
 *	dump t0				mt_dump()
 *	alloc_budget count 3		allocations fail once 3 more have succeeded, until one has failed
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
};

/**
 * call_encode() - The instruction that means @call, with absolute operands.
 *
 * A dup's destination is exact. Return: 0; -1 if byte_of_entry() is.
 */
int call_encode(const struct call *call, struct instruction *insn);

/**
 * call_decode() - The call that @insn means if all its operands are absolute.
 *
 * The inverse of call_encode(). Resolve begins with it and then replaces what
 * depends on the trees: first and last of relative modes, a dup's destination
 * that is not exact, and a count or stride that is out of bounds.
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
