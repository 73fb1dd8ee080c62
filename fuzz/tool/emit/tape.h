/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tape: the records of a run, one after the other in memory that a child process shares with its parent, so that
 * they outlive a child that crashes.
 */
#ifndef EMIT_TAPE_H
#define EMIT_TAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "record.h"

struct tape;

/** tape_new() - A tape without records. Return: NULL if there is no memory. */
struct tape *tape_new(void);

/** tape_free() - Give the memory of @tape back. */
void tape_free(struct tape *tape);

/**
 * tape_add() - Add a record.
 * @attributes: of its tree; see tape_next().
 */
void tape_add(struct tape *tape, const struct record *record, unsigned int attributes);

/** tape_full() - Was there no room for all records? */
bool tape_full(const struct tape *tape);

/**
 * tape_next() - The next record.
 * @at: where it begins, 0 for the first; moved on behind it.
 * @record: filled in.
 * @attributes: set to the attributes of its tree that were given with it; may be NULL.
 *
 * Return: false if there are no more.
 */
bool tape_next(const struct tape *tape, size_t *at, struct record *record, unsigned int *attributes);

#endif
