/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The variables of a function that statements use. */
#ifndef EMIT_VARIABLES_H
#define EMIT_VARIABLES_H

#include <stdio.h>

#include "emit/emission.h"

/**
 * emit_variables() - Declare the variables that the statements @body use.
 * @shared: statements of other functions: cursors that these use, too, are declared elsewhere, by emit_cursor().
 */
void emit_variables(const struct emission *e, const char *body, const char *shared, FILE *out);

/** emit_cursor() - Write the declaration of @cursor to @line. */
void emit_cursor(const struct emission *e, unsigned int cursor, char *line);

/** emit_uses_cursor() - Do the statements @text use @cursor? */
bool emit_uses_cursor(const char *text, unsigned int cursor);

/** emit_tree() - Declare tree @tree, and of what is called after it that which @body uses, at @depth tabs. */
void emit_tree(const char *body, unsigned int tree, FILE *out, unsigned int depth);

/** emit_read() - Declare what reader @number was given in the middle of a write, as far as @body uses it, likewise. */
void emit_read(const char *body, unsigned int number, FILE *out, unsigned int depth);

/** emit_history() - Declare the history of cursor @cursor, if @body uses it, likewise. */
void emit_history(const char *body, unsigned int cursor, FILE *out, unsigned int depth);

#endif
