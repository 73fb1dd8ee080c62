// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs in files. */
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "origin.h"
#include "text.h"
#include "tool.h"

/* A text program of MAX_INSTRUCTIONS lines with a paragraph of comment each is far below this. */
#define MAX_TEXT_SIZE (1 << 20)

bool is_stream(const char *path)
{
	return !strcmp(path, "-");
}

static bool complain_file(const char *path, const char *what)
{
	complain("%s: %s", *path ? path : "''", what);
	return false;
}

/* Read at most @max bytes of @path; the buffer has exactly the size of what was read. */
static bool read_file(const char *path, size_t max, struct input *input)
{
	FILE *file = is_stream(path) ? fdopen(dup(STDIN_FILENO), "rb") : fopen(path, "rb");
	uint8_t *data = NULL;
	struct stat stat;

	*input = (struct input){ 0 };
	if (!file)
		return complain_file(path, strerror(errno));
	if (fstat(fileno(file), &stat) || S_ISDIR(stat.st_mode))
		errno = EISDIR;
	else
		data = malloc(max);
	if (data) {
		errno = 0;
		input->size = fread(data, 1, max, file);
		if (!ferror(file))
			input->data = realloc(data, input->size ? input->size : 1);
	}
	if (!input->data) {
		complain_file(path, strerror(errno));
		free(data);
	}
	fclose(file);
	return input->data;
}

/* A word on numbers that were cut, and on schedules that come to nothing, but once each: of a whole corpus it would be too much. */
static void tell(const char *path, const struct text_error *error)
{
	static bool told_cut, told_idle;
	bool *told = error->cuts ? &told_cut : &told_idle;

	if (*told || !(error->cuts || error->idle))
		return;
	*told = true;
	complain_at(path, error->line, error->column, error->message);
}

/* Put the bytes of the program @text into @input. */
static bool assemble(const char *path, const struct input *text, struct input *input)
{
	uint8_t *data = malloc(MAX_PROGRAM_SIZE);
	struct text_error error;

	if (text_assemble((const char *)text->data, text->size, data, &input->size, &error)) {
		complain_at(path, error.line, error.column, error.message);
		free(data);
		return false;
	}
	tell(path, &error);
	input->data = realloc(data, input->size ? input->size : 1);
	input->tree = origin_find((const char *)text->data, text->size);
	return true;
}

static bool read_text(const char *path, struct input *text)
{
	if (!read_file(path, MAX_TEXT_SIZE + 1, text))
		return false;
	if (text->size <= MAX_TEXT_SIZE)
		return true;
	input_free(text);
	return complain_file(path, "too long for the text of a program, which has 1 MiB at most");
}

bool input_load_text(const char *path, struct input *input)
{
	struct input text;
	bool done;

	if (!read_text(path, &text))
		return false;
	done = assemble(path, &text, input);
	input_free(&text);
	return done;
}

/* Bytes of a program have control characters among them, the high halves of small numbers at least. */
static bool looks_like_text(const struct input *input)
{
	for (size_t i = 0; i < input->size; i++)
		if (input->data[i] < ' ' && !strchr("\t\n\r", input->data[i] ? input->data[i] : 1))
			return false;
	return true;
}

/* Standard input has no name that says which form it has. */
static bool load_stream(const char *path, struct input *input)
{
	struct input read;
	bool done;

	if (!read_text(path, &read))
		return false;
	if (!looks_like_text(&read)) {
		*input = read;
		if (input->size > MAX_PROGRAM_SIZE)
			input->size = MAX_PROGRAM_SIZE;
		input->data = realloc(input->data, input->size);
		return true;
	}
	done = assemble(path, &read, input);
	input_free(&read);
	return done;
}

static bool is_text(const char *path)
{
	size_t length = strlen(path);

	return length >= 4 && !strcmp(path + length - 4, ".txt");
}

bool input_load(const char *path, struct input *input)
{
	if (is_stream(path))
		return load_stream(path, input);
	if (is_text(path))
		return input_load_text(path, input);
	return read_file(path, MAX_PROGRAM_SIZE, input);
}

void input_free(struct input *input)
{
	free(input->data);
	free(input->tree);
	*input = (struct input){ 0 };
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool passed_over(const FTSENT *entry)
{
	if (entry->fts_level == FTS_ROOTLEVEL)
		return false;
	return entry->fts_name[0] == '.' || !strncmp(entry->fts_name, "README", strlen("README"));
}

static void append(struct input_list *list, const char *path)
{
	/* Grow at powers of two. */
	if (!(list->count & (list->count - 1)))
		list->paths = realloc(list->paths,
				      (list->count ? 2 * list->count : 1) * sizeof(*list->paths));
	list->paths[list->count++] = strdup(path);
}

/* Take one entry of the walk. Return: false after a complaint. */
static bool visit(struct input_list *list, FTS *walk, FTSENT *entry)
{
	switch (entry->fts_info) {
	case FTS_D:
		if (passed_over(entry))
			fts_set(walk, entry, FTS_SKIP);
		return true;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
	case FTS_SLNONE:
		return complain_file(entry->fts_path, strerror(entry->fts_errno ? entry->fts_errno : ENOENT));
	case FTS_DP:
	case FTS_DC:
		return true;
	default:
		if (!passed_over(entry))
			append(list, entry->fts_path);
		return true;
	}
}

bool input_list_add(struct input_list *list, const char *path)
{
	char *const roots[] = { (char *)path, NULL };
	size_t before = list->count;
	bool good = true;
	FTSENT *entry;
	FTS *walk;

	if (is_stream(path)) {
		append(list, path);
		return true;
	}
	walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	if (!walk)
		return complain_file(path, strerror(errno));
	while (good && (entry = fts_read(walk)))
		good = visit(list, walk, entry);
	fts_close(walk);
	if (good && list->count == before)
		return complain_file(path, "no inputs in this directory");
	return good;
}

void input_list_free(struct input_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->paths[i]);
	free(list->paths);
}
