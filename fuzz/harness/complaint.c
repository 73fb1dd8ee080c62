// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a subject says when one of its own checks fails. Each subject prints, in this order: words, if it has any; a line
 * with the function; perhaps a state; the whole tree. Linux:
 *
 *	node0x7a0000000000: data_end 7 != the last slot offset 6
 *	BUG at mas_validate_limits:7525 (1)
 *	MAS: tree=0x55d0b1c05768 enode=0x7a000000000e ...
 *	maple_tree(0x55d0b1c05768) flags 5, height 1 root 0x7a000000000e
 *	0-ffffffffffffffff: node 0x7a0000000000 ...
 *	Pass: 15 Run:16
 *
 * The embedded tree has the condition in the second line, "BUG at check_nulls:80: null && c->last_null", and no last line.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "complaint.h"
#include "ground.h"

/* What stands in front of function and line. */
static const char *const openings[] = { "BUG at ", "WARN at " };

/* What the dump of a tree begins with, in front of its address. */
static const char *const dumps[] = { "maple_tree(", "maple tree " };

/* What ends Linux's dump. */
#define DUMP_END "Pass: "

/* What stands in front of a slot's address in words. */
#define POINTER "0x"

/* The text behind the first of the @count @words with which the line begins; NULL if with none. */
static const char *behind(const char *line, const char *const *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!strncmp(line, words[i], strlen(words[i])))
			return line + strlen(words[i]);
	return NULL;
}

static const char *opening(const char *line)
{
	return behind(line, openings, sizeof(openings) / sizeof(openings[0]));
}

static const char *dump(const char *line)
{
	return behind(line, dumps, sizeof(dumps) / sizeof(dumps[0]));
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

/* Copy the line at @from, as far as it fits, without spaces at its ends. */
static void copy_line(const char *from, char *to, size_t size)
{
	size_t length;

	while (isblank((unsigned char)*from))
		from++;
	length = strcspn(from, "\n");
	while (length && isblank((unsigned char)from[length - 1]))
		length--;
	snprintf(to, size, "%.*s", (int)length, from);
}

/* "function:line (1)" or "function:line: condition". */
static bool read_opening(const char *text, struct complaint *c)
{
	size_t length = strcspn(text, ":\n");
	char *end;

	if (text[length] != ':' || length >= sizeof(c->function))
		return false;
	memcpy(c->function, text, length);
	c->function[length] = '\0';
	c->line = (unsigned int)strtoul(text + length + 1, &end, 10);
	if (!*c->words && *end == ':')
		copy_line(end + 1, c->words, sizeof(c->words));
	return true;
}

/* Where nothing was said of the condition: it stands in the source, if that is still there. */
static void read_source(const char *file, int line, char *words)
{
	FILE *source = fopen(file, "r");
	char text[512];
	int at = 0;

	while (source && at < line && fgets(text, sizeof(text), source))
		at++;
	if (at == line && strstr(text, "_ON("))
		copy_line(text, words, WORDS_SIZE);
	if (source)
		fclose(source);
}

/* The tree whose dump begins with the address at @text. */
static const struct tree *tree_at(const struct world *w, const char *text)
{
	unsigned long address = strtoul(text, NULL, 16);
	unsigned int tree;

	for (tree = 0; tree < MAX_TREES; tree++)
		if ((unsigned long)&w->trees[tree].subject->mt == address)
			return &w->trees[tree];
	return NULL;
}

/* The node, and perhaps the slot, that a text names: "parent 0x7a0000000000[3] does not have ...". A state names its tree first. */
static void read_node(const struct world *w, const char *text, const char *until, struct complaint *c)
{
	const char *found;
	char *end;

	for (found = strstr(text, POINTER); found && found < until; found = strstr(end, POINTER)) {
		unsigned long address = strtoul(found, &end, 16) & ~MAPLE_NODE_MASK;

		if (!address || tree_at(w, found))
			continue;
		c->node = (const void *)address;
		c->slot = *end == '[' ? (int)strtoul(end + 1, NULL, 10) : -1;
		return;
	}
}

const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool complaint_read(const struct world *w, const char *file, int line, struct complaint *c)
{
	const char *at, *words = NULL, *before = NULL, *begin = NULL;

	*c = (struct complaint){ .slot = -1 };
	for (at = ground_log(); *at; before = at, at = next_line(at)) {
		if (!opening(at))
			continue;
		begin = at;
		words = before;
	}
	if (!begin)
		return false;
	if (words && strncmp(words, DUMP_END, strlen(DUMP_END)))
		copy_line(words, c->words, sizeof(c->words));
	if (!read_opening(opening(begin), c))
		return false;
	read_node(w, c->words, c->words + strlen(c->words), c);
	for (at = begin; *at && !dump(at); at = next_line(at))
		;
	if (*at)
		c->tree = tree_at(w, dump(at));
	/* A state that is printed says in which node it is. */
	if (!c->node)
		read_node(w, begin, at, c);
	if (!*c->words)
		read_source(file, line, c->words);
	return true;
}

/* In place of the dump of a tree. */
static void print_lines(FILE *out, unsigned long *lines)
{
	if (*lines)
		fprintf(out, "(the whole tree, in %lu lines)\n", *lines);
	*lines = 0;
}

char *complaint_log(void)
{
	unsigned long lines = 0;
	bool inside = false;
	const char *at;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (at = ground_log(); *at; at = next_line(at)) {
		inside = dump(at) || (inside && strncmp(at, DUMP_END, strlen(DUMP_END)) && !opening(at));
		if (!inside)
			print_lines(out, &lines);
		lines += inside;
		if (!inside)
			fprintf(out, "%.*s", (int)(next_line(at) - at), at);
	}
	print_lines(out, &lines);
	fclose(out);
	return text;
}
