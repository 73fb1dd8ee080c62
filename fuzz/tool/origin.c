// SPDX-License-Identifier: GPL-2.0-or-later
/* The comment in front of a reproducer that says what it diverges with, and on which tree. */
#include <string.h>

#include "harness.h"
#include "origin.h"

#define BEGINNING "# Diverges with "
#define MIDDLE " on "
#define ENDING "."

void origin_print(FILE *out, const char *token)
{
	fprintf(out, BEGINNING "%s" MIDDLE "%s" ENDING "\n", token, harness_subject());
}

/* The tree that the line of @length bytes at @line names. */
static char *tree_of(const char *line, size_t length)
{
	const char *on = memmem(line, length, MIDDLE, strlen(MIDDLE));
	const char *end = line + length;

	if (length < strlen(BEGINNING) || memcmp(line, BEGINNING, strlen(BEGINNING)) || !on)
		return NULL;
	on += strlen(MIDDLE);
	if (end > on && end[-1] == '\r')
		end--;
	if (end > on && end[-1] == ENDING[0])
		end--;
	return strndup(on, (size_t)(end - on));
}

char *origin_find(const char *text, size_t size)
{
	const char *line = text, *end;
	char *tree = NULL;

	for (; !tree && line < text + size; line = end + 1) {
		size_t left = size - (size_t)(line - text);

		end = memchr(line, '\n', left);
		if (!end)
			end = line + left;
		tree = tree_of(line, (size_t)(end - line));
	}
	return tree;
}
