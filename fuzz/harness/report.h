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
 * struct fault - What the subject says of itself, or the ground of it.
 * @check: the group that it belongs to.
 * @place: where in the subject.
 * @tree: which tree; NULL if that is not known.
 * @node: which node of it; NULL if that is not known.
 * @slot: which slot of it; -1 if that is not known.
 */
struct fault {
	enum check check;
	const char *place;
	const struct tree *tree;
	const void *node;
	int slot;
};

/**
 * diverged() - Subject and contract disagree: report it and end the run. The function that calls it is the place.
 * @check: the group that found it, the second half of the token.
 * @evidence: where to look.
 * @format: one sentence, as printf() takes it.
 *
 * Prints one block on stderr, then abort()s, or returns from harness_run()
 * where the options say keep_going.
 */
#define diverged(w, check, ...) diverged_at(w, __func__, check, __VA_ARGS__)

/** diverged_at() - The same. @place: see struct run_result. */
_Noreturn void diverged_at(struct world *w, const char *place, enum check check, struct evidence evidence,
			   const char *format, ...) __attribute__((format(printf, 5, 6)));

/** failed() - The same for a fault: the report pictures the node that it names. */
_Noreturn void failed(struct world *w, const struct fault *fault, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** report_crash() - The subject crashed, or hangs: print the report. @how: the second half of the token. @place: where; may be empty. */
void report_crash(struct world *w, const char *how, const char *place);

#endif
