/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the programs of a corpus have in them: counted by stats.c, printed by stats_print.c. */
#ifndef STATS_PRINT_H
#define STATS_PRINT_H

#include "tool.h"

/* A height is five bits of a tree's flags. */
#define HEIGHTS 32

/* The attributes, and the trees that have none. */
#define PLAIN ATTRIBUTE_COUNT

/**
 * struct use - How much an operation is used.
 * @calls: calls of it, a fill or carve being one.
 * @files: programs that make any.
 */
struct use {
	unsigned long calls;
	size_t files;
};

/**
 * struct finding - A program that diverges.
 * @path: its file.
 * @token: what it is.
 */
struct finding {
	const char *path;
	char token[TOKEN_SIZE];
};

/**
 * struct stats - A corpus in figures. What is an array and not said otherwise counts programs.
 * @files: programs.
 * @bytes: their size.
 * @duplicates: files of which another has the same bytes.
 * @not_canonical: whose bytes are not what our mutator would write: they have another generation, a
 *	record that is cut off, or bits that mean nothing.
 * @structural: that ask the subject for operands.
 * @calls: single calls made, those inside fill and carve one by one.
 * @lengths: by the number of their instructions.
 * @generations: by the generation that they say.
 * @attributes: by the attributes that any of their trees has, one after the other; PLAIN is the last.
 * @heights: by the largest height of any tree at any time.
 * @operations: of each operation.
 * @findings: those that diverge.
 * @found: how many of them.
 * @not_run: files that came after a crash.
 * @seconds: that it took.
 */
struct stats {
	size_t files;
	size_t bytes;
	size_t duplicates;
	size_t not_canonical;
	size_t structural;
	unsigned long calls;
	size_t lengths[MAX_INSTRUCTIONS + 1];
	size_t generations[UINT8_MAX + 1];
	size_t attributes[ATTRIBUTE_COUNT + 1];
	size_t heights[HEIGHTS];
	struct use operations[OP_COUNT];
	struct finding *findings;
	size_t found;
	size_t not_run;
	double seconds;
};

/** stats_table() - Print @stats for people. */
void stats_table(const struct stats *stats);

/** stats_json() - Print @stats for programs, as one object of JSON. */
void stats_json(const struct stats *stats);

#endif
