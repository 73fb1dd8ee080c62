// SPDX-License-Identifier: GPL-2.0-or-later
/* Prints lines, and loops where they are repeated. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "emit/fold.h"
#include "emit/loop.h"

/* Room for a number as text. */
#define NUMBER_TEXT_SIZE 24

static void format_number(unsigned long number, char *text)
{
	snprintf(text, NUMBER_TEXT_SIZE, number == ULONG_MAX ? "ULONG_MAX" : number < 10 ? "%lu" : "0x%lx", number);
}

static void indent(FILE *out, unsigned int depth)
{
	while (depth--)
		fputc('\t', out);
}

/* ---- The table -------------------------------------------------------------------- */

static void format_row(const struct fold *f, const struct loop *loop, size_t time, char *row)
{
	char number[NUMBER_TEXT_SIZE];
	int next = 0;
	size_t i;

	strcpy(row, loop->table_width > 1 ? "{ " : "");
	for (i = 0; i < loop->column_count; i++) {
		if (loop->columns[i].table != next || loop->columns[i].more)
			continue;
		format_number(loop_value(f, loop, time, i), number);
		strcat(row, next++ ? ", " : "");
		strcat(row, number);
	}
	strcat(row, loop->table_width > 1 ? " }," : ",");
}

/* The rows, as many in a line as there is room for. */
static void print_rows(const struct fold *f, const struct loop *loop, FILE *out, unsigned int depth)
{
	char row[MAX_TABLE * NUMBER_TEXT_SIZE];
	size_t time, column = 0;

	for (time = 0; time < loop->times; time++) {
		format_row(f, loop, time, row);
		if (column && column + 1 + strlen(row) > FOLD_WIDTH) {
			fputc('\n', out);
			column = 0;
		}
		if (column) {
			fputc(' ', out);
			column++;
		} else {
			indent(out, depth);
			column = 8 * depth;
		}
		fputs(row, out);
		column += strlen(row);
	}
	fputc('\n', out);
}

static void print_table(const struct fold *f, const struct loop *loop, FILE *out, unsigned int depth)
{
	indent(out, depth);
	fputs("static const unsigned long values[]", out);
	if (loop->table_width > 1)
		fprintf(out, "[%zu]", loop->table_width);
	fputs(" = {\n", out);
	print_rows(f, loop, out, depth + 1);
	indent(out, depth);
	fputs("};\n\n", out);
}

/* ---- The lines of a loop ------------------------------------------------------------ */

/* Stands the number between brackets, commas and comparisons, so that a sum needs no brackets there? */
static bool stands_alone(const char *text, size_t at, size_t length)
{
	size_t left = at, right = at + length;

	while (left && text[left - 1] == ' ')
		left--;
	while (text[right] == ' ')
		right++;
	if (!left || !strchr("([,=<>", text[left - 1]) || !text[right])
		return false;
	/* A shift binds more tightly than a sum does. */
	if (left > 1 && strchr("<>", text[left - 1]) && text[left - 2] == text[left - 1])
		return false;
	return strchr(")],;", text[right]);
}

/* The number that @column begins with, as it goes on with i. */
static void write_steps(const struct column *column, const char *text, const struct fold_number *number, FILE *out)
{
	bool down = (long)column->step < 0;
	unsigned long step = down ? -column->step : column->step;
	char step_text[NUMBER_TEXT_SIZE];

	if (number->value || down)
		fprintf(out, "%.*s %c ", (int)number->length, text + number->at, down ? '-' : '+');
	format_number(step, step_text);
	fprintf(out, step == 1 ? "i" : "i * %s", step_text);
}

static void write_from_table(const struct loop *loop, const struct column *column, FILE *out)
{
	char more[NUMBER_TEXT_SIZE];

	fputs("values[i]", out);
	if (loop->table_width > 1)
		fprintf(out, "[%d]", column->table);
	format_number(column->more, more);
	if (column->more)
		fprintf(out, " + %s", more);
}

