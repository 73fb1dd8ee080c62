/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of C: their numbers, and how they are printed. */
#ifndef EMIT_FOLD_LINE_H
#define EMIT_FOLD_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Columns that a line of C may have, tabs being eight. */
#define FOLD_WIDTH 100

/**
 * struct fold_number - A number in a line.
 * @value: the number.
 * @at: where in the text it begins.
 * @length: of its text.
 */
struct fold_number {
	unsigned long value;
	unsigned int at;
	unsigned int length;
};

/**
 * struct fold_line - A line.
 * @text: as it was given.
 * @shape: a hash of the text but for the numbers.
 * @numbers: where its numbers begin in those of the fold.
 * @number_count: how many.
 * @braces: those that it opens, less those that it closes.
 * @begins: see fold_add().
 */
struct fold_line {
	char *text;
	uint64_t shape;
	size_t numbers;
	unsigned int number_count;
	int braces;
	bool begins;
};

/**
 * struct fold - Lines that may be folded. All zeros: none.
 * @lines: them.
 * @count: how many.
 * @numbers: the numbers of all lines, one after the other.
 * @number_count: how many.
 */
struct fold {
	struct fold_line *lines;
	size_t count;
	struct fold_number *numbers;
	size_t number_count;
};

/**
 * fold_add() - Add a line: a statement, or the first or last line of a block, without indentation and newline.
 * @text: the line. Its numbers are decimal, hexadecimal, or ULONG_MAX.
 * @begins: it is the first of some lines that belong together, up to the next one of which this is said. No loop
 *	puts the end of some together with the beginning of others.
 */
void fold_add(struct fold *f, const char *text, bool begins);

/** fold_print_line() - Print one line at @depth tabs, and break it where it is too long. */
void fold_print_line(FILE *out, const char *text, unsigned int depth);

#endif
