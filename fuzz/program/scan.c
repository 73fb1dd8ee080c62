// SPDX-License-Identifier: GPL-2.0-or-later
/* Taking a line of text apart into tokens, and saying what is wrong with it. */
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "quote.h"
#include "scan.h"

/* Characters of a token that a message quotes. */
#define MAX_QUOTED 40

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* A byte of a character that no program has, or of none. */
static bool is_foreign(char c)
{
	return (unsigned char)c >= 0x80;
}

struct token scan_peek(struct scan *scan)
{
	struct token token;

	while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\r'))
		scan->at++;
	token.at = scan->at;
	token.length = 0;
	if (scan->at == scan->end || *scan->at == '#')
		return token;
	while (token.at + token.length < scan->end && is_word(token.at[token.length]))
		token.length++;
	while (!is_word(*token.at) && token.at + token.length < scan->end && is_foreign(token.at[token.length]))
		token.length++;
	if (!token.length)
		token.length = 1;
	return token;
}

struct token scan_take(struct scan *scan)
{
	struct token token = scan_peek(scan);

	scan->at += token.length;
	return token;
}

bool token_is(struct token token, const char *word)
{
	return token.length == (int)strlen(word) && !memcmp(token.at, word, token.length);
}

bool scan_take_if(struct scan *scan, const char *word)
{
	if (!token_is(scan_peek(scan), word))
		return false;
	scan_take(scan);
	return true;
}

bool scan_numbered(struct scan *scan, char letter, unsigned int count, const char *what, uint8_t *number)
{
	struct token token = scan_take(scan);

	if (token.length != 2 || token.at[0] != letter || token.at[1] < '0' || token.at[1] >= (char)('0' + count))
		return scan_expected(scan, token, what);
	*number = token.at[1] - '0';
	return true;
}

bool scan_fail(struct scan *scan, struct token token, const char *format, ...)
{
	struct text_error *error = scan->error;
	va_list args;

	error->line = scan->number;
	error->column = token.at - scan->begin + 1;
	va_start(args, format);
	vsnprintf(error->message, sizeof(error->message), format, args);
	va_end(args);
	return false;
}

const char *token_text(struct token token)
{
	static char text[QUOTE_SIZE(MAX_QUOTED)];

	return quote(token.at, token.length < MAX_QUOTED ? token.length : MAX_QUOTED, text);
}

bool scan_expected(struct scan *scan, struct token token, const char *what)
{
	if (!token.length)
		return scan_fail(scan, token, "missing operand: %s is expected here", what);
	return scan_fail(scan, token, "'%s' where %s is expected", token_text(token), what);
}

bool scan_expect(struct scan *scan, const char *word, const char *what)
{
	struct token token = scan_take(scan);

	return token_is(token, word) || scan_expected(scan, token, what);
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return INT_MAX;
}

enum number_error token_number(struct token token, uint64_t *number)
{
	int base = 10, i = 0;

	if (token.length > 2 && token.at[0] == '0' && (token.at[1] == 'x' || token.at[1] == 'X')) {
		base = 16;
		i = 2;
	}
	*number = 0;
	if (i == token.length)
		return NUMBER_BAD;
	for (; i < token.length; i++) {
		int digit = digit_value(token.at[i]);

		if (digit >= base)
			return NUMBER_BAD;
		if (*number > (UINT64_MAX - digit) / base)
			return NUMBER_LARGE;
		*number = *number * base + digit;
	}
	return NUMBER_GOOD;
}

/* What may follow ULONG_MAX: nothing, or "-5". */
static bool scan_distance(struct scan *scan, uint64_t *number)
{
	struct token token;
	uint64_t distance;

	*number = ULONG_MAX;
	if (!scan_take_if(scan, "-"))
		return true;
	token = scan_take(scan);
	if (token_number(token, &distance) != NUMBER_GOOD)
		return scan_expected(scan, token, "a number to be subtracted");
	*number -= distance;
	return true;
}

bool scan_number(struct scan *scan, const char *what, uint64_t *number)
{
	struct token token = scan_take(scan);

	if (token_is(token, "ULONG_MAX"))
		return scan_distance(scan, number);

	switch (token_number(token, number)) {
	case NUMBER_BAD:
		return scan_expected(scan, token, what);
	case NUMBER_LARGE:
		return scan_fail(scan, token, "number too large: the largest is 0x%" PRIx64, UINT64_MAX);
	default:
		return true;
	}
}

bool scan_index(struct scan *scan, unsigned long *index)
{
	struct token token = scan_peek(scan);
	uint64_t number;

	if (!scan_number(scan, "a number", &number))
		return false;
	*index = (unsigned long)number;
	if (*index != number && !scan->error->cuts++)
		scan_fail(scan, token, "%s does not fit %zu bits and is cut to 0x%lx, as is every such number",
			  token_text(token), 8 * sizeof(*index), *index);
	return true;
}