/* A number of the line @text, as it is in the loop. */
static void write_number(const struct loop *loop, const struct column *column, const char *text,
			 const struct fold_number *number, FILE *out)
{
	bool sum = column->table >= 0 ? column->more : column->step && (number->value || column->step != 1);
	bool brackets = sum && !stands_alone(text, number->at, number->length);

	fputs(brackets ? "(" : "", out);
	if (column->table >= 0)
		write_from_table(loop, column, out);
	else if (column->step)
		write_steps(column, text, number, out);
	else
		fprintf(out, "%.*s", (int)number->length, text + number->at);
	fputs(brackets ? ")" : "", out);
}

/* Write line @at with what its numbers are in the loop; @columns are those of its numbers. */
static void write_line(const struct fold *f, const struct loop *loop, const struct column *columns, size_t at,
		       FILE *out)
{
	const struct fold_line *line = &f->lines[at];
	size_t done = 0;
	unsigned int i;

	for (i = 0; i < line->number_count; i++) {
		const struct fold_number *number = &f->numbers[line->numbers + i];

		fprintf(out, "%.*s", (int)(number->at - done), line->text + done);
		write_number(loop, &columns[i], line->text, number, out);
		done = number->at + number->length;
	}
	fputs(line->text + done, out);
}

static void print_body(const struct fold *f, const struct loop *loop, FILE *out, unsigned int depth)
{
	const struct column *columns = loop->columns;
	char *text = NULL;
	size_t i, size;
	FILE *line;

	for (i = loop->at; i < loop->at + loop->period; i++) {
		line = open_memstream(&text, &size);
		if (!line)
			abort();
		write_line(f, loop, columns, i, line);
		fclose(line);
		depth -= *text == '}';
		fold_print_line(out, text, depth);
		depth += (*text == '}') + f->lines[i].braces;
		columns += f->lines[i].number_count;
		free(text);
	}
}

static void print_loop(const struct fold *f, const struct loop *loop, FILE *out, unsigned int depth)
{
	bool block = loop->period > 1 || loop->table_width;

	indent(out, depth);
	fprintf(out, "for (i = 0; i < %zu; i++)%s\n", loop->times, block ? " {" : "");
	if (loop->table_width)
		print_table(f, loop, out, depth + 1);
	print_body(f, loop, out, depth + 1);
	if (!block)
		return;
	indent(out, depth);
	fputs("}\n", out);
}

/* ---- All lines ------------------------------------------------------------------------ */

static void forget(struct fold *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->lines[i].text);
	free(f->lines);
	free(f->numbers);
	*f = (struct fold){ 0 };
}

void fold_print(struct fold *f, FILE *out, unsigned int depth)
{
	struct loop loop;
	size_t at = 0;

	while (at < f->count) {
		if (loop_find(f, at, &loop)) {
			print_loop(f, &loop, out, depth);
			at += loop.period * loop.times;
			continue;
		}
		for (; loop.period--; at++) {
			const struct fold_line *line = &f->lines[at];

			depth -= *line->text == '}';
			fold_print_line(out, line->text, depth);
			depth += (*line->text == '}') + line->braces;
		}
	}
	forget(f);
}

void fold_print_apart(struct fold *f, FILE *out)
{
	size_t at, done;
	unsigned int i;

	for (at = 0; at < f->count; at++) {
		const struct fold_line *line = &f->lines[at];

		for (i = 0, done = 0; i < line->number_count; i++) {
			const struct fold_number *number = &f->numbers[line->numbers + i];

			fprintf(out, "%.*s$", (int)(number->at - done), line->text + done);
			done = number->at + number->length;
		}
		fputs(line->text + done, out);
		for (i = 0; i < line->number_count; i++)
			fprintf(out, "\t%lu", f->numbers[line->numbers + i].value);
		fputc('\n', out);
	}
	forget(f);
}
