// SPDX-License-Identifier: GPL-2.0-or-later
/* Escaping the bytes of a message that are no printable characters. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "quote.h"

/* The smallest code point that a sequence of this many bytes may encode. */
static const unsigned int least[] = { 0, 0x20, 0xa0, 0x800, 0x10000 };

static size_t sequence_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xc0)
		return 0;
	return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;
}

/* Is it a character, and none of control? */
static bool is_printable(unsigned int point, size_t length)
{
	return point >= least[length] && point != 0x7f && (point < 0xd800 || point > 0xdfff) && point <= 0x10ffff;
}

/* The bytes of the printable character at @text; 0 if there is none. */
static size_t printable(const char *text, size_t left)
{
	size_t length = sequence_length((unsigned char)*text);
	unsigned int point = (unsigned char)*text;
	size_t i;

	if (!length || length > left)
		return 0;
	if (length > 1)
		point &= 0x7f >> length;
	for (i = 1; i < length; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | ((unsigned char)text[i] & 0x3f);
	}
	return is_printable(point, length) ? length : 0;
}

char *quote(const char *text, size_t length, char *quoted)
{
	size_t at = 0, size = 0;

	while (at < length) {
		size_t whole = printable(text + at, length - at);

		if (whole)
			memcpy(quoted + size, text + at, whole);
		else
			sprintf(quoted + size, "\\x%02x", (unsigned char)text[at]);
		size += whole ? whole : 4;
		at += whole ? whole : 1;
	}
	quoted[size] = '\0';
	return quoted;
}
