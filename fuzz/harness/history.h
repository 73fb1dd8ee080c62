/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What others have done to a tree since a reader's last step. */
#ifndef HISTORY_H
#define HISTORY_H

#include <stdbool.h>

#include "oracle.h"

/* How many changes of its tree a reader is followed over. */
#define MAX_CHANGES 48

/**
 * struct history - What others have done to the tree of a reader since its last step.
 * @gone: ranges that were there and are no more.
 * @gone_count: how many.
 * @young: ranges that have not been there all the time.
 * @young_count: how many.
 */
struct history {
	struct oracle_range gone[MAX_CHANGES];
	struct oracle_range young[MAX_CHANGES];
	unsigned int gone_count;
	unsigned int young_count;
};

/** history_forget() - It begins now. */
static inline void history_forget(struct history *h)
{
	h->gone_count = h->young_count = 0;
}

/** history_note() - The tree held what @old does, and holds what @now does. Return: false if it is too much. */
bool history_note(struct history *h, const struct oracle *old, const struct oracle *now);

#endif
