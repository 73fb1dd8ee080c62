/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a divergence looks like. */
#ifndef REPORT_H
#define REPORT_H

#include "world.h"

/**
 * struct evidence - Where the two disagree.
 * @tree: the tree; NULL if it is about no single tree.
 * @index: an index near which they disagree; the report pictures the leaf that holds it.
 */
struct evidence {
	const struct tree *tree;
	unsigned long index;
};

/**
 * diverged() - Subject and contract disagree: report it and end the run.
 * @check: the group that found it, the second half of the token.
 * @evidence: where to look.
 * @format: one sentence, as printf() takes it.
 *
 * Prints one block on stderr, then abort()s, or returns from harness_run()
 * where the options say keep_going.
 */
_Noreturn void diverged(struct world *w, enum check check, struct evidence evidence,
			const char *format, ...) __attribute__((format(printf, 4, 5)));

/** report_crash() - The subject crashed, or hangs: print the report. @how: the second half of the token. */
void report_crash(struct world *w, const char *how);

#endif
