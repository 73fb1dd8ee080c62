/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names in what a user has typed, alone or in a list with commas between. */
#ifndef PROGRAM_NAMES_H
#define PROGRAM_NAMES_H

#include <stdbool.h>
#include <string.h>

/** name_is() - Are the @length bytes at @text @name? */
static inline bool name_is(const char *name, const char *text, size_t length)
{
	return strlen(name) == length && !strncmp(name, text, length);
}

/** names_length() - How long the first name of a list is. */
static inline size_t names_length(const char *list)
{
	return strcspn(list, ",");
}

/** names_next() - The list without its first name; NULL if there is no other. */
static inline const char *names_next(const char *list)
{
	list += names_length(list);
	return *list ? list + 1 : NULL;
}

#endif
