/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The comment in front of a reproducer that says what it diverges with, and on which tree. */
#ifndef ORIGIN_H
#define ORIGIN_H

#include <stddef.h>
#include <stdio.h>

/** origin_print() - Print the comment: with @token, on the tree of this build. */
void origin_print(FILE *out, const char *token);

/**
 * origin_find() - Look for that comment in the @size bytes of @text.
 *
 * Return: the tree that it names, as harness_subject() said then, to be freed; NULL if there is none.
 */
char *origin_find(const char *text, size_t size);

#endif
