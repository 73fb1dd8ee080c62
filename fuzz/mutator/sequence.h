/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program taken apart into instructions, for those who edit it. What is
 * put together again is canonical: whole records of the newest generation. Private to the mutator.
 */
#ifndef SEQUENCE_H
#define SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "instruction.h"

/**
 * struct sequence - A program.
 * @header: its header.
 * @insns: its instructions.
 * @count: how many it has.
 * @limit: how many it may have.
 */
struct sequence {
	struct header header;
	struct instruction insns[MAX_INSTRUCTIONS];
	size_t count;
	size_t limit;
};

/** sequence_capacity() - How many instructions fit @max_size bytes, which have room for a header. */
size_t sequence_capacity(size_t max_size);

/** sequence_decode() - Take the program @data of @size bytes apart; what exceeds @limit instructions is lost. */
void sequence_decode(struct sequence *s, const uint8_t *data, size_t size, size_t limit);

/**
 * sequence_encode() - Put a program together.
 * @data: room for a header and @s->count instructions.
 *
 * Return: its size in bytes.
 */
size_t sequence_encode(const struct sequence *s, uint8_t *data);

/**
 * sequence_insert() - Put @n instructions in front of position @at, or as many as there is room for.
 *
 * Return: true if there was room for any.
 */
bool sequence_insert(struct sequence *s, size_t at, const struct instruction *insns, size_t n);

/** sequence_cut() - Remove the @n instructions from position @at on. */
void sequence_cut(struct sequence *s, size_t at, size_t n);

/** smaller() - The smaller of two sizes. */
static inline size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

#endif
