// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of C: their numbers, and how they are printed. */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "emit/fold_line.h"

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static size_t word_length(const char *text)
{
	size_t length = 0;

	while (in_word(text[length]))
		length++;
	return length;
}

/* Is the word at @text, of @length, a number? One with a suffix is not. */
static bool parse_number(const char *text, size_t length, unsigned long *value)
{
	bool hexadecimal = text[0] == '0' && text[1] == 'x';
	char *end;

	if (length == strlen("ULONG_MAX") && !strncmp(text, "ULONG_MAX", length)) {
		*value = ULONG_MAX;
		return true;
	}
	if (!isdigit((unsigned char)*text) || (*text == '0' && length > 1 && !hexadecimal))
		return false;
	*value = strtoul(text, &end, hexadecimal ? 16 : 10);
	return end == text + length;
}

/* Behind the string or the character that begins at @text. */
static size_t quoted_length(const char *text)
{
	size_t length = 1;

	while (text[length] && text[length] != *text)
		length += text[length] == '\\' && text[length + 1] ? 2 : 1;
	return length + (text[length] != '\0');
}

/* Room for one more in an array that grows at powers of two. */
static void *grown(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	array = realloc(array, (count ? 2 * count : 1) * size);
	if (!array)
		abort();
	return array;
}

static void add_number(struct fold *f, struct fold_line *line, struct fold_number number)
{
	f->numbers = grown(f->numbers, f->number_count, sizeof(*f->numbers));
	f->numbers[f->number_count++] = number;
	line->number_count++;
}

static uint64_t hash(uint64_t so_far, const char *text, size_t length)
{
	while (length--)
		so_far = (so_far ^ (unsigned char)*text++) * 0x100000001b3;
	return so_far;
}

/* The next piece of a line: a word, a string, or any other character. */
static size_t piece_length(const char *text)
{
	if (in_word(*text))
		return word_length(text);
	return *text == '"' || *text == '\'' ? quoted_length(text) : 1;
}

static void parse(struct fold *f, struct fold_line *line)
{
	const char *text = line->text;
	struct fold_number number;
	size_t at, length;

	for (at = 0; text[at]; at += length) {
		length = piece_length(text + at);
		if (parse_number(text + at, length, &number.value)) {
			number.at = at;
			number.length = length;
			add_number(f, line, number);
			line->shape = hash(line->shape, "0", 1);
			continue;
		}
		line->shape = hash(line->shape, text + at, length);
		if (length == 1)
			line->braces += (text[at] == '{') - (text[at] == '}');
	}
}

void fold_add(struct fold *f, const char *text, bool begins)
{
	struct fold_line *line;

	f->lines = grown(f->lines, f->count, sizeof(*f->lines));
	line = &f->lines[f->count++];
	*line = (struct fold_line){ .text = strdup(text), .numbers = f->number_count, .begins = begins };
	if (!line->text)
		abort();
	parse(f, line);
}

/* ---- Printing ---------------------------------------------------------------- */

static void indent(FILE *out, unsigned int depth)
{
	while (depth--)
		fputc('\t', out);
}

/* How much of @text fits into @width columns, up to a place where it can be broken; all of it if there is none. */
static size_t breakable(const char *text, size_t width)
{
	size_t at = 0, fits = 0;

	while (text[at] && (at < width || !fits)) {
		at += piece_length(text + at);
		if (text[at] == ' ' && strchr(",&|=", text[at - 1]) && (at <= width || !fits))
			fits = at;
	}
	return !text[at] && (at <= width || !fits) ? at : fits;
}

static void print_broken(FILE *out, const char *text, unsigned int depth)
{
	bool comment = !strncmp(text, "/*", 2);
	size_t length;

	indent(out, depth);
	length = comment ? strlen(text) : breakable(text, FOLD_WIDTH - 8 * depth);
	fprintf(out, "%.*s\n", (int)length, text);
	while (text[length]) {
		text += length + 1;
		length = breakable(text, FOLD_WIDTH - 8 * (depth + 2));
		indent(out, depth + 2);
		fprintf(out, "%.*s\n", (int)length, text);
	}
}

/* Of a statement that is repeated in one line, the length of the condition; else 0. */
static size_t condition_length(const char *text)
{
	size_t at = strlen("while (");
	int brackets = 1;

	if (strncmp(text, "while (", at))
		return 0;
	for (; brackets && text[at]; at += piece_length(text + at))
		brackets += (text[at] == '(') - (text[at] == ')');
	return text[at] == ' ' && text[at + 1] != '{' ? at : 0;
}

void fold_print_line(FILE *out, const char *text, unsigned int depth)
{
	size_t condition = condition_length(text);

	if (condition) {
		indent(out, depth);
		fprintf(out, "%.*s\n", (int)condition, text);
		print_broken(out, text + condition + 1, depth + 1);
	} else {
		print_broken(out, text, depth);
	}
}
