/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loops in lines: private to fold.c and loop.c. */
#ifndef EMIT_LOOP_H
#define EMIT_LOOP_H

#include "emit/fold_line.h"

/* Numbers in the lines of a loop, and those of them that have a column of its table. */
#define MAX_COLUMNS 512
#define MAX_TABLE 12

/**
 * struct column - A number in the lines of a loop.
 * @step: by how much it grows each time, modulo the word; where it is not in the table.
 * @table: its column in the table; -1 if it is not there.
 * @more: what is added to it there.
 */
struct column {
	unsigned long step;
	int table;
	unsigned long more;
};

/**
 * struct loop - Lines that are repeated.
 * @at: the first line.
 * @period: how many lines are repeated.
 * @times: how many times they stand there.
 * @column_count: how many numbers are in them.
 * @table_width: how many columns the table has; 0 if there is none.
 * @columns: the numbers.
 */
struct loop {
	size_t at;
	size_t period;
	size_t times;
	size_t column_count;
	size_t table_width;
	struct column columns[MAX_COLUMNS];
};

/**
 * loop_value() - Number @column of the lines of @loop, the time @time.
 *
 * All lines have their numbers one after the other, so the times stand one after the other too.
 */
static inline unsigned long loop_value(const struct fold *f, const struct loop *loop, size_t time, size_t column)
{
	return f->numbers[f->lines[loop->at].numbers + time * loop->column_count + column].value;
}

/**
 * loop_find() - Find the loop to print at line @at.
 *
 * Return: whether there is one. Else @loop->period is the number of lines to be written out.
 */
bool loop_find(const struct fold *f, size_t at, struct loop *loop);

#endif
