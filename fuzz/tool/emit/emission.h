/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs as C. A test makes the calls that the harness made, as they were recorded, and compares what they give and leave with
 * what the contract says. What it compares beside the results depends on the token. There are three dialects: a file that stands alone,
 * on the ground; a function for the kernel's lib/test_maple_tree.c; and a kernel module. Nothing here knows an operation by name.
 */
#ifndef EMIT_EMISSION_H
#define EMIT_EMISSION_H

#include "emit/held.h"
#include "emit/tape.h"
#include "harness.h"

/* Of a text that names all known issues. */
#define KNOWN_SIZE 2048

/**
 * struct emission - A program on its way to C.
 * @path: of its file.
 * @token: what it diverges with; empty if with nothing.
 * @found: what the harness says that it found; empty if it says nothing.
 * @known: the known issues that the harness stepped around, with how often, for people; empty if none.
 * @kernel: for the kernel: a function for its own tests, or a module; else it stands alone.
 * @module: a module.
 * @steps: what a module reads that makes the calls of any program.
 * @compat: the tree under test lacks what src/linux/compat.c has.
 * @checks: set of enum check: what is compared beside the results.
 * @nowait: enum nowait.
 * @tape: what was recorded.
 * @units: how many single calls it made, those of the end left out.
 * @trees: set of trees that it names.
 * @locks: those of them that have an external lock at some time.
 * @sections: a read-side section is open while others write.
 * @memory: it has allocations fail, beside those that @nowait says.
 * @middle: it has somebody act in the middle of a call.
 * @middle_call: the first call of the program that does: its number, from 1, and text; empty if there is none.
 * @windows: by number, from 1: before which of the single calls of the interrupted call another writer comes in, plus 1; 0 if he does not.
 * @reads: the highest number of a reader who reads in the middle of a call.
 * @held: what each tree should hold at last.
 */
struct emission {
	const char *path;
	const char *token;
	char found[FOUND_SIZE];
	char known[KNOWN_SIZE];
	bool kernel;
	bool module;
	bool steps;
	bool compat;
	unsigned int checks;
	unsigned int nowait;
	const struct tape *tape;
	size_t units;
	unsigned int trees;
	unsigned int locks;
	bool sections;
	bool memory;
	bool middle;
	char middle_call[RECORD_TEXT_SIZE + 16];
	unsigned int windows[MAX_INSTRUCTIONS + 1];
	unsigned int reads;
	struct held held[MAX_TREES];
};

/* What RECORD_CALL says when the program is over. */
#define THE_END "the end"

/** emit_checked() - Is @check one of those that are compared beside the results? */
static inline bool emit_checked(const struct emission *e, enum check check)
{
	return e->checks & (1u << check);
}

/** emit_fails() - Is it a module in which allocations fail? */
static inline bool emit_fails(const struct emission *e)
{
	return e->module && (e->memory || e->nowait);
}

/** emit_names() - Does the program name tree @tree? */
static inline bool emit_names(const struct emission *e, int tree)
{
	return tree >= 0 && e->trees >> tree & 1;
}

#endif
