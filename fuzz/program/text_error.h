/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with a text that is no program; and what has been made of one that is. */
#ifndef PROGRAM_TEXT_ERROR_H
#define PROGRAM_TEXT_ERROR_H

/**
 * struct text_error - Why a text is not a program; or what its author should know of one that is: what became of the first number that was cut, or else of the
 *	first schedule that comes to nothing.
 * @cuts: numbers that have more bits than an index, and have lost them: there are none where an unsigned long has 64 bits.
 * @idle: schedules that come to nothing: see idle.h.
 * @line: from 1.
 * @column: from 1.
 * @message: one sentence that says what is wrong and what would be right.
 */
struct text_error {
	unsigned int cuts;
	unsigned int idle;
	unsigned int line;
	unsigned int column;
	char message[160];
};

#endif
