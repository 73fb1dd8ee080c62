/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Takes of support.c and support_main.c what a test uses, and nothing else.
 *
 * The files are cut into blocks: each is one function, structure, macro or variable with the comment above
 * it, and ends at an empty line outside of braces. What stands from `#ifdef NAME` or `#ifndef NAME` to the `#else` or `#endif` is for
 * those dialects only that define NAME, or that do not: SUPPORT_KERNEL is defined for functions for the kernel and for
 * modules, SUPPORT_FUNCTION for the former alone.
 */
#ifndef EMIT_PICK_H
#define EMIT_PICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Those that the build found: support.c with support_history.c, support_lookup.c and support_main.c behind it, and the others by their names. */
extern const char support_text[], support_module_text[], support_failing_text[], support_steps_text[];

/* Room for a name, and the final NUL. */
#define PICK_NAME_SIZE 64

/**
 * pick_word() - The next identifier of @text, but for those in comments and strings.
 * @text: moved on behind it.
 * @name: PICK_NAME_SIZE bytes.
 *
 * Return: false if there is none.
 */
bool pick_word(const char **text, char *name);

/**
 * enum pick_dialect - What a test is.
 * @PICK_STANDALONE: a file that stands alone.
 * @PICK_FUNCTION: a function for the kernel's lib/test_maple_tree.c.
 * @PICK_MODULE: a kernel module.
 */
enum pick_dialect {
	PICK_STANDALONE,
	PICK_FUNCTION,
	PICK_MODULE,
};

/** pick_uses() - Does @text use the identifier @name? */
bool pick_uses(const char *text, const char *name);

/**
 * pick() - Print those blocks that @text uses, those that they use, and so on, in the order of the library.
 * @library: the library.
 * @dialect: which dialect.
 */
void pick(const char *library, enum pick_dialect dialect, const char *text, FILE *out);

#endif
