/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries: from their names in a program to what is stored in a tree, and back. */
#ifndef ENTRY_H
#define ENTRY_H

#include <stdint.h>

#include "call.h"

/** entry_pointer() - What is stored for the entry named @name. */
void *entry_pointer(struct entry name);

/**
 * entry_code() - A number for what a tree returned: the same in every process.
 *
 * Return: kind and id of the entry; a code of its own for what is no entry of ours.
 */
uint32_t entry_code(const void *entry);

/* Enough for any entry's text, and the final NUL. */
#define ENTRY_TEXT_SIZE 32

/**
 * entry_format() - The name of what a tree returned, as the text form has it.
 *
 * What is no entry of ours is written as a hexadecimal number.
 */
void entry_format(const void *entry, char *text);

/** entry_visible() - What the ordinary API shows of @entry: the zero entry is hidden from it. */
void *entry_visible(void *entry);

#endif
