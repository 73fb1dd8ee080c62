/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel module that makes the calls of any program, and programs as it reads them: the statements of a program, one after the other
 * without a loop, as kinds of statements and their numbers. The module has a function that makes a statement of each kind.
 */
#ifndef EMIT_STEPS_H
#define EMIT_STEPS_H

#include <stdio.h>

#include "emit/emission.h"

/**
 * emit_steps() - The text of a program, which scripts/lib/inkernel/steps.py makes a file of: a comment, a line with what is to be known
 * of all of it, and a line for each statement: see fold_print_apart(). A line `call`, a number and a text says which call begins.
 */
void emit_steps(const struct emission *e, FILE *out);

/** emit_interpreter() - The C of the module. @kinds: the kinds of statements, a line each. */
void emit_interpreter(const char *kinds, FILE *out);

#endif
