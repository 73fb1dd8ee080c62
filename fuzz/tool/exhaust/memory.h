/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an interrupted run of `maplefuzz exhaust` had done: a text file, a line for each cell.
 */
#ifndef EXHAUST_MEMORY_H
#define EXHAUST_MEMORY_H

#include <stdio.h>

#include "exhaust/crew.h"

/**
 * struct memory - The file.
 * @path: its name.
 * @file: open at its end.
 * @written: by cell: it has a line.
 */
struct memory {
	const char *path;
	FILE *file;
	bool *written;
};

/**
 * memory_open() - Read what is there, and mark the cells that are done; go on writing behind it.
 * @what: which run it is of; one of another is not gone on with.
 *
 * Return: false after a complaint.
 */
bool memory_open(struct memory *memory, const char *path, const char *what, struct crew *crew);

/** memory_write() - Write down the cells that have been done since. */
void memory_write(struct memory *memory, const struct crew *crew);

/** memory_close() - Close it. Return: false after a complaint, if not all could be written. */
bool memory_close(struct memory *memory);

#endif
