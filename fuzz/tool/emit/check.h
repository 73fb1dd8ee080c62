/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Proving a test: does it show what its program diverges with? */
#ifndef EMIT_CHECK_H
#define EMIT_CHECK_H

#include "emit/emission.h"

/**
 * check_test() - Compile @text with a maple tree, run it, and say in one line what came of it.
 * @e: the program; the test has to fail if it diverges, and to pass if not.
 * @text: the test.
 * @subject: the folder of the tree: one like src/maple_tree, or a Linux tree; NULL for the one under test.
 *
 * Return: EXIT_CLEAN if the test is right; EXIT_DIVERGENCE if not; EXIT_USAGE after a complaint if it cannot be tried.
 */
int check_test(const struct emission *e, const char *text, const char *subject);

#endif
