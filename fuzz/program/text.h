/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text form of a whole program: one directive or call a line, `#` begins a
 * comment, blank lines are skipped. Numbers are decimal or 0x hexadecimal.
 *
 *	trees alloc,rcu		attributes of all trees at the start (left out when plain)
 *	nowait fail		allocations that may not block: fail or sometimes (left out when they succeed)
 *	store t0 [5] v1		... calls, see call.h
 *
 * Directives come before the first call.
 */
#ifndef PROGRAM_TEXT_H
#define PROGRAM_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "instruction.h"
#include "text_error.h"

/**
 * text_assemble() - Turn a text program into bytes.
 * @text: the text, @length bytes.
 * @data: at least MAX_PROGRAM_SIZE bytes.
 * @size: set to the number of bytes written.
 * @error: filled in on failure; and on success if a number had to be cut, or a schedule comes to nothing, see there.
 *
 * Return: 0; -1 if the text is not a program.
 */
int text_assemble(const char *text, size_t length, uint8_t *data, size_t *size,
		  struct text_error *error);

/* Enough for the directives of any header. */
#define HEADER_TEXT_SIZE 64

/** header_format() - The directives for @header, each with a newline; the empty string if all is default. */
void header_format(const struct header *header, char *text);

#endif
