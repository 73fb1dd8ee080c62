// SPDX-License-Identifier: GPL-2.0-or-later
/* Which lines are repeated, and how their numbers go. */
#include <string.h>

#include "emit/loop.h"

/* Lines that a loop may have: more than a single call with all its checks. */
#define MAX_PERIOD 64

/* How many times at least: up to here, what is written out says more than a loop. */
#define MIN_TIMES 4

/* Lines that a loop has to save. */
#define MIN_SAVED 3

/* A table ends where the numbers go on in equal steps so many times. */
#define LONG_TIMES 16

/* ---- Which lines ---------------------------------------------------------------- */

/* Is the text of the two the same but for the numbers? */
static bool same_text(const struct fold *f, const struct fold_line *a, const struct fold_line *b)
{
	size_t at_a = 0, at_b = 0;
	unsigned int i;

	for (i = 0; i < a->number_count; i++) {
		const struct fold_number *in_a = &f->numbers[a->numbers + i], *in_b = &f->numbers[b->numbers + i];
		size_t length = in_a->at - at_a;

		if (in_b->at - at_b != length || memcmp(a->text + at_a, b->text + at_b, length))
			return false;
		at_a = in_a->at + in_a->length;
		at_b = in_b->at + in_b->length;
	}
	return !strcmp(a->text + at_a, b->text + at_b);
}

static bool same_line(const struct fold *f, size_t a, size_t b)
{
	const struct fold_line *one = &f->lines[a], *other = &f->lines[b];

	return one->shape == other->shape && one->begins == other->begins &&
	       one->number_count == other->number_count && same_text(f, one, other);
}

/* How many times do the @period lines at @at stand there? */
static size_t count_times(const struct fold *f, size_t at, size_t period)
{
	size_t next = at + period;

	while (next < f->count && same_line(f, next - period, next))
		next++;
	return (next - at) / period;
}

/* May they be the lines of a loop: whole blocks; and all that belongs together, or a part of it? */
static bool is_whole(const struct fold *f, size_t at, size_t period)
{
	int braces = 0;
	size_t i;

	for (i = at; i < at + period; i++) {
		if (f->lines[i].begins && !f->lines[at].begins)
			return false;
		braces += f->lines[i].braces;
		if (braces < 0)
			return false;
	}
	return !braces;
}

/* ---- How the numbers go ------------------------------------------------------------ */

static unsigned long step_to(const struct fold *f, const struct loop *loop, size_t time, size_t column)
{
	return loop_value(f, loop, time, column) - loop_value(f, loop, time - 1, column);
}

/* From the time @from on, how many times do all numbers go on in equal steps? Not more than @limit. */
static size_t regular_times(const struct fold *f, const struct loop *loop, size_t from, size_t limit)
{
	size_t time, column;

	for (time = from + 2; time < from + limit; time++)
		for (column = 0; column < loop->column_count; column++)
			if (step_to(f, loop, time, column) != step_to(f, loop, from + 1, column))
				return time - from;
	return limit;
}

/* How many times before the numbers go on in equal steps for long? */
static size_t irregular_times(const struct fold *f, const struct loop *loop)
{
	size_t time;

	for (time = 1; time + LONG_TIMES <= loop->times; time++)
		if (regular_times(f, loop, time, LONG_TIMES) == LONG_TIMES)
			return time;
	return loop->times;
}

static bool is_regular(const struct fold *f, const struct loop *loop, size_t column)
{
	size_t time;

	for (time = 2; time < loop->times; time++)
		if (step_to(f, loop, time, column) != step_to(f, loop, 1, column))
			return false;
	return true;
}

/* Do the two go in the same steps? */
static bool same_steps(const struct fold *f, const struct loop *loop, size_t a, size_t b)
{
	size_t time;

	for (time = 1; time < loop->times; time++)
		if (step_to(f, loop, time, a) != step_to(f, loop, time, b))
			return false;
	return true;
}

/* Give @column a column of the table, or that of an earlier one which goes in the same steps. */
static void put_in_table(const struct fold *f, struct loop *loop, size_t column)
{
	struct column *c = &loop->columns[column];
	size_t other;

	for (other = 0; other < column; other++) {
		const struct column *o = &loop->columns[other];

		if (o->table < 0 || o->more || !same_steps(f, loop, other, column))
			continue;
		c->table = o->table;
		c->more = loop_value(f, loop, 0, column) - loop_value(f, loop, 0, other);
		return;
	}
	c->table = (int)loop->table_width++;
}

static void describe_columns(const struct fold *f, struct loop *loop)
{
	size_t column;

	for (column = 0; column < loop->column_count; column++) {
		loop->columns[column] = (struct column){ .step = step_to(f, loop, 1, column), .table = -1 };
		if (!is_regular(f, loop, column))
			put_in_table(f, loop, column);
	}
}

/* ---- Which loop -------------------------------------------------------------------- */

/* How many lines fewer there are with the loop, as if each row of the table had a line of its own. */
static size_t count_saved(const struct loop *loop)
{
	size_t without = loop->period * loop->times;
	size_t with = loop->period + 2 + (loop->table_width ? loop->times + 3 : 0);

	return without > with ? without - with : 0;
}

/*
 * A loop over @period lines: without a table as far as that goes; if it does not go far, with one.
 * Return: whether it is worth while. Else @loop->times is how many times to write them out.
 */
static bool plan(const struct fold *f, size_t at, size_t period, struct loop *loop)
{
	size_t regular, i;

	loop->at = at;
	loop->period = period;
	loop->times = count_times(f, at, period);
	loop->column_count = loop->table_width = 0;
	for (i = at; i < at + period; i++)
		loop->column_count += f->lines[i].number_count;
	if (loop->times < MIN_TIMES || loop->column_count > MAX_COLUMNS || !is_whole(f, at, period)) {
		loop->times = 1;
		return false;
	}
	regular = regular_times(f, loop, 0, loop->times);
	loop->times = regular >= MIN_TIMES ? regular : irregular_times(f, loop);
	if (loop->times < MIN_TIMES)
		return false;
	describe_columns(f, loop);
	return count_saved(loop) >= MIN_SAVED && loop->table_width <= MAX_TABLE;
}

/*
 * The shortest one without a table is what a reader expects. If there is none, one with a table, but only of the
 * fewest lines that are repeated: twice as many would be a table of twice the width.
 */
bool loop_find(const struct fold *f, size_t at, struct loop *loop)
{
	bool found = false, repeated = false;
	struct loop candidate;
	size_t plain = 1, period;

	for (period = 1; period <= MAX_PERIOD && at + 2 * period <= f->count; period++) {
		bool worth_it;

		if (!same_line(f, at, at + period))
			continue;
		worth_it = plan(f, at, period, &candidate);
		if (worth_it && (!candidate.table_width || !repeated)) {
			*loop = candidate;
			found = true;
			if (!candidate.table_width)
				break;
		}
		if (!repeated && candidate.times > 1)
			plain = period * candidate.times;
		repeated |= candidate.times > 1;
	}
	if (!found)
		loop->period = plain;
	return found;
}
