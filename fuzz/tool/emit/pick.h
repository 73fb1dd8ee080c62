/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Takes of support.c what a test uses, and nothing else.
 *
 * The file is cut into blocks: each is one function, structure, macro or variable with the comment above
 * it, and ends at an empty line outside of braces. What begins with `#ifdef SUPPORT_KERNEL` is for the
 * kernel's dialect, what begins with `#ifndef SUPPORT_KERNEL` for tests that stand alone, up to the `#else` or `#endif`.
 */
#ifndef EMIT_PICK_H
#define EMIT_PICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The text of support.c, as the build found it. */
extern const char support_text[];

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

/** pick_uses() - Does @text use the identifier @name? */
bool pick_uses(const char *text, const char *name);

/**
 * pick() - Print those blocks that @text uses, those that they use, and so on, in the order of the library.
 * @library: the library.
 * @kernel: which dialect.
 */
void pick(const char *library, bool kernel, const char *text, FILE *out);

#endif
