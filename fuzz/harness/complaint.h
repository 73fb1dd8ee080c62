/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a subject says when one of its own checks fails: MT_BUG_ON(), MAS_WARN_ON() and their like. */
#ifndef COMPLAINT_H
#define COMPLAINT_H

#include "world.h"

/* Room for a sentence of the subject's, cut off if it is longer. */
#define WORDS_SIZE 200

/**
 * struct complaint - A check of the subject that failed.
 * @function: in which of its functions.
 * @line: in which line.
 * @words: what it printed just before, or else the condition; empty if neither is known.
 * @tree: which; NULL if it has not told.
 * @node: at which node; NULL if it has not told.
 * @slot: at which slot of it; -1 if it has not told.
 */
struct complaint {
	char function[PLACE_SIZE - 16];
	unsigned int line;
	char words[WORDS_SIZE];
	const struct tree *tree;
	const void *node;
	int slot;
};

/** file_name() - The name of a source file: in which folder it is does not matter. */
const char *file_name(const char *path);

/**
 * complaint_read() - Read in the ground's log what was printed before dump_stack() was called.
 * @file: the source file in which it was called; may be looked at for the condition.
 * @line: its line.
 *
 * Return: false if the log has no such thing.
 */
bool complaint_read(const struct world *w, const char *file, int line, struct complaint *complaint);

/**
 * complaint_log() - The ground's log for people who see the place in the tree without it.
 *
 * Return: to be freed; where the subject has dumped a whole tree, it says how long that was.
 */
char *complaint_log(void);

#endif
