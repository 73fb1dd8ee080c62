/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reader that acts in the middle of a write. */
#ifndef READER_H
#define READER_H

#include <stdbool.h>

#include "subject_view.h"

/*
 * A reader that finds a node dead walks anew, and does so for ever if the writer, who stands still, has not published yet what leads elsewhere. The embedded
 * tree promises that no reader does (src/maple_tree/publish.h); in Linux's tree it is no fault.
 */
#define READERS_GET_ON (!SUBJECT_IS_LINUX)

/**
 * reader_try() - Read, for as long as it may be of use: see READERS_GET_ON.
 * @read: the reader.
 * @arg: given to it.
 *
 * Return: false if it was left in the middle.
 */
bool reader_try(void (*read)(void *arg), void *arg);

/** reader_run() - Read until it is done, or reader_leave() is called. Return: false if it was. */
bool reader_run(void (*read)(void *arg), void *arg);

/** reader_leave() - Whoever reads in reader_run() is left in the middle: it would be no use any more. */
_Noreturn void reader_leave(void);

#endif
