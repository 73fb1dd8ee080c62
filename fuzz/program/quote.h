/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What users wrote, in messages: it may hold bytes that a terminal would obey. */
#ifndef PROGRAM_QUOTE_H
#define PROGRAM_QUOTE_H

#include <stddef.h>

/* Room for @length bytes when each has to be escaped, and the final NUL. */
#define QUOTE_SIZE(length) (4 * (length) + 1)

/**
 * quote() - Copy @length bytes of @text to @quoted, with control characters and what is no UTF-8 written as \xNN.
 * @quoted: QUOTE_SIZE(length) bytes.
 *
 * Return: @quoted.
 */
char *quote(const char *text, size_t length, char *quoted);

#endif
