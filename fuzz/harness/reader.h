/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reader that acts in the middle of a write. */
#ifndef READER_H
#define READER_H

#include <stdbool.h>

/**
 * reader_try() - Read, for as long as it may be of use: the writer stands still, and somebody who walks anew may do so for ever.
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
