/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What trees should hold, as runs of ranges. */
#ifndef EMIT_HELD_H
#define EMIT_HELD_H

#include <stddef.h>
#include <stdio.h>

/**
 * struct run - Ranges of one length, at one distance from each other.
 * @first: first index of the lowest.
 * @last: its last index.
 * @step: from the first index of one to that of the next.
 * @count: how many.
 * @entry: of the lowest.
 * @numbered: by how much the number of the entry grows from one to the next.
 */
struct run {
	unsigned long first;
	unsigned long last;
	unsigned long step;
	size_t count;
	const void *entry;
	long numbered;
};

/**
 * struct held - What a tree should hold.
 * @runs: in order.
 * @count: how many.
 */
struct held {
	struct run *runs;
	size_t count;
};

/** held_note() - Note what the oracle of tree @tree holds now. */
void held_note(unsigned int tree, struct held *held);

/** held_free() - Forget it. */
void held_free(struct held *held);

/** held_load() - What a load at @index should give. */
const void *held_load(const struct held *held, unsigned long index);

/** held_format() - Write run @at of @held as what the members of struct run are, one after the other. */
void held_format(const struct held *held, size_t at, char *text, size_t size);

/** held_print() - Print @held as an array of struct run called @name, at @depth tabs. */
void held_print(const struct held *held, const char *name, FILE *out, unsigned int depth);

#endif
