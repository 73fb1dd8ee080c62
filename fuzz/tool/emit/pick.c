// SPDX-License-Identifier: GPL-2.0-or-later
/* Cuts a library into blocks, and prints those that are used. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "emit/pick.h"

/* More than the library has. */
#define MAX_BLOCKS 256

/**
 * struct block - A piece of the library.
 * @text: where it begins.
 * @length: how long it is, without the empty line behind it.
 * @name: what it defines; empty if nothing, which is then never used.
 * @used: to be printed.
 */
struct block {
	const char *text;
	size_t length;
	char name[PICK_NAME_SIZE];
	bool used;
};

/* ---- Words ----------------------------------------------------------------- */

static bool starts_word(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Behind the comment or the string at @text; @text if there is none. */
static const char *pass_over(const char *text)
{
	char quote = *text;

	if (!strncmp(text, "//", 2))
		return text + strcspn(text, "\n");
	if (!strncmp(text, "/*", 2)) {
		const char *end = strstr(text + 2, "*/");

		return end ? end + 2 : text + strlen(text);
	}
	if (quote != '"' && quote != '\'')
		return text;
	for (text++; *text && *text != quote; text++)
		text += *text == '\\' && text[1];
	return text + (*text != '\0');
}

static size_t word_length(const char *text)
{
	size_t length = 0;

	while (in_word(text[length]))
		length++;
	return length;
}

/* Behind what is no identifier at @text; @text if one begins there. */
static const char *pass_other(const char *text)
{
	const char *behind = pass_over(text);

	if (behind > text)
		return behind;
	if (isdigit((unsigned char)*text))
		return text + word_length(text);
	/* A member of a structure is none of ours. */
	if ((*text == '.' && starts_word(text[1])) || (!strncmp(text, "->", 2) && starts_word(text[2])))
		return text + (*text == '.' ? 1 : 2) + word_length(text + (*text == '.' ? 1 : 2));
	return starts_word(*text) ? text : text + 1;
}

bool pick_word(const char **text, char *name)
{
	const char *at = *text, *behind;
	size_t length;

	while (*at && (behind = pass_other(at)) > at)
		at = behind;
	length = word_length(at);
	snprintf(name, PICK_NAME_SIZE, "%.*s", (int)length, at);
	*text = at + length;
	return length;
}

bool pick_uses(const char *text, const char *name)
{
	char word[PICK_NAME_SIZE];

	while (pick_word(&text, word))
		if (!strcmp(word, name))
			return true;
	return false;
}

/* ---- Blocks ------------------------------------------------------------------ */

/* Behind the comments and the attributes that a block begins with. */
static const char *definition(const char *text)
{
	const char *behind;

	while ((behind = pass_over(text)) > text)
		text = behind + strspn(behind, "\n");
	while (!strncmp(text, "__", 2))
		text += strcspn(text, "\n") + 1;
	return text;
}

/*
 * The name that a block defines: the word behind #define; that before the first bracket, brace,
 * parenthesis, semicolon or equals sign; of a structure that has a name, that name.
 */
static void find_name(const char *text, char *name)
{
	const char *at = definition(text), *end;
	char word[PICK_NAME_SIZE];

	*name = '\0';
	if (!strncmp(at, "#define ", 8)) {
		at += 8;
		pick_word(&at, name);
		return;
	}
	if (*at == '#')
		return;
	end = at + strcspn(at, "[{(;=");
	while (pick_word(&at, word) && at <= end)
		strcpy(name, word);
}

static bool begins(const char *text, const char *beginning)
{
	return !strncmp(text, beginning, strlen(beginning));
}

static bool is_condition(const char *line)
{
	return begins(line, "#if") || begins(line, "#else") || begins(line, "#endif");
}

/* The length of the block at @text: up to an empty line or a condition, outside of braces and comments. */
static size_t block_length(const char *text)
{
	const char *at = text;
	int braces = 0;

	while (*at) {
		const char *behind = pass_over(at);

		if (behind > at) {
			at = behind;
			continue;
		}
		braces += (*at == '{') - (*at == '}');
		if (!braces && *at == '\n' && (at[1] == '\n' || is_condition(at + 1)))
			return at + 1 - text;
		at++;
	}
	return at - text;
}

/* Does @dialect define the name in the condition at @text? */
static bool is_defined(const char *text, enum pick_dialect dialect)
{
	if (begins(text, "SUPPORT_KERNEL\n"))
		return dialect != PICK_STANDALONE;
	return begins(text, "SUPPORT_FUNCTION\n") && dialect == PICK_FUNCTION;
}

/* Take the line at @text, if it says for which dialect the next blocks are. Return: its length, else 0. */
static size_t take_condition(const char *text, enum pick_dialect dialect, bool *skipped)
{
	if (begins(text, "#ifdef SUPPORT_"))
		*skipped = !is_defined(text + strlen("#ifdef "), dialect);
	else if (begins(text, "#ifndef SUPPORT_"))
		*skipped = is_defined(text + strlen("#ifndef "), dialect);
	else if (begins(text, "#else\n"))
		*skipped = !*skipped;
	else if (begins(text, "#endif"))
		*skipped = false;
	else
		return 0;
	return strcspn(text, "\n");
}

static size_t cut(const char *library, enum pick_dialect dialect, struct block *blocks)
{
	size_t count = 0, length;
	bool skipped = false;

	while (*(library += strspn(library, "\n"))) {
		length = take_condition(library, dialect, &skipped);
		if (!length) {
			length = block_length(library);
			if (!skipped && count < MAX_BLOCKS) {
				blocks[count] = (struct block){ .text = library, .length = length };
				find_name(library, blocks[count++].name);
			}
		}
		library += length;
	}
	return count;
}

/* ---- What is used ---------------------------------------------------------------- */

static void use(struct block *blocks, size_t count, const char *text, size_t length)
{
	const char *end = text + length;
	char word[PICK_NAME_SIZE];
	size_t i;

	while (pick_word(&text, word) && text <= end) {
		for (i = 0; i < count; i++) {
			if (blocks[i].used || strcmp(blocks[i].name, word))
				continue;
			blocks[i].used = true;
			use(blocks, count, blocks[i].text, blocks[i].length);
		}
	}
}

void pick(const char *library, enum pick_dialect dialect, const char *text, FILE *out)
{
	static struct block blocks[MAX_BLOCKS];
	size_t count = cut(library, dialect, blocks), i;

	use(blocks, count, text, strlen(text));
	for (i = 0; i < count; i++)
		if (blocks[i].used)
			fprintf(out, "%.*s\n", (int)blocks[i].length, blocks[i].text);
}
