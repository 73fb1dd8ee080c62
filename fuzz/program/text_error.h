/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with a text that is no program. */
#ifndef PROGRAM_TEXT_ERROR_H
#define PROGRAM_TEXT_ERROR_H

/**
 * struct text_error - Why a text is not a program.
 * @line: from 1.
 * @column: from 1.
 * @message: one sentence that says what is wrong and what would be right.
 */
struct text_error {
	unsigned int line;
	unsigned int column;
	char message[160];
};

#endif
