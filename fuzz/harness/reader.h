/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reader under RCU who stands in a tree while it is written to, and then goes on.
 *
 * What must hold (Documentation/core-api/maple_tree.rst promises that readers
 * under RCU see the tree before or after each write): the reader only
 * moves on, never back (a range that the write has stretched may overlap the one before); each range that it meets was that entry's range before or after the
 * write; and it passes over no range that was there before and after.
 */
#ifndef READER_H
#define READER_H

#include <linux/maple_tree.h>

#include "oracle.h"

/* How many ranges a reader is followed over. */
#define MAX_MET 32

/**
 * struct reader - What a reader met.
 * @count: how many ranges; 0 if there was no reader, or nothing for it to stand on.
 * @down: towards lower indices.
 * @ended: found nothing more; otherwise it was followed no further.
 * @met: the ranges; the first of them was met before the write.
 */
struct reader {
	unsigned int count;
	bool down;
	bool ended;
	struct oracle_range met[MAX_MET];
};

/** reader_step() - Go on to the next range, by @mas, and note it. */
void reader_step(struct reader *reader, struct ma_state *mas);

#endif
