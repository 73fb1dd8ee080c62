/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tokens of a line of text: words, the signs [ ] , and -, and an empty token at its end. What takes tokens and
 * fails has said in the error why, with the place of the offending token. Private to this room.
 */
#ifndef PROGRAM_SCAN_H
#define PROGRAM_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "text_error.h"

/**
 * struct token - A token.
 * @at: its first character, in the line.
 * @length: 0 at the end of the line.
 */
struct token {
	const char *at;
	int length;
};

/**
 * struct scan - A line on its way into tokens.
 * @begin: its first character.
 * @end: behind its last one.
 * @at: what is not taken yet.
 * @number: of the line, from 1.
 * @error: where to say what is wrong.
 */
struct scan {
	const char *begin;
	const char *end;
	const char *at;
	unsigned int number;
	struct text_error *error;
};

/** scan_peek() - The next token, which stays. */
struct token scan_peek(struct scan *scan);

/** scan_take() - Take the next token. */
struct token scan_take(struct scan *scan);

/** scan_take_if() - Take the next token if it is @word. Return: whether it was. */
bool scan_take_if(struct scan *scan, const char *word);

/** scan_expect() - Take the next token, which has to be @word. @what: for the message. Return: false after an error. */
bool scan_expect(struct scan *scan, const char *word, const char *what);

/** scan_number() - Take a number: decimal, 0x hexadecimal, ULONG_MAX or ULONG_MAX-5. @what: for the message. Return: false after an error. */
bool scan_number(struct scan *scan, const char *what, uint64_t *number);

/** scan_index() - The same, of an index or a size: what does not fit is cut, as in bytes, and counted in the error. */
bool scan_index(struct scan *scan, unsigned long *index);

/**
 * scan_numbered() - Take a letter with a digit behind it, as in t0.
 * @letter: the letter.
 * @count: the digit is below it.
 * @what: for the message.
 *
 * Return: false after an error.
 */
bool scan_numbered(struct scan *scan, char letter, unsigned int count, const char *what, uint8_t *number);

/** scan_fail() - Say what is wrong with @token, as printf() does. Return: false. */
bool scan_fail(struct scan *scan, struct token token, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** scan_expected() - Say that @token stands where @what is expected. Return: false. */
bool scan_expected(struct scan *scan, struct token token, const char *what);

/** token_is() - Is @token this word? */
bool token_is(struct token token, const char *word);

/** token_text() - @token for a message: not all of a long one, escaped as quote() does. Return: until the next call. */
const char *token_text(struct token token);

enum number_error { NUMBER_GOOD, NUMBER_BAD, NUMBER_LARGE };

/** token_number() - Read @token as a number. */
enum number_error token_number(struct token token, uint64_t *number);

#endif
