/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Totals: what the fuzzing processes that share a file have done so far. The file is
 * text, a line for each total; scripts/lib/common/totals.py reads it.
 */
#ifndef TOTALS_H
#define TOTALS_H

#include <stdint.h>

enum total {
	TOTAL_EXECUTIONS,	/* programs that were run */
	TOTAL_CALLS,		/* calls that they made on the subject */
	TOTAL_KNOWN,		/* how often a known issue of the subject was stepped around */
	NR_TOTALS
};

/**
 * struct totals - The contents of the file.
 * @name: padded with blanks.
 * @digits: fifteen, and a newline.
 */
struct totals {
	struct total_line {
		char name[16];
		_Alignas(8) char digits[16];
	} lines[NR_TOTALS];
};

/**
 * totals_open() - Go on with the totals in the file @path; one that has none gets totals of 0.
 *
 * They are shared with the file: others can read it while this process runs, and it is
 * right however the process dies. Returns NULL and sets errno on failure.
 */
struct totals *totals_open(const char *path);

/** totals_add() - Add @n to @total. */
void totals_add(struct totals *totals, enum total total, uint64_t n);

#endif
